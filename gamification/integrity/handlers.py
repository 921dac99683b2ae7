"""What the search for abuse hears of: a burst of ratings is looked at soon, not within the hour."""

from datetime import timedelta
from typing import Final

from sqlalchemy import func, select

from community.kernel import clock, events, jobs
from community.kernel.db import db
from community.kernel.thresholds import whole
from community.ratings.models import Rating

SCAN: Final = "integrity.scan"
HOUR: Final = timedelta(hours=1)


def rated(event: events.AnswerRated) -> None:
    """Whoever gave a burst's worth of ratings within an hour starts a look at all; one look in ten minutes."""
    if event.rater_id is None:
        return
    now = clock.now()
    given = select(func.count()).where(Rating.rater_id == event.rater_id, Rating.created_at > now - HOUR)
    if (db.session.scalar(given) or 0) >= whole("integrity_burst_ratings"):
        jobs.enqueue(SCAN, {}, key=f"{SCAN}:{now:%Y%m%d%H}{now.minute // 10}")
