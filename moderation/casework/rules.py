"""Who gets which case, and why; pure, so that it can be rehearsed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import IntEnum, StrEnum
from typing import Final

NEVER: Final = datetime.min.replace(tzinfo=UTC)


class Mode(IntEnum):
    """What the site does with cases that nobody has."""

    MANUAL = 0
    OFFER = 1
    AUTOMATIC = 2


class Lack(StrEnum):
    """Why nobody gets a case: the first that holds, from the widest to the narrowest."""

    NO_TIER = "no-tier"  # nobody works in its tier and team
    NOBODY_THERE = "nobody-there"
    NO_LANGUAGE = "no-language"
    FULL = "full"


class HandOverState(StrEnum):
    """How a hand-over stands."""

    PENDING = "pending"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    RETURNED = "returned"  # nobody took it in time
    SETTLED = "settled"  # overtaken: closed, or given to somebody else


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """A case that wants somebody."""

    case_id: int
    tier: int
    team: str
    lang: str
    topics: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Worker:
    """Somebody of the staff. No `teams` means any, no `languages` that they said nothing about it.

    The language that they write best comes first, an empty one where none of theirs is better than the others.
    """

    member_id: int
    tiers: frozenset[int]
    teams: frozenset[str] = frozenset()
    skills: frozenset[str] = frozenset()
    languages: tuple[str, ...] = ()
    capacity: int = 8
    open_count: int = 0
    last_assigned_at: datetime | None = None
    is_there: bool = True


@dataclass(frozen=True, slots=True)
class Choice:
    """Who gets a case, with the facts that speak for them: (slug, value) each."""

    member_id: int
    why: tuple[tuple[str, str], ...]


def choose(matter: Matter, workers: Iterable[Worker]) -> Choice | Lack:
    """Who gets it: never beyond capacity, never somebody absent, never somebody who names other languages.

    Whoever prefers its language comes first, then who speaks it as well, then who said nothing about languages;
    among those who know its topic; among those whose last case is longest ago.
    """
    mates = [each for each in workers if matter.tier in each.tiers and _in_team(each, matter)]
    if not mates:
        return Lack.NO_TIER
    there = [each for each in mates if each.is_there]
    if not there:
        return Lack.NOBODY_THERE
    speaking = [each for each in there if not each.languages or matter.lang in each.languages]
    if not speaking:
        return Lack.NO_LANGUAGE
    free = [each for each in speaking if each.open_count < each.capacity]
    if not free:
        return Lack.FULL
    best = min(free, key=lambda each: _order(each, matter))
    return Choice(best.member_id, why(matter, best))


def _in_team(worker: Worker, matter: Matter) -> bool:
    return not worker.teams or matter.team in worker.teams


def _order(worker: Worker, matter: Matter) -> tuple[int, bool, datetime, int]:
    return (
        _language_rank(worker, matter.lang),
        not worker.skills & matter.topics,
        worker.last_assigned_at or NEVER,
        worker.member_id,
    )


def _language_rank(worker: Worker, lang: str) -> int:
    if lang not in worker.languages:
        return 2
    return 0 if worker.languages[0] == lang else 1


def why(matter: Matter, worker: Worker) -> tuple[tuple[str, str], ...]:
    """The facts that speak for somebody, with their load once they have it."""
    facts: list[tuple[str, str]] = []
    if matter.lang in worker.languages:
        facts.append(("speaks", matter.lang))
    facts += [("knows", topic) for topic in sorted(worker.skills & matter.topics)]
    if matter.team in worker.teams:
        facts.append(("team", matter.team))
    facts.append(("load", f"{worker.open_count + 1}/{worker.capacity}"))
    return tuple(facts)


@dataclass(frozen=True, slots=True)
class Plan:
    """What a whole round would do: who gets which case, and why others stay."""

    given: tuple[tuple[int, Choice], ...]
    left: tuple[tuple[int, Lack], ...]


def plan(matters: Sequence[Matter], workers: Sequence[Worker], at: datetime) -> Plan:
    """A round over `matters` in their order, as if each were given at once at `at`."""
    crew = {each.member_id: each for each in workers}
    given: list[tuple[int, Choice]] = []
    left: list[tuple[int, Lack]] = []
    for matter in matters:
        found = choose(matter, crew.values())
        if isinstance(found, Lack):
            left.append((matter.case_id, found))
            continue
        given.append((matter.case_id, found))
        before = crew[found.member_id]
        crew[found.member_id] = replace(
            before,
            open_count=before.open_count + 1,
            last_assigned_at=at
            + timedelta(microseconds=len(given)),  # whoever got one comes after all who did not
        )
    return Plan(tuple(given), tuple(left))
