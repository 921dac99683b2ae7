"""Attaches the promises: their pages, their check, and how an hour is written."""

from datetime import datetime

from flask import Flask
from flask_babel import format_datetime

from community.kernel import checks
from moderation.sla import demonstration, routes
from moderation.sla.invariants import breaches


def init_app(app: Flask) -> None:
    """Register the pages, the check and the filter `hour_word`."""
    app.register_blueprint(routes.bp)
    checks.register(app, checks.Check("case-clocks", breaches))
    demonstration.init_app(app)
    app.jinja_env.filters["hour_word"] = _hour


def _hour(moment: datetime) -> str:
    """An hour of the coming days in the reader's words: Mon 09:30."""
    return str(format_datetime(moment, "EEE HH:mm"))
