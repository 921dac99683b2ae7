"""Attaches appeals: pages, their row in the queue, the clock, the check."""

from flask import Flask
from sqlalchemy.orm import Session

from community.kernel import checks, worker
from moderation.appeals import queries, timers


def init_app(app: Flask) -> None:
    """Register what appeals bring."""
    worker.add_tick(app, "appeals", timers.keep_time)
    worker.add_tick(app, "appeal-copies", timers.let_go)
    checks.register(app, checks.Check("appeals-are-in-the-queue", _breaches))


def _breaches(_session: Session) -> list[str]:
    return queries.breaches()
