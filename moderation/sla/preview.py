"""What a change would do: to the cases of the last weeks, and to those that are open."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass, field, fields
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select

from community.kernel.db import db
from moderation.sla import queries
from moderation.sla.hours import Calendar, working_time
from moderation.sla.models import CaseClock, CasePromise, SlaCalendar
from moderation.sla.rules import UNENDED, ClockKind, ClockState, Policy, Terms, facts_from, first_match

PAST: Final = timedelta(days=30)
PORTION: Final = 500


@dataclass(slots=True)
class Tally:
    """How many clocks of one kind there were, how many were late, and how many would have been."""

    clocks: int = 0
    was_late: int = 0
    late: int = 0


@dataclass(slots=True)
class Rehearsal:
    """What a policy would have meant for the last thirty days."""

    cases: int = 0
    of: int = 0
    kinds: dict[ClockKind, Tally] = field(default_factory=lambda: {kind: Tally() for kind in ClockKind})


@dataclass(slots=True)
class Changes:
    """What holding open cases to the policies in force would change."""

    open: int = 0
    changed: int = 0
    earlier: int = 0
    later: int = 0
    late: int = 0


def rehearse(policy: Policy, before: Sequence[Policy], calendar: Calendar, now: datetime) -> Rehearsal:
    """How many cases of the last thirty days would have come under `policy`, with `before` asked first."""
    found = Rehearsal()
    mine: list[int] = []
    query = select(CasePromise.case_id, CasePromise.facts).where(CasePromise.opened_at >= now - PAST)
    for case_id, kept in db.session.execute(query):
        found.of += 1
        facts = facts_from(kept)
        if policy.conditions.fit(facts) and not any(each.conditions.fit(facts) for each in before):
            mine.append(case_id)
    found.cases = len(mine)
    for at in range(0, len(mine), PORTION):
        clocks = db.session.scalars(
            select(CaseClock).where(
                CaseClock.case_id.in_(mine[at : at + PORTION]), CaseClock.state != ClockState.WAIVED
            )
        ).all()
        known = queries.calendars_by_hours({each.hours_id for each in clocks})
        for each in clocks:
            tally = found.kinds[ClockKind(each.clock)]
            tally.clocks += 1
            tally.was_late += each.breached_at is not None
            tally.late += _would_be_late(each, policy, known[each.hours_id], calendar, now)
    return found


def _would_be_late(clock: CaseClock, policy: Policy, was: Calendar, then: Calendar, now: datetime) -> bool:
    """Whether a clock would have run over. Under other hours, it ran for the same share of them."""
    target = policy.terms.target(ClockKind(clock.clock))
    if target is None:
        return False
    used = clock.ticking.used_at(now, was)
    if was != then:
        end = clock.ended_at or now
        passed = working_time(clock.started_at, end, was)
        ran = used / passed if passed else 1.0
        used = working_time(clock.started_at, end, then) * min(1.0, ran)
    return used > target


def outdated(rules: Sequence[Policy] | None = None) -> tuple[int, list[tuple[int, Policy]]]:
    """How many open cases there are, and those held to something else than is in force, with that.

    Cases of the same facts are looked up once: there are many, and few kinds of them. `rules` are those in force,
    where they are known already.
    """
    rules = queries.rules_in_force() if rules is None else rules
    known: dict[str, Policy] = {}
    found: list[tuple[int, Policy]] = []
    count = 0
    columns = (CasePromise.case_id, CasePromise.policy_id, CasePromise.hours_id, CasePromise.facts)
    terms = [getattr(CasePromise, each.name) for each in fields(Terms)]
    for row in db.session.execute(select(*columns, *terms).where(CasePromise.closed_at.is_(None))):
        count += 1
        key = str(sorted(row.facts.items()))
        if key not in known:
            known[key] = first_match(rules, facts_from(row.facts))
        policy = known[key]
        if (row.policy_id, row.hours_id, *row[4:]) != (policy.id, policy.hours_id, *astuple(policy.terms)):
            found.append((row.case_id, policy))
    return count, sorted(found, key=lambda each: each[0])


def changes(now: datetime) -> Changes:
    """What `apply to open cases` would do now."""
    count, stale = outdated()
    found = Changes(open=count)
    for at in range(0, len(stale), PORTION):
        portion = stale[at : at + PORTION]
        clocks = _clocks_of(case_id for case_id, _policy in portion)
        hours = {clock.hours_id for each in clocks.values() for clock in each}
        known = queries.calendars_by_hours(hours | {policy.hours_id for _case_id, policy in portion})
        for case_id, policy in portion:
            _add(found, clocks.get(case_id, ()), policy, known, now)
    return found


def _clocks_of(case_ids: Iterable[int]) -> dict[int, list[CaseClock]]:
    found: dict[int, list[CaseClock]] = {}
    query = select(CaseClock).where(CaseClock.case_id.in_(set(case_ids)), CaseClock.state.in_(UNENDED))
    for each in db.session.scalars(query):
        found.setdefault(each.case_id, []).append(each)
    return found


def _add(
    found: Changes,
    clocks: Iterable[CaseClock],
    policy: Policy,
    known: Mapping[int, Calendar],
    now: datetime,
) -> None:
    found.changed += 1
    before: list[datetime] = []
    after: list[datetime] = []
    late = False
    for each in clocks:
        before += [each.due_at] if each.due_at else []
        target = policy.terms.target(ClockKind(each.clock))
        if target is None:
            continue
        then = known[policy.hours_id]
        due = each.ticking.held_to(target, now, known[each.hours_id], then).due_at(then)
        after += [due] if due else []
        late = late or (due is not None and due < now and each.breached_at is None)
    found.late += late
    if before and after and min(after) != min(before):
        found.earlier += min(after) < min(before)
        found.later += min(after) > min(before)


def calendar_for(calendar_id: int) -> tuple[int, Calendar] | None:
    """The hours that a calendar has now, with their number; None where there is no such calendar."""
    if db.session.get(SlaCalendar, calendar_id) is None:
        return None
    hours = queries.hours_of(calendar_id)
    return hours.id, queries.calendar_of(hours)
