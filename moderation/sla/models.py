"""Calendars, policies, what was promised for each case, and the clocks that hold staff to it."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from community.kernel.db import Model
from community.kernel.meanwhile import base_of
from moderation.sla.rules import ClockKind, ClockState, Conditions, Policy, Terms, Ticking

_UNENDED = text("state in ('running', 'paused')")
_RUNNING = text("state = 'running' and breached_at is null")
_FALLBACK = text("is_fallback")


class SlaCalendar(Model):
    """A calendar by its name; its hours are versions of their own."""

    __tablename__ = "sla_calendars"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    is_default: Mapped[bool] = mapped_column(default=False)

    __table_args__ = (
        Index(
            "uq_sla_calendars_default",
            "is_default",
            unique=True,
            sqlite_where=text("is_default"),
            postgresql_where=text("is_default"),
        ),
    )


class SlaHours(Model):
    """The hours of a calendar as they were from one change to the next; never changed once made.

    What was promised under them stays comparable, whatever becomes of the calendar. `hours` holds seven
    lists of [begin, end] in minutes, Monday first; `holidays` and `extra` as `written.py` reads them.
    """

    __tablename__ = "sla_hours"

    id: Mapped[int] = mapped_column(primary_key=True)
    calendar_id: Mapped[int | None] = mapped_column(
        ForeignKey("sla_calendars.id", ondelete="SET NULL"), default=None
    )
    version: Mapped[int]
    zone: Mapped[str]
    hours: Mapped[list[Any]]
    holidays: Mapped[list[Any]] = mapped_column(default=list)
    extra: Mapped[list[Any]] = mapped_column(default=list)
    made_at: Mapped[datetime]
    made_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("members.id", ondelete="SET NULL"), default=None
    )

    __table_args__ = (UniqueConstraint("calendar_id", "version"),)


class SlaPolicy(Model):
    """What staff promise for some cases. Of all that fit, the one with the lowest `position` counts."""

    __tablename__ = "sla_policies"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    position: Mapped[int]
    is_fallback: Mapped[bool] = mapped_column(default=False)
    conditions: Mapped[dict[str, Any]] = mapped_column(default=dict)
    calendar_id: Mapped[int] = mapped_column(ForeignKey("sla_calendars.id"), index=True)
    first_response: Mapped[int | None] = mapped_column(default=None)
    next_response: Mapped[int | None] = mapped_column(default=None)
    resolution: Mapped[int | None] = mapped_column(default=None)
    warn_share: Mapped[int | None] = mapped_column(default=None)
    warn_minutes: Mapped[int | None] = mapped_column(default=None)
    changed_at: Mapped[datetime]

    __table_args__ = (
        Index(
            "uq_sla_policies_fallback",
            "is_fallback",
            unique=True,
            sqlite_where=_FALLBACK,
            postgresql_where=_FALLBACK,
        ),
    )

    @property
    def terms(self) -> Terms:
        return terms_of(self)

    @property
    def base(self) -> str:
        """What its form is filled with, in short."""
        return base_of(self.name, sorted(self.conditions.items()), self.calendar_id, self.terms)

    def as_rule(self, hours_id: int) -> Policy:
        """The policy as the rules see it, under these hours."""
        return Policy(
            id=self.id,
            name=self.name,
            conditions=conditions_from(self.conditions),
            terms=self.terms,
            hours_id=hours_id,
        )


class CasePromise(Model):
    """What is promised for one case, as it was when the case came under its policy.

    `facts` is what the policy was chosen by. `owed` says which answer the customer waits for, since when.
    """

    __tablename__ = "case_promises"

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"), primary_key=True)
    policy_id: Mapped[int | None] = mapped_column(
        ForeignKey("sla_policies.id", ondelete="SET NULL"), default=None, index=True
    )
    policy_name: Mapped[str]
    hours_id: Mapped[int] = mapped_column(ForeignKey("sla_hours.id"))
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    first_response: Mapped[int | None] = mapped_column(default=None)
    next_response: Mapped[int | None] = mapped_column(default=None)
    resolution: Mapped[int | None] = mapped_column(default=None)
    warn_share: Mapped[int | None] = mapped_column(default=None)
    warn_minutes: Mapped[int | None] = mapped_column(default=None)
    owed: Mapped[str | None] = mapped_column(default=None)
    owed_since: Mapped[datetime | None] = mapped_column(default=None)
    stands: Mapped[bool] = mapped_column(
        default=False
    )  # while the customer, or something else, is waited for
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None] = mapped_column(default=None)

    __table_args__ = (Index("ix_case_promises_opened", "closed_at", "opened_at"),)

    @property
    def terms(self) -> Terms:
        return terms_of(self)

    def wants(self, kind: ClockKind) -> timedelta | None:
        """The target of a clock that has to be there now; None where none has."""
        if self.closed_at is not None or kind not in {ClockKind.RESOLUTION, self.owed}:
            return None
        return self.terms.target(kind)

    def since(self, kind: ClockKind) -> datetime:
        """From which moment such a clock counts."""
        return self.opened_at if kind == ClockKind.RESOLUTION else self.owed_since or self.opened_at


class CaseClock(Model):
    """One clock of a case, from its start to its end. A case has one of each kind that has not ended.

    `used_minutes` were gone when it last began to run (`since`), or, where it stands or has ended, in all.
    `breached_at` is when its time was over without an answer; it is set once.
    """

    __tablename__ = "case_clocks"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id", ondelete="CASCADE"))
    clock: Mapped[str]
    round: Mapped[int]
    hours_id: Mapped[int] = mapped_column(ForeignKey("sla_hours.id"))
    target_minutes: Mapped[int]
    used_minutes: Mapped[float] = mapped_column(default=0.0)
    state: Mapped[str] = mapped_column(default=ClockState.RUNNING)
    started_at: Mapped[datetime]
    since: Mapped[datetime | None] = mapped_column(default=None)
    due_at: Mapped[datetime | None] = mapped_column(default=None)
    warn_at: Mapped[datetime | None] = mapped_column(default=None)
    warned_at: Mapped[datetime | None] = mapped_column(default=None)
    breached_at: Mapped[datetime | None] = mapped_column(default=None)
    ended_at: Mapped[datetime | None] = mapped_column(default=None)

    __table_args__ = (
        UniqueConstraint("case_id", "clock", "round"),
        Index(
            "uq_case_clocks_unended",
            "case_id",
            "clock",
            unique=True,
            sqlite_where=_UNENDED,
            postgresql_where=_UNENDED,
        ),
        Index("ix_case_clocks_due", "due_at", sqlite_where=_RUNNING, postgresql_where=_RUNNING),
        Index("ix_case_clocks_warn", "warn_at", sqlite_where=_RUNNING, postgresql_where=_RUNNING),
        Index("ix_case_clocks_started", "clock", "started_at"),
    )

    @property
    def ticking(self) -> Ticking:
        """The clock in figures."""
        return Ticking(
            target=timedelta(minutes=self.target_minutes),
            used=timedelta(minutes=self.used_minutes),
            since=self.since,
            breached_at=self.breached_at,
        )


def terms_of(kept: SlaPolicy | CasePromise) -> Terms:
    """What a row promises."""
    return Terms(
        first_response=kept.first_response,
        next_response=kept.next_response,
        resolution=kept.resolution,
        warn_share=kept.warn_share,
        warn_minutes=kept.warn_minutes,
    )


def conditions_from(kept: dict[str, Any]) -> Conditions:
    """What a column of JSON asks for."""
    return Conditions(**{name: tuple(values) for name, values in kept.items()})
