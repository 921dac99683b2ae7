"""Attaches what moderators put before everyone to the pages that show it."""

from flask import Flask

from community.curation import board, demonstration, feeds, problem_routes, queries, routes
from community.curation.board import News
from community.curation.models import Announcement, IncidentUpdate
from community.curation.picture_readers import in_announcement
from community.kernel import navigation, picture_readers
from community.kernel.navigation import NavEntry
from community.kernel.policy import Permission, actor_now, may
from community.kernel.words import N_


def init_app(app: Flask) -> None:
    """Attach the feature."""
    picture_readers.register(app, in_announcement, Announcement.__tablename__)
    picture_readers.register_for(app, Permission.READ, IncidentUpdate.__tablename__)
    for part in (routes, problem_routes, feeds):
        app.register_blueprint(part.bp)
    app.jinja_env.globals.update(
        announcements=_announcements,
        known_problems=board.problems,
        problems_like=board.problems_like,
        recommended=queries.recommended,
    )
    navigation.add(app, _nav)
    demonstration.init_app(app)


def _announcements(tag: str = "") -> list[News]:
    return queries.news_for(actor_now(), tag)


def _nav() -> list[NavEntry]:
    if not may(actor_now(), Permission.CURATE):
        return []
    return [NavEntry("/curation", N_("Curation"), "spark")]
