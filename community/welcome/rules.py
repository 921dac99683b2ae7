"""What a newcomer, and an admin whose site is empty, does first; pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

VISIT, STEPS, QUESTION, ANSWER, TOUR, START = "visit", "steps", "question", "answer", "tour", "start"
KINDS: Final = frozenset({VISIT, STEPS, QUESTION, ANSWER, TOUR, START})
NEW_FOR: Final = timedelta(days=14)
# What a site has that is no longer being begun, as the sentences of the checklist say.
TAGS: Final = 5
YOUNG: Final = 20  # questions
PEOPLE: Final = 10


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
        Step("tags", tags >= TAGS),
        Step("questions", questions >= YOUNG),
        Step("invite", members >= PEOPLE),
    )


def is_newcomer(role: str, level: int, age: timedelta) -> bool:
    """Whether a member is offered first steps: new here, or not yet past the first level."""
    return role == "member" and (level == 0 or age < NEW_FOR)


def is_grown(steps: Collection[Step]) -> bool:
    """Whether a site needs no beginning any more: it has its questions and its people."""
    return {"questions", "invite"} <= {step.slug for step in steps if step.done}


def is_away(seen: Mapping[str, Any], what: str) -> bool:
    """Whether somebody has put a first step away."""
    return seen.get(what) is True
