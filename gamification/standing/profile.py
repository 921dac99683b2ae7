"""The part of a profile that tells of standing: level, points, badges."""

from flask import has_request_context, render_template
from markupsafe import Markup

from community.accounts.models import Member
from community.accounts.session import current_member
from community.kernel.db import db
from gamification.badges import queries as badges
from gamification.levels import catalogue
from gamification.levels import queries as levels
from gamification.levels.rules import Missing, missing
from gamification.standing.directory import Directory

SHOWN_BADGES = 6


def profile_standing(member_id: int) -> Markup:
    """Level with the way to the next one, points, and badges of a member; empty when either hides the game."""
    reader = current_member() if has_request_context() else None
    member = db.session.get_one(Member, member_id)  # the page has loaded it already
    if member.hides_game or (reader is not None and reader.hides_game):
        return Markup()
    own = reader is not None and reader.id == member_id
    standing = Directory().standings_of([member_id])[member_id]
    awards = badges.awards_of(member_id)
    page = render_template(
        "gamification/_standing.html",
        name=member.name,
        standing=standing,
        level=catalogue.LEVELS[standing.level],
        next_level=_next(standing.level),
        missing=way_to_next(member_id, standing.level) if own else None,
        awards=awards[:SHOWN_BADGES],
        more_awards=max(0, len(awards) - SHOWN_BADGES),
        next_badges=badges.next_badges(member_id) if own else [],
        own=own,
    )
    return Markup(page)  # noqa: S704 - our own template escaped what it shows


def _next(level: int) -> catalogue.Level | None:
    return catalogue.LEVELS[level + 1] if level + 1 < len(catalogue.LEVELS) else None


def way_to_next(member_id: int, level: int) -> Missing | None:
    """What is missing to the next level; None on the highest."""
    bars = levels.bars()
    if level + 1 >= len(bars):
        return None
    return missing(levels.records_of([member_id])[member_id], bars[level + 1])
