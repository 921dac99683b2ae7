"""What the clock does: writes down ends that have come, and forgets copies that nobody may ask for any more."""

from datetime import datetime

from community.kernel.unit_of_work import alone, unit_of_work
from moderation.sanctions import ending, queries


def expire(now: datetime) -> None:
    """Write down each end once; a run that was missed or is repeated loses and doubles nothing."""
    for sanction_id in queries.due(now):
        with alone("sanction_not_ended", sanction=sanction_id), unit_of_work():
            ending.expire(sanction_id)
