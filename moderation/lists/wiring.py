"""Attaches the pages of the lists, and the counting of hits."""

from flask import Flask

from community.kernel import navigation
from community.kernel.navigation import NavEntry
from community.kernel.policy import Permission, actor_now, may
from community.kernel.words import N_
from moderation.lists import counting, demonstration, routes


def init_app(app: Flask) -> None:
    """Register the pages, and write hits down when requests end."""
    app.register_blueprint(routes.bp)
    counting.init_app(app)
    navigation.add(app, _nav)
    demonstration.init_app(app)


def _nav() -> list[NavEntry]:
    if not may(actor_now(), Permission.MANAGE_LISTS):
        return []
    return [NavEntry("/review/lists", N_("Word lists"), "note", aside=True)]
