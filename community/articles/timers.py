"""Articles whose date for another look has come."""

from datetime import datetime

from community.articles import queries, voting
from community.kernel.unit_of_work import alone, unit_of_work


def look(now: datetime) -> None:
    """Each in its own transaction; a run that is missed or repeated changes nothing."""
    for article_id in queries.past_their_date(now):
        with alone("article_due_failed", article=article_id), unit_of_work():
            voting.fall_due(article_id, now)
