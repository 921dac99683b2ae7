"""Changing calendars and policies. Open cases keep what was promised until it is applied to them."""

from collections.abc import Sequence
from dataclasses import fields
from typing import Any

from sqlalchemy import func, select

from community.kernel import clock, jobs
from community.kernel.db import db, lock_row, wait_for_turn
from community.kernel.errors import Conflict, Invalid
from community.kernel.meanwhile import ensure_unchanged
from community.kernel.policy import Actor, Permission, ensure
from community.kernel.words import N_
from community.tags.services import followed
from moderation.audit import services as audit
from moderation.sla import queries
from moderation.sla.checking import (
    LONGEST_WAIT,
    CalendarDraft,
    PolicyDraft,
    Wrong,
    checked_calendar,
    checked_policy,
    too_far,
)
from moderation.sla.models import SlaCalendar, SlaHours, SlaPolicy
from moderation.sla.rules import Terms

# Policies and calendars depend on each other, and are seldom changed: one at a time.
_TURN = "service promises"
APPLY = "sla.apply"  # the job that holds open cases to the policies in force; done where cases are known


def keep_policy(
    policy: SlaPolicy | None, draft: PolicyDraft, *, by: Actor, base: str | None = None
) -> SlaPolicy:
    """Make a policy, or make one what `draft` says; raises Wrong.

    Conflict is raised where it is no longer what the editor saw, which `base` says.
    """
    ensure(by, Permission.ADMINISTER)
    wait_for_turn(_TURN)
    if policy is not None:
        lock_row(policy)
    values = checked_policy(draft, fallback=policy is not None and policy.is_fallback)
    if named := values["conditions"].get("tags"):
        values["conditions"]["tags"] = followed(named)
    if policy is not None:
        if all(getattr(policy, name) == value for name, value in values.items()):
            return policy  # sent twice, or nothing was changed
        ensure_unchanged(base, policy.base)
    _ensure_free(SlaPolicy, values["name"], policy.id if policy else None)
    if db.session.get(SlaCalendar, values["calendar_id"]) is None:
        raise Wrong([Invalid(N_("Choose a calendar."), field="calendar_id")])
    _ensure_near(values)
    if policy is None:
        policy = _new_policy()
    for name, value in values.items():
        setattr(policy, name, value)
    policy.changed_at = clock.now()
    db.session.flush()
    _record(
        "sla-policy-changed", policy.name, by, {**draft_terms(policy), "conditions": values["conditions"]}
    )
    return policy


def rename_tag(before: str, now: str) -> None:
    """A policy for a tag that became another name of one is for that one."""
    wait_for_turn(_TURN)
    for policy in _locked():
        tags = policy.conditions.get("tags", [])
        if before in tags:
            renamed = list(dict.fromkeys(now if name == before else name for name in tags))
            policy.conditions = {**policy.conditions, "tags": renamed}
    db.session.flush()


def _new_policy() -> SlaPolicy:
    """One that comes last, but for the fallback."""
    last = db.session.scalar(select(func.max(SlaPolicy.position)).where(~SlaPolicy.is_fallback)) or 0
    made = SlaPolicy(position=last + 1)
    db.session.add(made)
    return made


def _ensure_near(values: dict[str, Any]) -> None:
    """Refuse targets for which the calendar has too few hours: nobody could be held to them."""
    calendar = queries.calendar_of(queries.hours_of(values["calendar_id"]))
    terms = Terms(**{each.name: values[each.name] for each in fields(Terms)})
    message = N_("By this calendar it would be due only after more than %(years)s years.")
    if far := too_far(terms, calendar, clock.now()):
        raise Wrong([Invalid(message, field=name, years=LONGEST_WAIT) for name in far])


def _ensure_near_for_all(calendar: SlaCalendar) -> None:
    """Refuse hours that are too few for a policy that counts by them."""
    hours = queries.calendar_of(queries.hours_of(calendar.id))
    for policy in queries.policies():
        if policy.calendar_id == calendar.id and too_far(policy.terms, hours, clock.now()):
            message = N_(
                "With these hours, what the policy “%(name)s” promises would be due only after "
                "more than %(years)s years."
            )
            raise Wrong([Invalid(message, field="monday", name=policy.name, years=LONGEST_WAIT)])


def draft_terms(policy: SlaPolicy) -> dict[str, Any]:
    """What a policy promises, in minutes, for the log."""
    return {name: getattr(policy, name) for name in ("first_response", "next_response", "resolution")}


def _ensure_free(model: type[SlaPolicy | SlaCalendar], name: str, own_id: int | None) -> None:
    other = db.session.scalar(select(model.id).where(model.name == name))
    if other not in {None, own_id}:
        raise Wrong([Invalid(N_("There is one of this name already."), field="name")])


