"""Having the problem too, following, and answering now: what members do with another's question."""

from datetime import timedelta
from typing import Final

from sqlalchemy import bindparam, delete, func, or_, select

from community.kernel import clock, events
from community.kernel.bus import publish as tell
from community.kernel.db import db, table_of
from community.kernel.errors import Conflict, NotAllowed
from community.kernel.policy import Actor, Permission, ensure
from community.kernel.thresholds import threshold
from community.kernel.upsert import changed_rows, insert, insert_once
from community.kernel.words import N_
from community.questions.models import AnsweringLease, Question, QuestionFollow, SameProblem
from community.questions.services import ensure_not_merged, lock, recount_followers

_leases: Final = table_of(AnsweringLease)
_LET_GO: Final = delete(_leases).where(
    _leases.c.question_id == bindparam("question_id"), _leases.c.member_id == bindparam("member_id")
)


def mark_same_problem(question: Question, *, by: Actor) -> int:
    """Count one more member who has this problem; once each, not the asker. Returns the count.

    Points, badges and what staff take up first hang on it, so it takes whoever may ask, not any account.
    """
    ensure(by, Permission.ASK)
    if question.author_id == by.member_id:
        raise NotAllowed(N_("You asked it, so you are counted already."))
    lock(question)
    ensure_not_merged(question)
    insert_once(SameProblem, question_id=question.id, member_id=by.id, created_at=clock.now())
    insert_once(QuestionFollow, question_id=question.id, member_id=by.id, created_at=clock.now())
    recount_followers(question)
    return _recount_same_problem(question, said_by=by.member_id)


def unmark_same_problem(question: Question, *, by: Actor) -> int:
    """Take the mark back; returns the count."""
    lock(question)
    db.session.execute(
        delete(SameProblem).where(SameProblem.question_id == question.id, SameProblem.member_id == by.id)
    )
    return _recount_same_problem(question, said_by=by.member_id)


def drop_own(question: Question) -> None:
    """Count its author no more among those who have the problem too: as who turns out to be its author."""
    lock(question)
    db.session.execute(
        delete(SameProblem).where(
            SameProblem.question_id == question.id, SameProblem.member_id == question.author_id
        )
    )
    _recount_same_problem(question, said_by=question.author_id)


def _recount_same_problem(question: Question, *, said_by: int | None = None) -> int:
    count = (
        db.session.scalar(
            select(func.count()).select_from(SameProblem).where(SameProblem.question_id == question.id)
        )
        or 0
    )
    if count != question.same_problem_count:
        question.same_problem_count = count
        db.session.flush()
        tell(
            events.SameProblemCounted(
                question_id=question.id, author_id=question.author_id, count=count, member_id=said_by
            )
        )
    return count


def follow(question: Question, *, by: Actor) -> None:
    ensure(by, Permission.FOLLOW)
    lock(question)
    ensure_not_merged(question)
    insert_once(QuestionFollow, question_id=question.id, member_id=by.id, created_at=clock.now())
    recount_followers(question)


def unfollow(question: Question, *, by: Actor) -> None:
    lock(question)
    db.session.execute(
        delete(QuestionFollow).where(
            QuestionFollow.question_id == question.id, QuestionFollow.member_id == by.id
        )
    )
    recount_followers(question)


def take(question: Question, *, by: Actor) -> AnsweringLease:
    """Say "I am answering this now", for ten minutes; renewable. Raises Conflict when someone else is."""
    ensure(by, Permission.ANSWER)
    if question.author_id == by.member_id:
        raise NotAllowed(N_("Nobody takes their own question; you can answer it without."))
    if question.closed_at is not None or not question.is_visible:
        raise Conflict(N_("This question takes no answers now."))
    now = clock.now()
    until = now + timedelta(minutes=threshold("answering_lease_minutes"))
    statement = insert(AnsweringLease).values(question_id=question.id, member_id=by.id, expires_at=until)
    won = changed_rows(
        statement.on_conflict_do_update(
            index_elements=["question_id"],
            set_={"member_id": by.id, "expires_at": until},
            where=or_(AnsweringLease.expires_at <= now, AnsweringLease.member_id == by.id),
        )
    )
    if not won:
        raise Conflict(
            N_("Somebody else is answering this right now; you will see their answer in a few minutes.")
        )
    return db.session.get_one(AnsweringLease, question.id, populate_existing=True)


def let_go(question: Question, *, by: Actor) -> None:
    """End one's own lease early."""
    db.session.execute(_LET_GO, {"question_id": question.id, "member_id": by.id})


def hand_over(question: Question, into: Question) -> tuple[int, ...]:
    """Let those who follow a merged question, or have its problem, count for the other one, since when they did.

    Returns who follows the other one only from now on.
    """
    new: list[int] = []
    for model in (QuestionFollow, SameProblem):
        theirs = select(model.member_id, model.created_at).where(model.question_id == question.id)
        for member_id, since in db.session.execute(theirs).all():
            if model is SameProblem and member_id == into.author_id:
                continue
            made = insert_once(model, question_id=into.id, member_id=member_id, created_at=since)
            if made and model is QuestionFollow:
                new.append(member_id)
    asker_id = question.author_id
    if asker_id is not None and asker_id != into.author_id:
        insert_once(SameProblem, question_id=into.id, member_id=asker_id, created_at=question.asked_at)
    recount_followers(into)
    _recount_same_problem(into)
    return tuple(new)
