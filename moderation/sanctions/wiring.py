"""Attaches sanctions: pages, the notice on every page, the clock, the check."""

from flask import Flask
from sqlalchemy.orm import Session

from community.kernel import checks, worker
from moderation.sanctions import demonstration, notice, queries, routes, timers


def init_app(app: Flask) -> None:
    """Register what sanctions bring."""
    app.register_blueprint(routes.bp)
    app.jinja_env.globals.update(
        sanction_notice=notice.sanction_notice,
        conduct_link=notice.conduct_link,
        removal_notice=notice.removal_notice,
    )
    worker.add_tick(app, "sanctions", timers.expire)
    checks.register(app, checks.Check("sanctions-hold", _breaches))
    demonstration.init_app(app)


def _breaches(_session: Session) -> list[str]:
    return queries.breaches()
