"""Attaches reports: pages, clocks, checks, and who reports in the demonstration community."""

from flask import Flask
from sqlalchemy.orm import Session

from community.kernel import checks, worker
from moderation.flags import base_routes, demonstration, queries, routes, timers


def init_app(app: Flask) -> None:
    """Register what reports need."""
    app.register_blueprint(routes.bp)
    app.register_blueprint(base_routes.bp)
    worker.add_tick(app, "flag-reminders", timers.remind)
    worker.add_tick(app, "old-flags", timers.close_old)
    worker.add_tick(app, "flag-base", timers.learn)
    checks.register(app, checks.Check("flags-and-outcomes", _contradictions))
    demonstration.init_app(app)


def _contradictions(_session: Session) -> list[str]:
    return queries.contradictions()
