"""Attaches the package community to the application."""

from flask import Flask

from community.subscriptions import subscribe


def init_app(app: Flask) -> None:
    """Register blueprints, template globals, jobs and reactions."""
    subscribe(app.extensions["huzhu_bus"])
