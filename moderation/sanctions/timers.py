"""What the clock does: writes down ends that have come, and forgets copies that nobody may ask for any more."""

from datetime import datetime

import structlog

from community.kernel.db import db
from community.kernel.unit_of_work import unit_of_work
from moderation.sanctions import ending, queries

log = structlog.get_logger(__name__)


def expire(now: datetime) -> None:
    """Write down each end once; a run that was missed or is repeated loses and doubles nothing."""
    for sanction_id in queries.due(now):
        try:
            with unit_of_work():
                ending.expire(sanction_id)
        except Exception:
            db.session.rollback()
            log.exception("sanction_not_ended", sanction=sanction_id)
