"""Attaches appeals: pages, their row in the queue, the clock, the check."""

from flask import Flask
from sqlalchemy.orm import Session

from community.kernel import checks, picture_readers, worker
from moderation.appeals import demonstration, queries, routes, timers
from moderation.appeals.picture_readers import in_copy
from moderation.appeals.view import appeals_in
from moderation.review import listing
from moderation.sanctions.catalogue import REASONS
from moderation.sanctions.models import SanctionPost


def init_app(app: Flask) -> None:
    """Register what appeals bring."""
    app.register_blueprint(routes.bp)
    picture_readers.register(app, in_copy, SanctionPost.__tablename__)
    app.jinja_env.globals.update(
        appeals_in=appeals_in, appeals_against=queries.appeals_against, sanction_reasons=REASONS
    )
    listing.fill_openable(queries.openable)
    worker.add_tick(app, "appeals", timers.keep_time)
    worker.add_tick(app, "appeal-copies", timers.let_go)
    checks.register(app, checks.Check("appeals-are-in-the-queue", _breaches))
    demonstration.init_app(app)


def _breaches(_session: Session) -> list[str]:
    return queries.breaches()
