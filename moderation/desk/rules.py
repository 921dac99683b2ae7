"""How much of a promise is left; pure."""

from datetime import datetime, timedelta
from typing import Final

SOON: Final = timedelta(minutes=30)


def clock_state(due_at: datetime | None, now: datetime, *, paused: bool, closed: bool) -> str:
    """How the nearest promise stands: running, soon, late, paused or met."""
    if closed:
        return "met"
    if paused or due_at is None:
        return "paused"
    if due_at < now:
        return "late"
    return "soon" if due_at - now <= SOON else "running"


def share_left(since: datetime, due_at: datetime | None, now: datetime) -> float:
    """How much of the time for a promise is left, 0..1."""
    if due_at is None or due_at <= since:
        return 0.0
    return max(0.0, min(1.0, (due_at - now) / (due_at - since)))
