"""Attaches casework: its timers, its job, its check, and the profiles of the demonstration."""

from flask import Flask

from community.kernel import checks, worker
from moderation.casework import checking, demonstration, handlers, timers


def init_app(app: Flask) -> None:
    """Register timers, the job that gives out a case, and what `huzhu check` looks at."""
    worker.add_tick(app, "distribute", timers.distribute)
    worker.add_tick(app, "hand-overs", timers.bring_back)
    worker.add_tick(app, "presence", timers.forget)
    app.extensions["huzhu_jobs"].add(handlers.JOB, handlers.give_out, in_transaction=False)
    checks.register(app, checks.Check("casework", checking.breaches))
    demonstration.init_app(app)
