"""Attaches the desk: its entry in the navigation."""

from flask import Flask, g
from flask_babel import gettext

from community.kernel import templating
from community.kernel.policy import Permission, actor_now, may
from moderation.desk import queries


def init_app(app: Flask) -> None:
    """Register the navigation entry."""
    templating.add_nav(app, _nav)


def _nav() -> list[dict[str, object]]:
    if not may(actor_now(), Permission.WORK_CASES):
        return []
    if "open_cases" not in g:
        g.open_cases = queries.waiting_count(actor_now())
    return [{"url": "/desk", "label": gettext("Desk"), "icon": "desk", "count": g.open_cases}]
