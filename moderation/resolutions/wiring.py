"""Attaches the ledger's page."""

from flask import Flask

from moderation.resolutions import routes


def init_app(app: Flask) -> None:
    """Register it."""
    app.register_blueprint(routes.bp)
