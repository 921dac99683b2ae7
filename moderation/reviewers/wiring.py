"""Attaches the watch over reviewers: pages, spot checks, the check that none of them leaks."""

from flask import Flask
from sqlalchemy.orm import Session

from community.kernel import checks, picture_readers
from community.kernel.policy import actor_now
from moderation.review import watch
from moderation.review.entitled import binds
from moderation.reviewers import queries, routes
from moderation.reviewers.models import ReviewerPause, SpotCheck
from moderation.reviewers.picture_readers import in_spot_check
from moderation.reviewers.watching import Watcher


def init_app(app: Flask) -> None:
    """Register what the watch over reviewers needs."""
    app.register_blueprint(routes.bp)
    picture_readers.register(app, in_spot_check, SpotCheck.__tablename__)
    watch.fill(Watcher())
    app.jinja_env.globals.update(reviewer_pause=_pause_of_reader)
    checks.register(app, checks.Check("spot-checks-stay-hidden", _leaks))


def _pause_of_reader() -> ReviewerPause | None:
    reader = actor_now()
    return None if binds(reader) else queries.pause_now(reader.member_id)


def _leaks(_session: Session) -> list[str]:
    return queries.leaked_checks()
