"""Attaches the package gamification to the application."""

from flask import Flask

from community.accounts.session import current_member
from community.kernel import blocks, checks, navigation, worker
from community.kernel.navigation import NavEntry
from community.kernel.policy import Permission, actor_now, may
from community.kernel.words import N_
from gamification.api import wiring as api
from gamification.badges import making, making_routes
from gamification.badges import picture_routes as badge_pictures
from gamification.badges import routes as badges
from gamification.badges.handlers import Timer as BadgeTimer
from gamification.badges.moment import award_moment
from gamification.campaigns import demonstration as campaign_demonstration
from gamification.campaigns import facts as campaign_facts
from gamification.campaigns import routes as campaigns
from gamification.campaigns.checks import CHECKS as CAMPAIGN_CHECKS
from gamification.campaigns.handlers import look_at_clock
from gamification.integrity import wiring as integrity
from gamification.leaderboards import handlers as boards
from gamification.leaderboards import routes as leaderboards
from gamification.leaderboards.markup import board_row
from gamification.levels.handlers import Timer
from gamification.licences import wiring as licences
from gamification.reputation import routes as reputation
from gamification.standing import block, hiding
from gamification.standing import routes as standing
from gamification.standing.checks import CHECKS
from gamification.standing.directory import Directory, standings_of
from gamification.standing.profile import profile_standing
from gamification.subscriptions import subscribe


def _nav() -> list[NavEntry]:
    reader = current_member()
    entries = [
        NavEntry("/leaderboards", N_("Boards"), "board"),
        NavEntry("/campaigns", N_("Campaigns"), "campaign"),
    ]
    if reader is None or not reader.hides_game:
        return entries
    return entries[1:] if may(actor_now(), Permission.RUN_CAMPAIGNS) else []  # work is no game


def init_app(app: Flask) -> None:
    """Register blueprints, template globals, jobs and reactions."""
    for feature in (standing, badges, making_routes, badge_pictures, leaderboards, campaigns, reputation):
        app.register_blueprint(feature.bp)
    hiding.init_app(app)
    api.init_app(app)
    campaign_demonstration.init_app(app)
    app.extensions["huzhu_ports"].standing = Directory()
    app.jinja_env.globals.update(
        standings_of=standings_of,
        profile_standing=profile_standing,
        award_moment=award_moment,
        campaign_facts=campaign_facts,
        board_row=board_row,
    )
    app.extensions["huzhu_jobs"].add(making.JOB, making.look_back, in_transaction=False)
    navigation.add(app, _nav)
    blocks.offer(app, block.BLOCK)
    integrity.init_app(app)
    licences.init_app(app)
    worker.add_tick(app, "levels.look_at_due", Timer())
    worker.add_tick(app, "badges.look_at_due", BadgeTimer())
    worker.add_tick(app, "campaigns.look_at_clock", look_at_clock)
    worker.add_tick(app, "boards.look_at_clock", boards.look_at_clock)
    checks.register(app, *CHECKS, *CAMPAIGN_CHECKS)
    subscribe(app.extensions["huzhu_bus"])
