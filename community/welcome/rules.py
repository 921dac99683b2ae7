"""What a newcomer, and an admin whose site is empty, does first; pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

VISIT, STEPS, QUESTION, ANSWER, TOUR, START = "visit", "steps", "question", "answer", "tour", "start"
KINDS: Final = frozenset({VISIT, STEPS, QUESTION, ANSWER, TOUR, START})
YOUNG: Final = 20  # questions; a site with fewer is still being begun


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a checklist: what it is (a slug that the template words), and whether it is done."""

    slug: str
    done: bool


def steps(*, confirmed: bool, introduced: bool, took_part: bool, followed: bool) -> tuple[Step, ...]:
    """The checklist of a newcomer."""
    return (
        Step("confirm", confirmed),
        Step("introduce", introduced),
        Step("follow", followed),
        Step("take-part", took_part),
    )


def beginnings(*, chose_preset: bool, tags: int, questions: int, members: int) -> tuple[Step, ...]:
    """The checklist of an admin who begins a community."""
    return (
        Step("preset", chose_preset),
        Step("tags", tags >= 5),  # noqa: PLR2004 - as the sentence beside it says
        Step("questions", questions >= YOUNG),
        Step("invite", members >= 10),  # noqa: PLR2004 - as the sentence beside it says
    )


def is_away(seen: Mapping[str, Any], what: str) -> bool:
    """Whether somebody has put a first step away."""
    return seen.get(what) is True
