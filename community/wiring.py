"""Attaches the package community to the application."""

from flask import Flask

import community.notifications.models
import community.routing.models  # noqa: F401 - tables that no route names yet
from community.accounts import session
from community.imports.demonstration import sign_ins
from community.kernel import health
from community.subscriptions import subscribe


def init_app(app: Flask) -> None:
    """Register blueprints, template globals, jobs and reactions."""
    session.init_app(app)
    health.init_app(app)
    sign_ins.init_app(app)
    subscribe(app.extensions["huzhu_bus"])
