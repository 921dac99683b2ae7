"""Attaches the rules as people see them, and what staff of the demonstration say about them."""

from flask import Flask

from moderation.rulebook import demonstration, judging_routes, making_routes, routes


def init_app(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(making_routes.bp)
    app.register_blueprint(routes.bp)
    app.register_blueprint(judging_routes.bp)
    demonstration.init_app(app)
