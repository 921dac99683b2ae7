"""Reading the log: its check, and the counts that everyone may see."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from community.kernel.db import db
from moderation.audit.models import AuditHead, ModerationLogEntry
from moderation.audit.rules import Link, breaches

STEP = 1_000


def chain_breaches(session: Session) -> list[str]:
    """A line for each place where the log was tampered with."""
    head = session.get(AuditHead, 1)
    return list(breaches(_links(session), head.number if head else 0, head.hash if head else ""))


def _links(session: Session) -> Iterator[Link]:
    rows = session.scalars(
        select(ModerationLogEntry).order_by(ModerationLogEntry.number).execution_options(yield_per=STEP)
    )
    for row in rows:
        yield Link(
            row.number,
            row.at,
            row.by_id,
            row.act,
            row.subject,
            row.member_id,
            row.reason,
            row.data,
            row.previous,
            row.hash,
        )


def counts_since(moment: datetime) -> dict[str, int]:
    """How often each kind of act was done since `moment`, the most frequent first."""
    rows = db.session.execute(
        select(ModerationLogEntry.act, func.count())
        .where(ModerationLogEntry.at >= moment)
        .group_by(ModerationLogEntry.act)
        .order_by(func.count().desc())
    ).all()
    return {act: count for act, count in rows}  # noqa: C416 - rows are not tuples to the checker


def acts_on(subject: str) -> list[ModerationLogEntry]:
    """What was done to one thing, oldest first."""
    return list(
        db.session.scalars(
            select(ModerationLogEntry)
            .where(ModerationLogEntry.subject == subject)
            .order_by(ModerationLogEntry.number)
        )
    )
