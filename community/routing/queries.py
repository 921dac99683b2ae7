"""Where needs stand: for the page of a question, for the timers, and for the check of the ladder."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, literal, or_, select, true
from sqlalchemy.orm import Session, aliased, joinedload

from community.accounts.models import Member, MemberStatus
from community.kernel.db import db
from community.kernel.policy import STAFF
from community.posts.models import Post, PostStatus
from community.questions.models import Question
from community.routing.models import Invitation, Letter, Move, MoveReason, Need, Stage
from community.routing.rules import UNANSWERED_STAGES, UNDONE, UNKNOWN, UNSEEN_STAGES

# Whoever was lifted for waiting is not lifted so again; what staff returned on purpose gets more patience.
_WAITED_OUT = (MoveReason.UNANSWERED, MoveReason.RETURNED)
_NEED: Final = select(Need).where(Need.question_id == bindparam("question_id"))


def need_of(question_id: int) -> Need | None:
    """The need of a question, if it has one."""
    return db.session.scalars(_NEED, {"question_id": question_id}).one_or_none()


def came_to(need_id: int, stage: Stage) -> int:
    """How often a need came to a stage."""
    moves = select(func.count()).select_from(Move).where(Move.need_id == need_id, Move.to_stage == stage)
    return db.session.scalar(moves) or 0


def path_facts(
    question_id: int, member_id: int | None, *, counts: bool
) -> tuple[Need, list[Move], Invitation | None, tuple[int, int, int]] | None:
    """In one statement: a question's need with its steps, the reader's invitation, and with `counts` three numbers.

    These are the letters that wait for the asker, all letters, and the helpers who were asked.
    """
    asked = {"question": question_id, "reader": member_id}
    rows = db.session.execute(_path(counts=counts), asked).all()
    if not rows:
        return None
    need, _move, invitation, *found = rows[0]
    return need, [row[1] for row in rows if row[1] is not None], invitation, (found[0], found[1], found[2])


@cache
def _path(*, counts: bool) -> Select[Any]:
    """Made once: every page of a question asks it."""
    letters = select(func.count(Letter.id)).where(Letter.need_id == Need.id)
    unread = letters.where(Letter.from_asker.is_(False), Letter.read_at.is_(None))
    asked = select(func.count(Invitation.id)).where(Invitation.need_id == Need.id)
    own = aliased(Invitation)
    numbers = [each.correlate(Need).scalar_subquery() for each in (unread, letters, asked)]
    return (
        select(Need, Move, own, *(numbers if counts else (literal(0),) * 3))
        .where(Need.question_id == bindparam("question"))
        .outerjoin(Move, Move.need_id == Need.id)
        .outerjoin(own, and_(own.need_id == Need.id, own.member_id == bindparam("reader")))
        .order_by(Move.id)
    )


def moves_of(need_id: int) -> Sequence[Move]:
    """Every step of a need, oldest first."""
    return db.session.scalars(select(Move).where(Move.need_id == need_id).order_by(Move.id)).all()


def arrival(question_id: int) -> Move | None:
    """The step that brought a question's need to where it stands; setting it back there is none."""
    return db.session.scalars(
        select(Move)
        .join(Need, (Need.id == Move.need_id) & (Need.stage == Move.to_stage))
        .where(Need.question_id == question_id, Move.rule != UNDONE)
        .order_by(Move.id.desc())
        .limit(1)
    ).first()


def unread_letters(need_id: int, *, from_asker: bool) -> int:
    """How many letters of one side the other has not read yet."""
    query = select(func.count()).where(
        Letter.need_id == need_id, Letter.from_asker.is_(from_asker), Letter.read_at.is_(None)
    )
    return db.session.scalar(query) or 0


def has_letters(need_id: int) -> bool:
    """Whether staff and the asker have written to each other alone."""
    return db.session.scalar(select(Letter.id).where(Letter.need_id == need_id).limit(1)) is not None


def letters_of(need_id: int) -> Sequence[Letter]:
    """What staff and the asker wrote to each other alone, oldest first, with its authors."""
    return db.session.scalars(
        select(Letter).where(Letter.need_id == need_id).order_by(Letter.id).options(joinedload(Letter.author))
    ).all()


def private_words(question_ids: Sequence[int]) -> Sequence[str]:
    """What staff and the askers of these questions wrote to each other alone, oldest first."""
    query = select(Letter.body_markdown).join(Need, Need.id == Letter.need_id)
    return db.session.scalars(query.where(Need.question_id.in_(question_ids)).order_by(Letter.id)).all()


def stages_of(question_ids: Sequence[int]) -> dict[int, str]:
    """The stage of each of these questions that has a need."""
    rows = db.session.execute(
        select(Need.question_id, Need.stage).where(Need.question_id.in_(question_ids))
    ).all()
    return {question_id: stage for question_id, stage in rows}  # noqa: C416 - rows are not tuples to the checker


def calls_since(member_id: int, since: datetime) -> int:
    """How often a member asked for staff in questions of others since then."""
    asked_by = select(Post.__table__.c.author_id).where(Post.__table__.c.id == Need.question_id)
    query = (
        select(func.count(Move.id))
        .join(Need, Need.id == Move.need_id)
        .where(
            Move.by_id == member_id,
            Move.reason == MoveReason.ASKED_FOR_STAFF,
            Move.created_at > since,
            asked_by.scalar_subquery().is_distinct_from(member_id),
        )
    )
    return db.session.scalar(query) or 0


