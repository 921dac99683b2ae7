"""Attaches the package moderation to the application."""

from flask import Flask

from moderation.subscriptions import subscribe


def init_app(app: Flask) -> None:
    """Register blueprints, template globals, jobs and reactions."""
    subscribe(app.extensions["huzhu_bus"])
