"""Ruling causes out of the ledger, and letting them count again: holds, decisions, and an admin's undo."""

from collections.abc import Iterable, Mapping

from sqlalchemy import select, update

from community.kernel import clock, events
from community.kernel.bus import publish as tell
from community.kernel.db import db
from community.kernel.errors import Conflict, Invalid, NotFound
from community.kernel.policy import Actor, Permission, ensure
from community.kernel.upsert import insert
from community.kernel.words import N_
from gamification.reputation import pairs, services
from gamification.reputation.models import LedgerRuling, ReputationEvent
from gamification.reputation.rules import LONGEST_REASON, Kind, PairRuling, RulingKind

ADMIN = "admin"  # the source of what admins undo line by line


def hold(causes: Mapping[str, int], *, source: str, reason: str, by: Actor | None = None) -> None:
    """Let causes (with their members) count for nothing until somebody has looked; settles at once."""
    _rule(causes, RulingKind.HELD, source, reason, by)


def void(causes: Mapping[str, int], *, source: str, reason: str, by: Actor | None = None) -> None:
    """Let causes (with their members) count for nothing by decision; settles at once."""
    _rule(causes, RulingKind.VOID, source, reason, by)


def lift(
    source: str, *, reason: str, by: Actor | None = None, causes: Iterable[str] | None = None
) -> set[int]:
    """Let causes of a source count again, all of them or those named; returns the members concerned."""
    which = [LedgerRuling.source == source, LedgerRuling.lifted_at.is_(None)]
    if causes is not None:
        which.append(LedgerRuling.cause.in_(list(causes)))
    members = set(db.session.scalars(select(LedgerRuling.member_id).where(*which)))
    db.session.execute(
        update(LedgerRuling)
        .where(*which)
        .values(lifted_at=clock.now(), lifted_by_id=by.member_id if by else None, lifted_reason=reason),
        execution_options={"synchronize_session": False},
    )
    services.settle_members(members)
    return members


def _rule(causes: Mapping[str, int], kind: RulingKind, source: str, reason: str, by: Actor | None) -> None:
    for cause, member_id in sorted(causes.items()):
        statement = insert(LedgerRuling).values(
            cause=cause,
            member_id=member_id,
            kind=kind,
            source=source,
            reason=reason,
            by_id=by.member_id if by else None,
            made_at=clock.now(),
            lifted_reason="",
        )
        db.session.execute(
            statement.on_conflict_do_update(
                index_elements=["cause", "source"],
                index_where=LedgerRuling.lifted_at.is_(None),
                set_={"kind": kind, "reason": reason, "by_id": statement.excluded.by_id},
            ),
            execution_options={"synchronize_session": False},
        )
    services.settle_members(causes.values())


def clear_pair(one: int, other: int, *, by: Actor, reason: str) -> None:
    """Let all count between two members who rate each other a lot: a person found it honest."""
    pairs.judge(one, other, PairRuling.CLEARED, by=by, reason=reason)
    services.settle_members({one, other})


def uphold_pair(one: int, other: int, *, by: Actor, reason: str) -> None:
    """Let nothing count between two members, whatever their ratings say later."""
    pairs.judge(one, other, PairRuling.UPHELD, by=by, reason=reason)
    services.settle_members({one, other})


def unrule_pair(one: int, other: int, *, by: Actor) -> None:
    """Take a person's word about a pair back: the record alone decides again."""
    pairs.judge(one, other, None, by=by, reason="")
    services.settle_members({one, other})


def undo(cause: str, *, of: int, by: Actor, reason: str) -> None:
    """Take the points of a cause of member `of` away for good, with a reason that the member reads.

    Raises Invalid without a reason, NotFound for a cause that the ledger does not know, Conflict for one
    that is undone already or that only follows from others.
    """
    ensure(by, Permission.ADMINISTER)
    reason = _reason(reason)
    _lock(cause, of)
    if _undone(cause) is not None:
        raise Conflict(N_("The points of this cause are undone already."))
    void({cause: of}, source=ADMIN, reason=reason, by=by)
    _tell(cause, of, "undone", reason, by, _undone(cause))


def restore(cause: str, *, of: int, by: Actor, reason: str) -> None:
    """Let a cause count again that an admin had undone. Raises as `undo` does."""
    ensure(by, Permission.ADMINISTER)
    reason = _reason(reason)
    _lock(cause, of)
    ruling_id = _undone(cause)
    if ruling_id is None:
        raise Conflict(N_("The points of this cause are not undone."))
    lift(ADMIN, reason=reason, by=by, causes=[cause])
    _tell(cause, of, "restored", reason, by, ruling_id)


def _reason(given: str) -> str:
    reason = given.strip()
    if not reason:
        raise Invalid(N_("Say why, in a sentence: the member reads it."), field="reason")
    if len(reason) > LONGEST_REASON:
        raise Invalid(N_("A reason has at most %(most)s characters."), field="reason", most=LONGEST_REASON)
    return reason


def _lock(cause: str, member_id: int) -> None:
    """Make sure that a cause is this member's and stands by itself; two admins do not rule on it at once."""
    query = select(ReputationEvent.id).where(
        ReputationEvent.cause == cause, ReputationEvent.member_id == member_id
    )
    if db.session.scalar(query.limit(1)) is None:
        raise NotFound
    if cause.startswith(f"{Kind.CAP}:"):
        raise Conflict(N_("A day's limit follows from its deeds; undo one of those."))
    services.lock(member_id)


def _undone(cause: str) -> int | None:
    """The ruling by which an admin has undone a cause, if one stands."""
    query = select(LedgerRuling.id).where(
        LedgerRuling.cause == cause, LedgerRuling.source == ADMIN, LedgerRuling.lifted_at.is_(None)
    )
    return db.session.scalar(query)


def _tell(cause: str, member_id: int, act: str, reason: str, by: Actor, ruling_id: int | None) -> None:
    tell(
        events.ReputationRuled(
            ruling_id=ruling_id or 0, cause=cause, member_id=member_id, act=act, reason=reason, by_id=by.id
        )
    )
