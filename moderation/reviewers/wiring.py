"""Attaches the watch over reviewers: pages, spot checks, the check that none of them leaks."""

from flask import Flask
from sqlalchemy.orm import Session

from community.kernel import checks
from community.kernel.policy import actor_now
from moderation.review import watch
from moderation.review.entitled import binds
from moderation.reviewers import queries, routes
from moderation.reviewers.models import ReviewerPause
from moderation.reviewers.watching import Watcher


def init_app(app: Flask) -> None:
    """Register what the watch over reviewers needs."""
    app.register_blueprint(routes.bp)
    watch.fill(Watcher())
    app.jinja_env.globals.update(reviewer_pause=_pause_of_reader)
    checks.register(app, checks.Check("spot-checks-stay-hidden", _leaks))


def _pause_of_reader() -> ReviewerPause | None:
    reader = actor_now()
    return None if binds(reader) else queries.pause_now(reader.member_id)


def _leaks(_session: Session) -> list[str]:
    return queries.leaked_checks()
