"""Articles whose date for another look has come."""

from datetime import datetime

import structlog

from community.articles import queries, voting
from community.kernel.db import db
from community.kernel.unit_of_work import unit_of_work

log = structlog.get_logger(__name__)


def look(now: datetime) -> None:
    """Each in its own transaction; a run that is missed or repeated changes nothing."""
    for article_id in queries.past_their_date(now):
        try:
            with unit_of_work():
                voting.fall_due(article_id, now)
        except Exception:
            db.session.rollback()
            log.exception("article_due_failed", article=article_id)