def unanswered(cutoff: datetime, limit: int | None = None, *, only: int | None = None) -> Sequence[int]:
    """Questions of customers that stand with the community since `cutoff` or longer without an answer.

    Oldest first; all of them unless there is a limit, so that none that fails stands before the others. Nobody
    waits where the asker is gone or one of the staff.
    """
    query = _waiting(cutoff).order_by(Need.stage_since, Need.id).limit(limit)
    if only is not None:
        query = query.where(Need.question_id == only)
    return db.session.scalars(query).all()


def unanswered_after(place: int, cutoff: datetime, limit: int) -> Sequence[int]:
    """The same in the order of their numbers, from `place` on."""
    query = _waiting(cutoff).where(Need.question_id > place)
    return db.session.scalars(query.order_by(Need.question_id).limit(limit)).all()


def returned(cutoff: datetime, *, only: int | None = None) -> Sequence[int]:
    """Questions that staff gave back to the community at `cutoff` or before, and nobody answered since."""
    query = _silent(cutoff).where(_moved_for(MoveReason.RETURNED)).order_by(Need.stage_since, Need.id)
    if only is not None:
        query = query.where(Need.question_id == only)
    return db.session.scalars(query).all()


def _waiting(cutoff: datetime) -> Select[int]:
    return _silent(cutoff).where(~_moved_for(*_WAITED_OUT))


def _moved_for(*reasons: MoveReason) -> ColumnElement[bool]:
    moved = select(Move.id).where(Move.need_id == Need.id, Move.reason.in_(reasons), Move.rule != UNDONE)
    return moved.exists()


def _silent(cutoff: datetime) -> Select[int]:
    """Needs without an answer: of customers, with the community; and what came in through a channel."""
    question, post = Question.__table__.c, Post.__table__.c
    asked_here = and_(
        question.listed,
        Need.stage.in_(UNANSWERED_STAGES),
        Member.role.not_in(sorted(STAFF)),
        Member.status != MemberStatus.CLOSED,
    )
    came_in = and_(post.status == PostStatus.PRIVATE, Need.stage.in_(UNSEEN_STAGES))
    return (
        select(Need.question_id)
        .join(Question.__table__, question.id == Need.question_id)
        .join(Post.__table__, post.id == Need.question_id)
        .outerjoin(Member, Member.id == post.author_id)
        .where(
            Need.stage.in_(UNSEEN_STAGES),
            Need.stage_since <= cutoff,
            question.answer_count == 0,
            question.closed_at.is_(None),
            question.needs_info_at.is_(None),
            or_(asked_here, came_in),
        )
    )


def with_reps_since(cutoff: datetime, *, only: int | None = None) -> Sequence[int]:
    """Questions that a customer rep took on at `cutoff` or before, and has not left.

    What moved the need since, and was taken back, does not give the rep more time.
    """
    any_move = aliased(Move)
    taken = any_move.need_id == Need.id, any_move.reason == MoveReason.REP_TOOK
    last = select(func.max(any_move.id)).where(*taken).scalar_subquery()
    return db.session.scalars(
        select(Need.question_id)
        .join(Move, Move.id == last)
        .where(
            Need.stage == Stage.REP,
            Move.created_at <= cutoff,
            Need.question_id == only if only is not None else true(),
        )
        .order_by(Need.id)
    ).all()


def rep_of(need_id: int) -> int | None:
    """The customer rep who took a need on last."""
    return db.session.scalars(
        select(Move.by_id)
        .where(Move.need_id == need_id, Move.reason == MoveReason.REP_TOOK)
        .order_by(Move.id.desc())
        .limit(1)
    ).first()


def broken_paths(session: Session) -> list[str]:
    """A line for each need whose moves do not lead, step by step, to where it stands."""
    breaches: list[str] = []
    stands = {
        need_id: (question_id, stage)
        for need_id, question_id, stage in session.execute(
            select(Need.id, Need.question_id, Need.stage)
        ).all()
    }
    at: dict[int, str] = {}
    steps = session.execute(
        select(Move.need_id, Move.from_stage, Move.to_stage, Move.id).order_by(Move.need_id, Move.id)
    ).all()
    for need_id, before, after, move_id in steps:
        if at.get(need_id, before) != before:
            breaches.append(f"need {need_id}: move {move_id} leaves {before}, where the need was not")
        at[need_id] = after
    for need_id, (question_id, stage) in stands.items():
        led_to = at.get(need_id, Stage.SELF_SERVICE)
        if led_to != stage:
            breaches.append(
                f"need {need_id} of question {question_id} stands on {stage}, its moves end on {led_to}"
            )
    return breaches


def broken_credits(session: Session) -> list[str]:
    """A line for each need whose credit in the resolution ledger does not fit where it stands."""
    known = {*(stage.value for stage in Stage if stage is not Stage.RESOLVED), UNKNOWN}
    rows = session.execute(
        select(Need.id, Need.question_id, Need.stage, Need.resolved_by, Need.resolved_at)
        .where((Need.stage == Stage.RESOLVED) | Need.resolved_by.is_not(None) | Need.resolved_at.is_not(None))
        .order_by(Need.id)
    ).all()
    lines = []
    for need_id, question_id, stage, credit, at in rows:
        name = f"need {need_id} of question {question_id}"
        if stage != Stage.RESOLVED:
            lines.append(f"{name} stands on {stage} and is credited to {credit}")
        elif credit not in known or at is None:
            lines.append(f"{name} is resolved and credited to {credit or 'nobody'}")
    return lines
