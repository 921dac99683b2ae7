"""Attaches escalation: its clocks, its check, and the staff of the demonstration community."""

from flask import Flask

from community.kernel import checks, worker
from moderation.escalation import demonstration, silence, timers
from moderation.escalation.queries import breaches


def init_app(app: Flask) -> None:
    """Register timers and the check of one open case a need."""
    worker.add_tick(app, "unanswered", silence.lift_unanswered)
    worker.add_tick(app, "waiting-rules", silence.ask_rules_about_waiting)
    worker.add_tick(app, "sla", timers.keep_time)
    checks.register(app, checks.Check("one-open-case", breaches))
    demonstration.init_app(app)
