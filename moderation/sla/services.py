"""Keeping the clocks of a case as its promise asks for. Whoever calls holds the lock of the case."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update

from community.kernel import clock
from community.kernel.db import db
from community.kernel.upsert import changed_rows, insert_once
from moderation.sla import catalogue, queries
from moderation.sla.hours import Calendar
from moderation.sla.models import CaseClock, CasePromise, SlaCalendar, SlaHours, SlaPolicy
from moderation.sla.rules import ClockKind, ClockState, Facts, Policy, Ticking, first_match


@dataclass(frozen=True, slots=True)
class Settled:
    """How a case stands now: what is due first and when, and which promises turn out to have been broken."""

    due_at: datetime | None
    clock: str | None
    late: Sequence[CaseClock] = ()


def furnish() -> None:
    """Give a new site its calendar and its policies; harmless where there are any."""
    if db.session.scalar(select(SlaPolicy.id).limit(1)) is not None:
        return
    now = clock.now()
    insert_once(SlaCalendar, name=catalogue.CALENDAR, is_default=True)
    calendar_id = db.session.scalars(select(SlaCalendar.id).where(SlaCalendar.is_default)).one()
    plain: dict[str, Any] = {"zone": catalogue.ZONE, "hours": catalogue.HOURS, "holidays": [], "extra": []}
    insert_once(SlaHours, calendar_id=calendar_id, version=1, made_at=now, **plain)
    for position, (name, conditions, terms) in enumerate(catalogue.POLICIES, 1):
        insert_once(
            SlaPolicy,
            name=name,
            position=position,
            is_fallback=conditions.any,
            conditions={key: list(values) for key, values in asdict(conditions).items() if values},
            calendar_id=calendar_id,
            changed_at=now,
            **asdict(terms),
        )


def policy_for(facts: Facts) -> Policy:
    """The policy that is in force for such a case."""
    furnish()
    return first_match(queries.rules_in_force(), facts)


def begin(case_id: int, facts: Facts, now: datetime) -> Settled:
    """A case is new, or is taken up again: promise what its policy says, from now on."""
    policy = policy_for(facts)
    promise = queries.promise_of(case_id) or CasePromise(case_id=case_id)
    promise.opened_at, promise.closed_at, promise.stands = now, None, False
    promise.owed, promise.owed_since = ClockKind.FIRST, now
    hold_to(promise, policy, facts)
    db.session.add(promise)
    return settle(promise, now)


def hold_to(promise: CasePromise, policy: Policy, facts: Facts) -> None:
    """Write a policy into the promise of a case; `settle` brings the clocks to it."""
    promise.policy_id, promise.policy_name, promise.hours_id = policy.id, policy.name, policy.hours_id
    promise.facts = facts.as_json()
    for name, value in asdict(policy.terms).items():
        setattr(promise, name, value)


def consider(promise: CasePromise, facts: Facts, now: datetime) -> Settled:
    """The case has changed: another policy may be in force for it. Equal facts change nothing."""
    if promise.facts != facts.as_json():
        policy = policy_for(facts)
        if policy.id == promise.policy_id:
            promise.facts = facts.as_json()  # what was promised stays, whatever became of the policy since
        else:
            hold_to(promise, policy, facts)
    return settle(promise, now)


def reconsider(promise: CasePromise, facts: Facts, now: datetime) -> Settled:
    """Hold a case to whatever is in force for it now."""
    hold_to(promise, policy_for(facts), facts)
    return settle(promise, now)


def owe(promise: CasePromise, kind: ClockKind, now: datetime) -> Settled:
    """The customer waits for an answer from now on; who waits already does so since before."""
    if promise.owed is None:
        promise.owed, promise.owed_since = kind, now
    return settle(promise, now)


def answered(promise: CasePromise, now: datetime) -> Settled:
    """Staff have answered all that was written."""
    promise.owed = promise.owed_since = None
    promise.stands = False
    return settle(promise, now)


def stand(promise: CasePromise, now: datetime, *, still: bool) -> Settled:
    """Let no clock run, or let them run on."""
    promise.stands = still
    return settle(promise, now)


def close(promise: CasePromise, now: datetime) -> Settled:
    """The case has ended, and with it every clock."""
    promise.closed_at = now
    promise.owed = promise.owed_since = None
    return settle(promise, now)


def settle(promise: CasePromise, now: datetime) -> Settled:
    """Bring the clocks of a case to what its promise asks for."""
    db.session.flush()
    kept = queries.unended(promise.case_id)
    known = queries.calendars_by_hours({promise.hours_id, *(each.hours_id for each in kept.values())})
    late: list[CaseClock] = []
    for kind in ClockKind:
        target, row = promise.wants(kind), kept.get(kind)
        if row is None and target is not None:
            row = kept[kind] = _start(promise, kind, now)
        if row is None:
            continue
        _note(row, now, late)
        if target is None:
            _end(row, now, known[row.hours_id], waived=_is_waived(promise, kind))
            del kept[kind]
            continue
        _keep_going(row, promise, now, known)
        _note(row, now, late)  # under a shorter promise it may be late at once
    db.session.flush()
    return _settled(kept, late)


def _is_waived(promise: CasePromise, kind: ClockKind) -> bool:
    """Whether staff still owe it and only promise it no more."""
    return promise.closed_at is None and kind in {ClockKind.RESOLUTION, promise.owed}


def _start(promise: CasePromise, kind: ClockKind, now: datetime) -> CaseClock:
    before = db.session.scalar(
        select(func.max(CaseClock.round)).where(CaseClock.case_id == promise.case_id, CaseClock.clock == kind)
    )
    target = promise.terms.target(kind)
    row = CaseClock(
        case_id=promise.case_id,
        clock=kind,
        round=(before or 0) + 1,
        hours_id=promise.hours_id,
        target_minutes=int(target.total_seconds() // 60) if target else 0,
        used_minutes=0.0,
        state=ClockState.PAUSED,
        started_at=promise.since(kind),
    )
    if not promise.stands:
        row.since = row.started_at
    db.session.add(row)
    return row


def _keep_going(row: CaseClock, promise: CasePromise, now: datetime, known: dict[int, Calendar]) -> None:
    """Hold a clock to its target, let it run or stand, and say when it is due."""
    before, after = known[row.hours_id], known[promise.hours_id]
    target = promise.terms.target(ClockKind(row.clock)) or row.ticking.target
    ticking = row.ticking.held_to(target, now, before, after)
    ticking = ticking.stopped(now, after) if promise.stands else ticking.started(now)
    row.hours_id, row.target_minutes = promise.hours_id, int(target.total_seconds() // 60)
    _write(row, ticking, after)
    row.state = ClockState.PAUSED if promise.stands else ClockState.RUNNING
    warn = promise.terms.warn_after(target)
    row.warn_at = None if warn is None else ticking.moment_of(warn, after)


def _write(row: CaseClock, ticking: Ticking, calendar: Calendar) -> None:
    row.used_minutes = ticking.used.total_seconds() / 60
    row.since, row.due_at = ticking.since, ticking.due_at(calendar)


def _end(row: CaseClock, now: datetime, calendar: Calendar, *, waived: bool) -> None:
    due_at = row.due_at
    _write(row, row.ticking.stopped(now, calendar), calendar)
    row.due_at, row.warn_at, row.ended_at = due_at, None, now
    row.state = ClockState.MISSED if row.breached_at else ClockState.WAIVED if waived else ClockState.MET


def _note(row: CaseClock, now: datetime, late: list[CaseClock]) -> None:
    """Remember that a clock ran over, if no timer has seen it before."""
    if row.breached_at is None and row.due_at is not None and row.due_at < now:
        row.breached_at = row.due_at
        late.append(row)


def _settled(kept: dict[str, CaseClock], late: Sequence[CaseClock]) -> Settled:
    """What is due first; where all stand still, what has the least time left."""
    if not kept:
        return Settled(None, None, late)
    due = [(row.due_at, row.clock) for row in kept.values() if row.due_at is not None]
    if due:
        return Settled(*min(due), late)
    least = min(kept.values(), key=lambda row: (row.target_minutes - row.used_minutes, row.clock))
    return Settled(None, least.clock, late)


def break_promise(clock_id: int, now: datetime) -> CaseClock | None:
    """Note that a clock ran over, once whoever asks at the same time; None where there is nothing to note."""
    return _once(
        clock_id,
        update(CaseClock)
        .where(CaseClock.breached_at.is_(None), CaseClock.due_at < now)
        .values(breached_at=CaseClock.due_at),
    )


def warn(clock_id: int, now: datetime) -> CaseClock | None:
    """Note that staff were warned of a clock, once; None where there is nothing to warn of."""
    return _once(
        clock_id,
        update(CaseClock)
        .where(
            CaseClock.breached_at.is_(None),
            CaseClock.warned_at.is_(None),
            CaseClock.warn_at <= now,
            CaseClock.due_at >= now,
        )
        .values(warned_at=now),
    )


def _once(clock_id: int, statement: Any) -> CaseClock | None:
    narrowed = statement.where(CaseClock.id == clock_id, CaseClock.state == ClockState.RUNNING)
    if not changed_rows(narrowed):
        return None
    return db.session.get_one(CaseClock, clock_id, populate_existing=True)
