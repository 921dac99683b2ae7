"""Attaches the page of operations, and its entry in the navigation of admins."""

from flask import Flask, g

from community.kernel import navigation
from community.kernel.navigation import NavEntry
from community.kernel.policy import Permission, actor_now, may
from community.kernel.words import N_
from community.operations import queries, routes, troubles


def init_app(app: Flask) -> None:
    """Register the page and its entry."""
    app.register_blueprint(routes.bp)
    navigation.add(app, _nav)
    troubles.init_app(app)


def _nav() -> list[NavEntry]:
    if not may(actor_now(), Permission.ADMINISTER):
        return []
    if "operations_matters" not in g:
        g.operations_matters = queries.matters_count()
    return [NavEntry("/admin", N_("Operations"), "settings", count=g.operations_matters)]
