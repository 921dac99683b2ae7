"""Writing into the log, in the transaction of the deed itself."""

from collections.abc import Mapping
from typing import Any

from community.kernel import clock
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.upsert import insert_once
from moderation.audit.models import AuditHead, ModerationLogEntry
from moderation.audit.rules import BEGINNING, Link, digest


def record(
    act: str,
    subject: str,
    *,
    by: Actor | None,
    member_id: int | None = None,
    reason: str = "",
    data: Mapping[str, Any] | None = None,
) -> None:
    """Append an act. `subject` is such as "post:5"; `data` must be plain JSON."""
    insert_once(AuditHead, id=1, number=0, hash="")
    head = db.session.get_one(AuditHead, 1, with_for_update=True, populate_existing=True)
    link = Link(
        number=head.number + 1,
        at=clock.now(),
        by_id=by.member_id if by else None,
        act=act,
        subject=subject,
        member_id=member_id,
        reason=reason,
        data=dict(data or {}),
        previous=head.hash or BEGINNING,
    )
    made = digest(link)
    db.session.add(
        ModerationLogEntry(
            number=link.number,
            at=link.at,
            by_id=link.by_id,
            act=act,
            subject=subject,
            member_id=member_id,
            reason=reason,
            data=dict(link.data),
            previous=link.previous,
            hash=made,
        )
    )
    head.number, head.hash = link.number, made
    db.session.flush()
