"""Noting for all processes what changes boards without a line in the ledger."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete

from community.kernel import clock
from community.kernel.db import db
from community.kernel.upsert import changed_rows
from gamification.leaderboards.models import BoardMark

KEPT: Final = timedelta(days=3)


def thread_moved(question_id: int) -> None:
    """A question has other tags."""
    db.session.add(BoardMark(question_id=question_id, noted_at=clock.now()))


def much_changed() -> None:
    """Boards of tags and languages have to be added up anew."""
    db.session.add(BoardMark(question_id=None, noted_at=clock.now()))


def forget_old(now: datetime) -> None:
    """Drop marks that every process has read or will not need."""
    changed_rows(delete(BoardMark).where(BoardMark.noted_at < now - KEPT))
