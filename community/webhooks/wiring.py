"""Attaches webhooks to the application."""

from flask import Flask

from community.kernel import checks, worker
from community.kernel.bus import Bus
from community.kernel.job_kinds import Lane, Registry
from community.webhooks import handlers, queries, recording, routes, sending


def init_app(app: Flask) -> None:
    """Register pages, the job that sends, the timer that forgets, and the invariant."""
    app.register_blueprint(routes.bp)
    registry: Registry = app.extensions["huzhu_jobs"]
    registry.add(recording.JOB, sending.send, in_transaction=False, lane=Lane.WEBHOOKS)
    worker.add_tick(app, "webhooks.call_back", recording.call_back)
    worker.add_tick(app, "webhooks.forget_old", queries.forget_old)
    checks.register(app, checks.Check("webhook-messages", queries.breaches))


def subscribe(bus: Bus) -> None:
    """Hear of everything that can be told."""
    for event in handlers.HEARD:
        bus.on(event, handlers.told)
