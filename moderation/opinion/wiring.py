"""Attaches the other opinion: its job."""

from flask import Flask

from community.kernel.jobs import Registry
from moderation.opinion import services


def init_app(app: Flask) -> None:
    """Register the job that asks."""
    registry: Registry = app.extensions["huzhu_jobs"]
    registry.add(services.JOB, services.ask, in_transaction=False)
