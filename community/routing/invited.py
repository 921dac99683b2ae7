"""Who was asked to help with what, and what they did with it."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import bindparam, func, or_, select, true, update

from community.kernel.db import db, table_of
from community.questions.models import Question
from community.routing.models import Invitation, Need
from community.routing.rules import Stage

REMEMBERED: Final = timedelta(days=90)  # how far back it is looked who let invitations lie
NEWEST: Final = 50
_invitations, _needs = table_of(Invitation), table_of(Need)
_ANSWERED: Final = (
    update(_invitations)
    .where(
        _invitations.c.need_id
        == select(_needs.c.id).where(_needs.c.question_id == bindparam("asked_id")).scalar_subquery(),
        _invitations.c.member_id == bindparam("helper_id"),
        _invitations.c.answered_at.is_(None),
    )
    .values(answered_at=bindparam("now"))
)


def due(now: datetime, after: Sequence[timedelta], *, only: int | None = None) -> Sequence[int]:
    """Questions with the community whose next ring is due: called so often, and waiting for so long.

    All of them, so that none that fails stands before the others.
    """
    question = Question.__table__.c
    ready = [
        (Need.ring_count == called) & (Need.stage_since <= now - wait) for called, wait in enumerate(after)
    ]
    return db.session.scalars(
        select(Need.question_id)
        .join(Question.__table__, question.id == Need.question_id)
        .where(
            Need.stage == Stage.CROWD,
            or_(*ready),
            question.listed,
            question.answer_count == 0,
            question.closed_at.is_(None),
            question.needs_info_at.is_(None),
            Need.question_id == only if only is not None else true(),
        )
        .order_by(Need.stage_since, Need.id)
    ).all()


def asked_of(need_id: int) -> set[int]:
    """The members who were asked already."""
    return set(db.session.scalars(select(Invitation.member_id).where(Invitation.need_id == need_id)))


def count_of(need_id: int) -> int:
    """How many helpers were asked."""
    return db.session.scalar(select(func.count(Invitation.id)).where(Invitation.need_id == need_id)) or 0


def lately(member_ids: Collection[int], now: datetime) -> dict[int, list[tuple[datetime, bool]]]:
    """What these members were asked, the newest first, and whether they said anything to it."""
    found: dict[int, list[tuple[datetime, bool]]] = defaultdict(list)
    rows = db.session.execute(
        select(
            Invitation.member_id,
            Invitation.created_at,
            Invitation.answered_at.is_not(None) | Invitation.declined_at.is_not(None),
        )
        .where(Invitation.member_id.in_(member_ids), Invitation.created_at > now - REMEMBERED)
        .order_by(Invitation.member_id, Invitation.created_at.desc(), Invitation.id.desc())
    )
    for member_id, when, reacted in rows:
        if len(found[member_id]) < NEWEST:
            found[member_id].append((when, bool(reacted)))
    return found


def own(question_id: int, member_id: int) -> Invitation | None:
    """The invitation of a member to a question."""
    return db.session.scalars(
        select(Invitation)
        .join(Need, Need.id == Invitation.need_id)
        .where(Need.question_id == question_id, Invitation.member_id == member_id)
    ).one_or_none()


def open_of(member_id: int, limit: int = 50) -> list[tuple[Invitation, Question]]:
    """What a member was asked and has not answered or declined, while it still waits; the newest first."""
    question = Question.__table__.c
    rows = db.session.execute(
        select(Invitation, Question)
        .join(Need, Need.id == Invitation.need_id)
        .join(Question, Question.id == Need.question_id)
        .where(
            Invitation.member_id == member_id,
            Invitation.answered_at.is_(None),
            Invitation.declined_at.is_(None),
            Need.stage == Stage.CROWD,
            question.listed,
        )
        .order_by(Invitation.id.desc())
        .limit(limit)
    ).all()
    return [(invitation, asked) for invitation, asked in rows]


def note_answer(question_id: int, member_id: int, now: datetime) -> None:
    """Whoever was asked has answered."""
    db.session.execute(_ANSWERED, {"asked_id": question_id, "helper_id": member_id, "now": now})
