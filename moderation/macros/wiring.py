"""Attaches macros: their pages, their place on a case, and those of the demonstration."""

from flask import Flask

from moderation.macros import demonstration, queries, routes


def init_app(app: Flask) -> None:
    """Register pages, the template global `macros_offered`, and furnishing."""
    app.register_blueprint(routes.bp)
    app.jinja_env.globals["macros_offered"] = queries.macros
    demonstration.init_app(app)
