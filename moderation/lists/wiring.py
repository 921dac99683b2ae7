"""Attaches the pages of the lists, and the counting of hits."""

from flask import Flask

from moderation.lists import counting, routes


def init_app(app: Flask) -> None:
    """Register the pages, and write hits down when requests end."""
    app.register_blueprint(routes.bp)
    counting.init_app(app)
