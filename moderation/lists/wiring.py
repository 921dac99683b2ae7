"""Attaches the pages of the lists, and the counting of hits."""

from flask import Flask
from flask_babel import gettext

from community.kernel import templating
from community.kernel.policy import Permission, actor_now, may
from moderation.lists import counting, demonstration, routes


def init_app(app: Flask) -> None:
    """Register the pages, and write hits down when requests end."""
    app.register_blueprint(routes.bp)
    counting.init_app(app)
    templating.add_nav(app, _nav)
    demonstration.init_app(app)


def _nav() -> list[dict[str, object]]:
    if not may(actor_now(), Permission.MANAGE_LISTS):
        return []
    return [{"url": "/review/lists", "label": gettext("Word lists"), "icon": "note", "aside": True}]
