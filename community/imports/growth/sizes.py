"""How big a grown community is: from the number of its posts follows everything else."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

POSTS_A_QUESTION: Final = 3.5  # with its answers and comments; what chance makes of it is near
FEWEST: Final = 500
MOST: Final = 10_000_000
_WRITTEN: Final = re.compile(r"(\d{1,5})([km]?)")
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
        return 400 if self.posts < 5_000 else 1_200 if self.posts < 50_000 else 2_200

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
        return max(40, min(1_500, round(2.7 * self.questions**0.5)))

    @property
    def staff(self) -> dict[str, int]:
        """How many of each role."""
        more = self.posts // 60_000
        return {"admin": 1, "moderator": 3 + more, "agent": 3 + more, "specialist": 2 + more // 2}


def posts_of(text: str) -> int | None:
    """The number that a size names: `10k`, `1m`, `2500`; None when it names none, or one out of bounds."""
    found = _WRITTEN.fullmatch(text.lower())
    posts = int(found[1]) * _TIMES[found[2]] if found else 0
    return posts if FEWEST <= posts <= MOST else None
