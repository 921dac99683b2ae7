"""Attaches what the widget sends."""

from flask import Flask

from community.kernel.web import csrf
from moderation.intake import routes


def init_app(app: Flask) -> None:
    """Register the way in. No cookie counts there, so nothing can be forged."""
    csrf.exempt(routes.bp)
    app.register_blueprint(routes.bp)
