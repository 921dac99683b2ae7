"""Attaches the promises: their pages, their check, and the clocks of a case for its page."""

from datetime import datetime
from typing import Any

from flask import Flask
from flask_babel import format_datetime

from community.kernel import checks, clock
from moderation.sla import demonstration, queries, routes
from moderation.sla.invariants import breaches


def init_app(app: Flask) -> None:
    """Register the pages, the check and what templates ask for."""
    app.register_blueprint(routes.bp)
    checks.register(app, checks.Check("case-clocks", breaches))
    demonstration.init_app(app)
    app.jinja_env.globals["clocks_of_case"] = _clocks
    app.jinja_env.filters["hour_word"] = _hour


def _clocks(case_id: int) -> dict[str, Any]:
    promise = queries.promise_of(case_id)
    return {
        "policy": promise.policy_name if promise else "",
        "stands": promise.stands if promise else False,
        "clocks": queries.clock_records(case_id, clock.now()),
    }


def _hour(moment: datetime) -> str:
    """An hour of the coming days in the reader's words: Mon 09:30."""
    return str(format_datetime(moment, "EEE HH:mm"))
