"""Attaches the package community to the application."""

from flask import Flask

import community.notifications.models
import community.routing.models  # noqa: F401 - tables that no route names yet
from community.accounts import routes as accounts
from community.accounts import session, settings_routes, upkeep
from community.imports.demonstration import sign_ins
from community.kernel import health, mail
from community.subscriptions import subscribe


def init_app(app: Flask) -> None:
    """Register blueprints, template globals, jobs and reactions."""
    session.init_app(app)
    upkeep.init_app(app)
    mail.init_app(app)
    app.register_blueprint(accounts.bp)
    app.register_blueprint(settings_routes.bp)
    health.init_app(app)
    sign_ins.init_app(app)
    subscribe(app.extensions["huzhu_bus"])