def move_policy(policy_id: int, *, up: bool, by: Actor, seen: int | None = None) -> None:
    """Let a policy change places with the one before or after it; the fallback stays last.

    `seen` is the place, from 0, at which it stood for who asks: one that stands elsewhere was moved already, by the
    same button pressed twice or by somebody else, and stays.
    """
    ensure(by, Permission.ADMINISTER)
    wait_for_turn(_TURN)
    rows = [each for each in _locked() if not each.is_fallback]
    at = next((place for place, each in enumerate(rows) if each.id == policy_id), None)
    if seen is not None and at != seen:
        return
    if at is None or not 0 <= (other := at - 1 if up else at + 1) < len(rows):
        return
    rows[at], rows[other] = rows[other], rows[at]
    for position, each in enumerate(rows, 1):
        each.position = position
    db.session.flush()
    _record("sla-policy-moved", rows[other].name, by, {"place": other + 1})


def _locked() -> Sequence[SlaPolicy]:
    """All of them in their order, locked in one that nobody changes: two that wait crosswise would wait for ever."""
    found = db.session.scalars(
        select(SlaPolicy)
        .order_by(SlaPolicy.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    return sorted(found, key=lambda each: (each.is_fallback, each.position, each.id))


def remove_policy(policy_id: int, *, by: Actor) -> None:
    """Promise it no more; open cases keep what it promised them."""
    ensure(by, Permission.ADMINISTER)
    wait_for_turn(_TURN)
    policy = queries.policy_or_404(policy_id)
    lock_row(policy)
    if policy.is_fallback:
        raise Conflict(N_("The last policy stays: it applies to everything that no other fits."))
    name = policy.name
    db.session.delete(policy)
    db.session.flush()
    _record("sla-policy-removed", name, by)


def keep_calendar(
    calendar: SlaCalendar | None, draft: CalendarDraft, *, by: Actor, base: str | None = None
) -> SlaCalendar:
    """Make a calendar, or give one the hours that `draft` says from now on; raises Wrong.

    Conflict is raised where it is no longer what the editor saw, which `base` says.
    """
    ensure(by, Permission.ADMINISTER)
    values = checked_calendar(draft)
    name = values.pop("name")
    wait_for_turn(_TURN)
    if calendar is not None:
        lock_row(calendar)
    _ensure_free(SlaCalendar, name, calendar.id if calendar else None)
    if calendar is None:
        calendar = SlaCalendar(name=name)
        db.session.add(calendar)
        db.session.flush()
        version = 0
    else:
        before = queries.hours_of(calendar.id)
        version = before.version
        same = all(getattr(before, column) == value for column, value in values.items())
        if not (same and calendar.name == name):
            ensure_unchanged(base, queries.base_of_calendar(calendar))
        calendar.name = name
        if same:
            db.session.flush()
            return calendar
    db.session.add(
        SlaHours(
            calendar_id=calendar.id,
            version=version + 1,
            made_at=clock.now(),
            made_by_id=by.member_id,
            **values,
        )
    )
    db.session.flush()
    _ensure_near_for_all(calendar)
    _record("sla-calendar-changed", name, by, {"zone": values["zone"], "hours": values["hours"]})
    return calendar


def make_default(calendar_id: int, *, by: Actor) -> None:
    """Let a calendar be the one for whatever else counts in service hours."""
    ensure(by, Permission.ADMINISTER)
    wait_for_turn(_TURN)
    chosen = queries.calendar_or_404(calendar_id)
    lock_row(chosen)
    if chosen.is_default:
        return
    for each in queries.calendars():
        if each.is_default and each.id != chosen.id:
            each.is_default = False
    db.session.flush()  # there is never more than one
    chosen.is_default = True
    db.session.flush()
    _record("sla-calendar-changed", chosen.name, by, {"default": True})


def remove_calendar(calendar_id: int, *, by: Actor) -> None:
    """Keep a calendar no longer; its hours stay with the clocks that were held to them."""
    ensure(by, Permission.ADMINISTER)
    wait_for_turn(_TURN)
    calendar = queries.calendar_or_404(calendar_id)
    lock_row(calendar)
    if calendar.is_default:
        raise Conflict(N_("This is the usual calendar. Make another one the usual one first."))
    using = db.session.scalar(
        select(SlaPolicy.name)
        .where(SlaPolicy.calendar_id == calendar_id)
        .order_by(SlaPolicy.position)
        .limit(1)
    )
    if using is not None:
        raise Conflict(
            N_("The policy “%(name)s” counts by this calendar. Give it another first."), name=using
        )
    name = calendar.name
    db.session.delete(calendar)
    db.session.flush()
    _record("sla-calendar-removed", name, by)


def apply_to_open_cases(*, by: Actor) -> None:
    """Hold open cases to the policies in force; done in the background, a portion at a time."""
    ensure(by, Permission.ADMINISTER)
    jobs.enqueue(APPLY, {"after": 0}, key=f"{APPLY}:{clock.now().isoformat()}")
    _record("sla-applied", "open-cases", by)


def _record(act: str, name: str, by: Actor, data: dict[str, Any] | None = None) -> None:
    audit.record(act, f"sla:{name}", by=by, data=data)
