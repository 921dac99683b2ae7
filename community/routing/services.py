"""Opening needs and moving them on the ladder; every move is kept with its reason."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from community.kernel import clock, events
from community.kernel.bus import publish as tell
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.upsert import insert_once
from community.routing import rules
from community.routing.models import Move, MoveReason, Need, Stage


@dataclass(frozen=True, slots=True)
class AsSet:
    """What a site has set about a rule: the rung it lifts to, and its own words for the customer, by language."""

    to: Stage
    sentence: Mapping[str, str]


def open_need(question_id: int, *, at_stage: Stage = Stage.CROWD, rule: str = "gate") -> Need:
    """The need of a question, opened now if there is none; every need begins with self-service."""
    now = clock.now()
    made = insert_once(Need, question_id=question_id, stage=at_stage, stage_since=now, opened_at=now)
    need = lock(question_id)
    if made and at_stage is not Stage.SELF_SERVICE:
        _record(need, Stage.SELF_SERVICE, at_stage, _Told(MoveReason.ASKED, rule), None)
    return need


def lock(question_id: int) -> Need:
    """The need of a question, held until the transaction ends; it must exist."""
    return db.session.scalars(
        select(Need)
        .where(Need.question_id == question_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).one()


def move(
    question_id: int,
    reason: MoveReason,
    *,
    rule: str,
    inputs: Mapping[str, Any] | None = None,
    by: Actor | None = None,
    note: str = "",
    credit: str | None = None,
    as_set: AsSet | None = None,
) -> Move | None:
    """Move a need for `reason`, decided by `rule` or by a person; None when it stays where it is.

    `inputs` are the numbers and quotes that the decision rests on; `note` is for people; `credit` is who
    gets the resolution in the ledger (a stage, or "unknown") where it is not the stage itself. `as_set` is
    what the site has set about the rule.
    """
    open_need(question_id)
    need = lock(question_id)
    target = rules.next_stage(need.stage, reason, as_set.to if as_set else None)
    if target is None:
        return None
    before = Stage(need.stage)
    if target is Stage.RESOLVED:
        need.resolved_at = clock.now()
        need.resolved_by = credit or (before if before in rules.STAFF_STAGES else Stage.CROWD)
    else:
        need.resolved_at = need.resolved_by = None
    told = _Told(reason, rule, inputs or {}, note, as_set.sentence if as_set else {})
    return _record(need, before, target, told, by)


def state_of(question_id: int) -> dict[str, Any] | None:
    """Where the need of a question stands, as plain JSON; None while there is none."""
    need = db.session.scalars(select(Need).where(Need.question_id == question_id)).one_or_none()
    if need is None:
        return None
    resolved_at = need.resolved_at.isoformat() if need.resolved_at else None
    return {
        "stage": str(need.stage),
        "stage_since": need.stage_since.isoformat(),
        "ring_count": need.ring_count,
        "resolved_at": resolved_at,
        "resolved_by": need.resolved_by,
    }


def stands_as(question_id: int, state: Mapping[str, Any] | None) -> bool:
    """Whether nobody has moved a need since it stood so; rings that were called meanwhile are no move."""
    found = state_of(question_id)
    if found is None or state is None:
        return found is state
    return all(found[name] == value for name, value in state.items() if name != "ring_count")


def set_back(question_id: int, state: Mapping[str, Any] | None, *, by: Actor) -> None:
    """Set a need back to where it stood a moment ago, as if it had not moved; None: there was none.

    The customer goes on waiting as before. Helpers who were called meanwhile were called.
    """
    if state_of(question_id) is None or stands_as(question_id, state):
        return
    need = lock(question_id)
    if state is None and _forget(need):
        return
    now = clock.now().isoformat()
    state = {
        "stage": Stage.CROWD,
        "resolved_at": None,
        "resolved_by": None,
        "stage_since": now,
        **(state or {}),
    }
    need.resolved_at = clock.parse(state["resolved_at"]) if state["resolved_at"] else None
    need.resolved_by = state["resolved_by"]
    need.stage_since = clock.parse(state["stage_since"])
    need.ring_count = max(need.ring_count, state.get("ring_count", 0))
    before, target = Stage(need.stage), Stage(state["stage"])
    if before is not target:
        _record(need, before, target, _Told(MoveReason.RETURNED, rules.UNDONE), by)
    db.session.flush()


def _forget(need: Need) -> bool:
    """Drop a need that has only just been opened; one that has moved stays, with its history."""
    moves = db.session.scalars(select(Move).where(Move.need_id == need.id)).all()
    if len(moves) > 1 or need.stage != Stage.CROWD:
        return False
    db.session.delete(moves[0])
    db.session.flush()
    db.session.delete(need)
    db.session.flush()
    return True


@dataclass(frozen=True, slots=True)
class _Told:
    """All that a move keeps beside where it led."""

    reason: MoveReason
    rule: str
    inputs: Mapping[str, Any] = field(default_factory=dict)
    note: str = ""
    sentence: Mapping[str, str] = field(default_factory=dict)


def _record(need: Need, before: Stage, target: Stage, told: _Told, by: Actor | None) -> Move:
    now = clock.now()
    made = Move(
        need_id=need.id,
        from_stage=before,
        to_stage=target,
        reason=told.reason,
        rule=told.rule,
        inputs=dict(told.inputs),
        by_id=by.member_id if by else None,
        note=told.note,
        sentence=dict(told.sentence),
        created_at=now,
    )
    db.session.add(made)
    need.stage = target
    if told.reason not in rules.WAITING_GOES_ON and told.rule != rules.UNDONE:
        need.stage_since, need.ring_count = now, 0
    db.session.flush()
    tell(
        events.NeedMoved(
            need_id=need.id,
            move_id=made.id,
            question_id=need.question_id,
            from_stage=before,
            to_stage=target,
            reason=told.reason,
            rule=told.rule,
            by_id=made.by_id,
        )
    )
    return made
