"""Attaches canned responses: their pages, and those of the demonstration."""

from flask import Flask

from community.kernel.picture_readers import register_for
from community.kernel.policy import Permission
from moderation.canned import demonstration, routes
from moderation.canned.models import CannedResponse


def init_app(app: Flask) -> None:
    """Register pages and furnishing."""
    app.register_blueprint(routes.bp)
    register_for(app, Permission.WORK_CASES, CannedResponse.__tablename__)
    demonstration.init_app(app)
