"""Reading ratings and the site's mean."""

from collections.abc import Collection
from typing import Final

from sqlalchemy import select

from community.kernel.db import db
from community.kernel.thresholds import threshold
from community.ratings.models import Rating, RatingTotals

TOTALS: Final = select(RatingTotals.count, RatingTotals.total)  # of one row: that of the site


def site_mean() -> float:
    """C of the shown mean: 3.5 until enough ratings exist, then the mean of all that stand."""
    totals = db.session.get(RatingTotals, 1)
    return mean_of(totals.count, totals.total) if totals else mean_of(0, 0)


def site_mean_read() -> float:
    """The same, for half the work where no statement before has brought the totals along."""
    return mean_of(*(db.session.connection().execute(TOTALS).one_or_none() or (0, 0)))


def mean_of(count: int, total: int) -> float:
    """C where so many ratings add up to so many stars."""
    if count < max(1, threshold("rating_mean_known_from")):
        return threshold("rating_prior_mean")
    return total / count


def ratings_by(member_id: int, answer_ids: Collection[int]) -> dict[int, int]:
    """The stars that a member gave to these answers."""
    rows = db.session.execute(
        select(Rating.answer_id, Rating.stars).where(
            Rating.rater_id == member_id, Rating.answer_id.in_(answer_ids), Rating.withdrawn_at.is_(None)
        )
    )
    return dict(rows.all())
