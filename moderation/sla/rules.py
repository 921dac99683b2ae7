"""Which policy a case falls under, and how a clock runs, stands still and is held to another target; pure."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from moderation.sla.hours import Calendar, NoHoursError, due_at, working_time

NOTHING: Final = timedelta()


class ClockKind(StrEnum):
    """What is promised: a first answer, an answer to whatever was written since, an end of the matter."""

    FIRST = "first-response"
    NEXT = "next-response"
    RESOLUTION = "resolution"


class ClockState(StrEnum):
    """A clock runs, stands still, or has ended: in time, too late, or because nothing is promised any more."""

    RUNNING = "running"
    PAUSED = "paused"
    MET = "met"
    MISSED = "missed"
    WAIVED = "waived"


UNENDED: Final = (ClockState.RUNNING, ClockState.PAUSED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What policies may ask about a case."""

    tier: int
    priority: str
    team: str = ""
    lang: str = "en"
    rules: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    channel: str = "web"
    level: int = 0

    def as_json(self) -> dict[str, Any]:
        """Plain values, in an order of their own, so that equal facts are equal there too."""
        return {**asdict(self), "rules": sorted(self.rules), "tags": sorted(self.tags)}


def facts_from(kept: Mapping[str, Any]) -> Facts:
    """What `as_json` kept."""
    return Facts(**{**kept, "rules": tuple(kept["rules"]), "tags": tuple(kept["tags"])})


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    """What a case must be. An empty list asks for nothing; of rules and tags one that fits is enough."""

    tiers: tuple[int, ...] = ()
    priorities: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()
    langs: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    levels: tuple[int, ...] = ()

    @property
    def any(self) -> bool:
        """Whether nothing is asked for."""
        return not any(asdict(self).values())

    def fit(self, facts: Facts) -> bool:
        """Whether a case is all that is asked for."""
        single = (
            (self.tiers, facts.tier),
            (self.priorities, facts.priority),
            (self.teams, facts.team),
            (self.langs, facts.lang),
            (self.channels, facts.channel),
            (self.levels, facts.level),
        )
        if any(wanted and value not in wanted for wanted, value in single):
            return False
        several = ((self.rules, facts.rules), (self.tags, facts.tags))
        return all(not wanted or set(wanted) & set(values) for wanted, values in several)


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What is promised, in minutes of service; what is None is not promised.

    A warning comes when `warn_share` (percent) of the time is used, or `warn_minutes` before its end.
    """

    first_response: int | None = None
    next_response: int | None = None
    resolution: int | None = None
    warn_share: int | None = None
    warn_minutes: int | None = None

    def target(self, kind: ClockKind) -> timedelta | None:
        """What is promised for one clock."""
        minutes = {
            ClockKind.FIRST: self.first_response,
            ClockKind.NEXT: self.next_response,
            ClockKind.RESOLUTION: self.resolution,
        }[kind]
        return None if minutes is None else timedelta(minutes=minutes)

    def warn_after(self, target: timedelta) -> timedelta | None:
        """After how much of the time there is a warning; None without one."""
        if self.warn_minutes is not None:
            return max(NOTHING, target - timedelta(minutes=self.warn_minutes))
        return None if self.warn_share is None else target * self.warn_share / 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """A policy as the rules see it."""

    id: int
    name: str
    conditions: Conditions
    terms: Terms
    hours_id: int


def first_match(policies: Iterable[Policy], facts: Facts) -> Policy:
    """The policy that a case falls under; the last one must fit all."""
    return next(policy for policy in policies if policy.conditions.fit(facts))


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticking:
    """A clock in figures: `used` of the `target` was gone when it began to run at `since` (None: it stands)."""

    target: timedelta
    used: timedelta = NOTHING
    since: datetime | None = None
    breached_at: datetime | None = None

    def used_at(self, now: datetime, calendar: Calendar) -> timedelta:
        """How much of the time is gone."""
        return self.used if self.since is None else self.used + working_time(self.since, now, calendar)

    def due_at(self, calendar: Calendar) -> datetime | None:
        """When its time is over; None while it stands, or where the calendar has no such moment.

        A promise that is broken stays due when it was.
        """
        return self.moment_of(self.target, calendar)

    def moment_of(self, amount: timedelta, calendar: Calendar) -> datetime | None:
        """When `amount` will have been used; the past moment if it ran over before.

        None while it stands, and where the calendar has too few hours: no question is lost for that.
        """
        if self.since is None:
            return None
        if self.breached_at is not None and amount >= self.target and self.used >= self.target:
            return self.breached_at
        try:
            return due_at(self.since, max(NOTHING, amount - self.used), calendar)
        except NoHoursError:
            return None

    def stopped(self, now: datetime, calendar: Calendar) -> "Ticking":
        """Standing still from now on, with what is used."""
        return replace(self, used=self.used_at(now, calendar), since=None)

    def started(self, now: datetime) -> "Ticking":
        """Running from now on; one that runs already runs on as it does."""
        return self if self.since is not None else replace(self, since=now)

    def held_to(self, target: timedelta, now: datetime, before: Calendar, after: Calendar) -> "Ticking":
        """Under another target, from its start, with what is used; under another calendar, from now on."""
        if before == after:
            return replace(self, target=target)
        moved = self.stopped(now, before)
        return replace(moved, target=target, since=None if self.since is None else now)
