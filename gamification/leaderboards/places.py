"""Places far down on the board since ever: found in how many members have how many points, as this process keeps it."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import accumulate
from typing import Final

from flask import current_app
from sqlalchemy import func, select

from community.kernel import clock
from community.kernel.db import db
from community.kernel.kept import FRESH, USABLE, Behind
from gamification.reputation.models import MemberStanding

NEAR: Final = 1_000  # so many places are counted at each visit, true to the last commit


@dataclass(frozen=True, slots=True)
class Steps:
    """The different numbers of points that members have, most first, and how many have as many or more."""

    points: Sequence[int]  # negative, so that they rise
    members: Sequence[int]
    read_at: datetime

    def better_than(self, points: int) -> int:
        """How many have more."""
        higher = bisect_left(self.points, -points)
        return self.members[higher - 1] if higher else 0


@dataclass
class Places:
    """What one process keeps."""

    steps: Steps | None = None
    behind: Behind = field(default_factory=Behind)


def kept() -> Places:
    """The places of this application."""
    found: Places = current_app.extensions.setdefault("huzhu_places", Places())
    return found


def better_than(points: int) -> int | None:
    """How many members have more points, as it was within the last minute; None while that is being read."""
    here, now = kept(), clock.now()
    steps = here.steps
    age = abs(now - steps.read_at) if steps is not None else USABLE
    if age >= FRESH:
        here.behind.do("steps", _read)
    return steps.better_than(points) if steps is not None and age < USABLE else None


def _read() -> None:
    now = clock.now()
    standing = MemberStanding.points
    counted = select(standing, func.count()).where(standing > 0).group_by(standing).order_by(standing.desc())
    rows = db.session.execute(counted).all()
    members = list(accumulate(number for _points, number in rows))
    kept().steps = Steps([-points for points, _number in rows], members, now)
