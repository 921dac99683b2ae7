"""The block of who asks: their own open questions, what happens with each, and what is new."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Select, func, or_, select

from community.front import rules
from community.kernel import clock
from community.kernel.blocks import Block, Rows
from community.kernel.db import db
from community.kernel.policy import Actor, Permission, may
from community.kernel.thresholds import threshold
from community.kernel.words import N_
from community.notifications.models import Notification
from community.notifications.queries import is_unread_by
from community.posts.models import Post, PostStatus
from community.questions.models import Question
from community.reading.queries import Row
from community.routing.models import Need

SHOWN: Final = 5
ANSWERED: Final = ("answer",)  # kinds of notifications that bring an answer


@dataclass(frozen=True, slots=True)
class Own:
    """A question of the reader's with its next step (a slug, see the template); `until` is when that comes."""

    row: Row
    step: str
    unread: int
    until: datetime | None = None


def _open(actor: Actor) -> Mapping[str, Select[Any]]:
    """Questions of the reader's that are not settled: newest events first."""
    recent = clock.now() - timedelta(days=threshold("archive_after_days"))
    query = select(Question.id).where(
        Question.author_id == actor.member_id,
        Question.accepted_count == 0,
        Question.closed_at.is_(None),
        Question.merged_into_id.is_(None),
        Question.status != PostStatus.DELETED,
        Question.last_activity_at > recent,
    )
    return {"own": query.order_by(Question.last_activity_at.desc(), Question.id.desc()).limit(SHOWN)}


def _read(actor: Actor, rows: Rows) -> Sequence[Own]:
    found = rows["own"]
    if not found:
        return []
    unread = (
        select(func.count())
        .where(
            is_unread_by(actor),
            Notification.question_id == Question.__table__.c.id,
            Notification.kind.in_(ANSWERED),
        )
        .scalar_subquery()
    )
    facts = db.session.execute(
        select(
            Question.__table__.c.id, Post.__table__.c.status, Question.__table__.c.listed, Need.stage, unread
        )
        .select_from(Question.__table__)
        .join(Post.__table__, Post.__table__.c.id == Question.__table__.c.id)
        .outerjoin(Need, Need.question_id == Question.__table__.c.id)
        .where(or_(*(Question.__table__.c.id == row.id for row in found)))
    )
    known = {row[0]: row for row in facts}
    return [_own(row, *known[row.id][1:]) for row in found if row.id in known]


def _own(row: Row, status: str, listed: bool, stage: str | None, unread: int) -> Own:  # noqa: FBT001 - as the database answers
    private = status == PostStatus.PRIVATE
    step = (
        "with-team"
        if private
        else rules.next_step(
            listed=listed, state=row.state, stage=stage or "", answers=row.answers, waits=row.waits
        )
    )
    return Own(row, step, unread, row.waits_until)


BLOCKS: Final = (
    Block(
        slug="own",
        title=N_("Your questions"),
        about=N_("Your open questions, what happens with each, and new answers"),
        template="community/front/_own.html",
        place=10,
        seen_by=lambda actor: may(actor, Permission.HAVE_ACCOUNT),
        lists=_open,
        read=_read,
    ),
)
