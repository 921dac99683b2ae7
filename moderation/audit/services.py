"""Writing into the log, in the transaction of the deed itself."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any, Final

from community.accounts.models import Member
from community.kernel import clock
from community.kernel.db import ROW_LOCK, db
from community.kernel.policy import Actor, Role
from community.kernel.unit_of_work import afterwards, at_the_end
from community.kernel.upsert import insert_once
from moderation.audit import outside
from moderation.audit.models import AuditHead, ModerationLogEntry
from moderation.audit.rules import BEGINNING, Link, digest

SYSTEM: Final = "system"  # the role of what the site did by itself


def record(
    act: str,
    subject: str,
    *,
    by: Actor | None,
    member_id: int | None = None,
    reason: str = "",
    data: Mapping[str, Any] | None = None,
) -> None:
    """Append an act. `subject` is such as "post:5"; `data` must be plain JSON.

    It is written as the last thing of the running deed: every deed queues up for the head of the log,
    so whoever holds it must have nothing left to wait for.
    """
    link = Link(
        number=0,
        at=clock.now(),
        by_id=by.member_id if by else None,
        act=act,
        subject=subject,
        member_id=member_id,
        reason=reason,
        data=dict(data or {}),
        previous="",
        by_role=_role(by),
    )
    at_the_end(partial(_append, link))


def _role(by: Actor | None) -> str:
    """As what somebody acts; events tell only who it was."""
    if by is None or by.member_id is None:
        return SYSTEM
    if by.role is not Role.MEMBER:
        return by.role
    member = db.session.get(Member, by.member_id)
    return member.role if member else Role.MEMBER


def _append(link: Link) -> None:
    insert_once(AuditHead, id=1, number=0, hash="")
    head = db.session.get_one(AuditHead, 1, with_for_update=ROW_LOCK, populate_existing=True)
    link = replace(link, number=head.number + 1, previous=head.hash or BEGINNING)
    made = digest(link)
    db.session.add(
        ModerationLogEntry(
            number=link.number,
            at=link.at,
            by_id=link.by_id,
            by_role=link.by_role,
            act=link.act,
            subject=link.subject,
            member_id=link.member_id,
            reason=link.reason,
            data=dict(link.data),
            previous=link.previous,
            hash=made,
        )
    )
    head.number, head.hash = link.number, made
    db.session.flush()
    afterwards(partial(outside.advance, outside.Head(link.number, made, clock.now())))
