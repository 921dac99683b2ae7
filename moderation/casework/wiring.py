"""Attaches casework: its timers, its job, and what the pages of the desk ask for."""

from flask import Flask

from community.kernel import worker
from moderation.casework import handlers, timers


def init_app(app: Flask) -> None:
    """Register timers and the job that gives out a case."""
    worker.add_tick(app, "distribute", timers.distribute)
    worker.add_tick(app, "hand-overs", timers.bring_back)
    worker.add_tick(app, "presence", timers.forget)
    app.extensions["huzhu_jobs"].add(handlers.JOB, handlers.give_out, in_transaction=False)
