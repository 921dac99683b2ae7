"""Attaches sanctions: pages, the notice on every page, the clock, the check."""

from flask import Flask
from sqlalchemy.orm import Session

from community.kernel import checks, worker
from moderation.sanctions import queries, timers


def init_app(app: Flask) -> None:
    """Register what sanctions bring."""
    worker.add_tick(app, "sanctions", timers.expire)
    checks.register(app, checks.Check("sanctions-hold", _breaches))


def _breaches(_session: Session) -> list[str]:
    return queries.breaches()
