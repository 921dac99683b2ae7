"""How big a grown community is: from the number of its posts follows everything else."""

import math
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

POSTS_A_QUESTION: Final = 3.5  # with its answers and comments; what chance makes of it is near
FEWEST: Final = 500
MOST: Final = 10_000_000
_WRITTEN: Final = re.compile(r"(\d{1,5})([km]?)")
_AGES: Final = ((5_000, 400), (50_000, 1_200), (MOST + 1, 2_200))  # fewer posts than that: so many days
_TIMES: Final = {"": 1, "k": 1_000, "m": 1_000_000}


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be grown: about `posts` posts until the end of the day before `until`, by the chance of `seed`."""

    posts: int
    seed: int
    until: date

    @property
    def end(self) -> datetime:
        return datetime.combine(self.until, time(), tzinfo=UTC)

    @property
    def days(self) -> int:
        """A small community is young, a large one has years behind it."""
        return next(days for posts, days in _AGES if self.posts < posts)

    @property
    def start(self) -> datetime:
        return self.end - timedelta(days=self.days)

    @property
    def questions(self) -> int:
        return round(self.posts / POSTS_A_QUESTION)

    @property
    def members(self) -> int:
        return max(80, self.posts // 10)

    @property
    def tags(self) -> int:
        """Tags grow with the square root of the questions, as vocabularies do."""
        return max(40, min(1_500, round(2.7 * math.sqrt(self.questions))))

    @property
    def staff(self) -> dict[str, int]:
        """How many of each role."""
        more = self.posts // 60_000
        return {"admin": 1, "moderator": 3 + more, "agent": 3 + more, "specialist": 2 + more // 2}


def posts_of(text: str) -> int | None:
    """The number that a size names: `10k`, `1m`, `2500`; None when it names none, or one out of bounds."""
    found = _WRITTEN.fullmatch(text.lower())
    posts: int = int(found[1]) * _TIMES[found[2]] if found else 0
    return posts if FEWEST <= posts <= MOST else None
