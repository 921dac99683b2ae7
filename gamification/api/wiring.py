"""Attaches what programs may ask about standing."""

from flask import Flask

from community.api.blueprint import attach
from gamification.api.badge_making import badge_making
from gamification.api.badges import badges
from gamification.api.campaigns import campaigns
from gamification.api.integrity import findings
from gamification.api.leaderboards import boards
from gamification.api.levels import levels
from gamification.api.licences import licences
from gamification.api.members import members
from gamification.api.rulings import rulings


def init_app(app: Flask) -> None:
    """Register the resources of this package."""
    attach(app, members, boards, levels, badges, badge_making, campaigns, findings, rulings, licences)
