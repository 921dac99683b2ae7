"""Attaches macros: their pages, and those of the demonstration."""

from flask import Flask

from moderation.macros import demonstration, routes


def init_app(app: Flask) -> None:
    """Register pages and furnishing."""
    app.register_blueprint(routes.bp)
    demonstration.init_app(app)
