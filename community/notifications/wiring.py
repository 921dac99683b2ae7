"""Attaches the inbox and the bell."""

from flask import Flask
from flask_babel import gettext

from community.kernel import templating
from community.kernel.policy import actor_now
from community.kernel.web import csrf
from community.notifications import demonstration, queries, routes


def init_app(app: Flask) -> None:
    """Register the pages and the bell with its count."""
    app.register_blueprint(routes.bp)
    csrf.exempt(routes.unsubscribe)  # mail programs press this button without a session (RFC 8058)
    templating.add_nav(app, _bell)
    demonstration.init_app(app)


def _bell() -> list[dict[str, object]]:
    actor = actor_now()
    if actor.member_id is None:
        return []
    count = queries.unread_count(actor)
    return [{"url": "/notifications", "label": gettext("Alerts"), "icon": "bell", "count": count}]
