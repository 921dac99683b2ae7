"""How much of a promise is left, and what fits a case; pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from community.kernel.text import words

SOON: Final = timedelta(minutes=30)
MOST_SHARED: Final = 5
SHORTEST_WORD: Final = 4


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


@dataclass(frozen=True, slots=True)
class Fit:
    """Why a solved thread may help: shared words and tags, how it was solved, and its stars."""

    words: tuple[str, ...]
    tags: tuple[str, ...]
    by_staff: bool
    stars: float
    score: float


def _telling(word: str) -> bool:
    """Long enough to say what something is about: two Chinese characters, or five letters."""
    return len(word) > SHORTEST_WORD or (len(word) > 1 and not word.isascii())


def fit_of(
    title: str,
    other: str,
    *,
    tags: Iterable[str],
    other_tags: Iterable[str],
    same_language: bool,
    by_staff: bool,
    stars: float,
    found: float,
) -> Fit:
    """How well another thread fits. More that is shared never lowers the score."""
    theirs = set(words(other))
    shared = tuple(dict.fromkeys(each for each in words(title) if each in theirs and _telling(each)))
    both = tuple(each for each in tags if each in set(other_tags))
    score = found * (1 + 0.1 * len(both)) * (1.25 if by_staff else 1.0) * (1.3 if same_language else 1.0)
    return Fit(shared[:MOST_SHARED], both, by_staff, round(stars, 1), score * (1 + 0.05 * stars))
