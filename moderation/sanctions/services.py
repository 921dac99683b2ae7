"""Imposing sanctions; effective on the member's next request."""

from datetime import timedelta
from typing import NoReturn

from community.accounts import queries as accounts
from community.accounts.models import Member
from community.kernel import clock, events
from community.kernel.bus import publish as tell
from community.kernel.db import db
from community.kernel.errors import Conflict, Invalid
from community.kernel.policy import Actor, Permission, ensure
from community.kernel.upsert import insert
from community.kernel.words import N_
from moderation.audit import services as audit
from moderation.sanctions import ending, freezing, queries, rules
from moderation.sanctions.checking import Order, checked, ensure_may_sanction, evidence, trimmed
from moderation.sanctions.models import ConductNote, Sanction
from moderation.sanctions.rules import End, Kind


def impose(member_id: int, order: Order, *, by: Actor) -> Sanction:
    """Warn, limit or suspend a member; effective on their next request.

    Raises Conflict when somebody was faster and the same holds already.
    """
    ensure(by, Permission.SUSPEND)
    member = accounts.locked(member_id)
    ensure_may_sanction(member, by)
    order = checked(order)
    posts = evidence(member, order.post_ids, by=by)
    _end_what_is_over(member)
    now = clock.now()
    sanction = _insert(
        member,
        kind=order.kind,
        what=order.limit,
        about_id=0,
        reason=order.reason,
        template=order.template,
        words=order.words,
        note=order.note,
        imposed_by_id=by.id,
        decided_by=[by.id],
        item_id=order.item_id,
        imposed_at=now,
        until=now + timedelta(days=order.days) if order.days else None,
    )
    if sanction is None:
        _refuse_second(member, order)
    freezing.freeze(sanction.id, posts)
    ending.mirror(member)
    ending.record(f"sanction-{order.kind}", sanction, by, reason=order.reason, words=order.words)
    announce(sanction)
    return sanction


def _insert(member: Member, **values: object) -> Sanction | None:
    statement = insert(Sanction).values(member_id=member.id, **values)
    made = db.session.scalar(statement.on_conflict_do_nothing().returning(Sanction.id))
    return queries.sanction_or_404(made) if made is not None else None


def _refuse_second(member: Member, order: Order) -> NoReturn:
    there = queries.active(member.id, order.kind, order.limit)
    name = there.imposed_by.display_name if there and there.imposed_by else "?"
    if order.kind is Kind.WARN:
        raise Conflict(N_("%(name)s has warned this member already, and it was not read yet."), name=name)
    raise Conflict(
        N_("%(name)s has done this already, and it still holds. Extend or lift that one."), name=name
    )


def _end_what_is_over(member: Member) -> None:
    now = clock.now()
    for each in queries.active_of(member.id):
        if rules.is_over(each.until, now):
            ending.end(each, member, End.EXPIRED, by=None)


def add_note(member_id: int, words: str, *, by: Actor) -> None:
    """Leave a note on a member for other moderators."""
    ensure(by, Permission.SUSPEND)
    words = trimmed(words, rules.LONGEST_NOTE)
    if not words:
        raise Invalid(N_("Write something first."), field="words")
    db.session.add(ConductNote(member_id=member_id, by_id=by.id, words=words, created_at=clock.now()))
    db.session.flush()
    audit.record("conduct-noted", f"member:{member_id}", by=by, member_id=member_id)


def announce(sanction: Sanction) -> None:
    """Tell everyone of a new sanction."""
    tell(
        events.SanctionImposed(
            sanction_id=sanction.id,
            member_id=sanction.member_id,
            kind=sanction.kind,
            post_id=sanction.about_id or None,
            by_id=sanction.imposed_by_id,
        )
    )
