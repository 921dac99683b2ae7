"""Attaches the page of operations, and its entry in the navigation of admins."""

from flask import Flask, g
from flask_babel import gettext

from community.kernel import templating
from community.kernel.policy import Permission, actor_now, may
from community.operations import queries, routes, troubles


def init_app(app: Flask) -> None:
    """Register the page and its entry."""
    app.register_blueprint(routes.bp)
    templating.add_nav(app, _nav)
    troubles.init_app(app)


def _nav() -> list[dict[str, object]]:
    if not may(actor_now(), Permission.ADMINISTER):
        return []
    if "operations_matters" not in g:
        g.operations_matters = queries.matters_count()
    return [
        {"url": "/admin", "label": gettext("Operations"), "icon": "settings", "count": g.operations_matters}
    ]
