"""Answering, accepting, thanking."""

from datetime import timedelta

from community.answers import rules, threads
from community.answers.models import Answer, StaffThanks
from community.kernel import clock, events
from community.kernel.bus import publish as tell
from community.kernel.db import ROW_LOCK, db
from community.kernel.errors import Conflict, NotAllowed
from community.kernel.policy import Actor, Permission, ensure
from community.kernel.thresholds import threshold, whole
from community.kernel.upsert import insert_once
from community.kernel.words import N_
from community.posts import rules as post_rules
from community.posts import services as posts
from community.posts.models import PostKind
from community.questions import queries as questions
from community.questions import taking_part
from community.questions.models import Question


def answer(question: Question, body: str, *, by: Actor) -> Answer:
    """Answer a question; published or held as the gate says. Raises Invalid, Refused, Conflict, TooMany."""
    ensure(by, Permission.ANSWER)
    if not question.is_visible:
        raise Conflict(N_("This question is not public now, so it cannot be answered."))
    if question.closed_at is not None:
        raise Conflict(N_("This question is closed and takes no more answers."))
    body = post_rules.checked_body(body, longest=whole("body_longest"))
    now = clock.now()
    new = Answer(
        kind=PostKind.ANSWER,
        author_id=by.id,
        question_id=question.id,
        by_staff=by.is_staff,
        body_markdown=body,
        body_html="",
        created_at=now,
        score=rules.sort_score((0, 0, 0, 0, 0)),
    )
    judgement = posts.submit(new, by=by, title=question.title, question_id=question.id)
    db.session.flush()
    posts.first_revision(new)
    taking_part.let_go(question, by=by)
    posts.announce(new, judgement)
    return new


def accept(given: Answer, *, by: Actor) -> None:
    """Mark an answer as solving. The asker at once; others entitled after a week, marked as such.

    Whose question was merged into this one is entitled at once: the answer may have been given to them. What was
    taken back and is given anew stands where it stood: nobody moves an old acceptance into this week's board.
    """
    question = _locked_question(given)
    if not given.is_visible:
        raise Conflict(N_("This answer is not public now."))
    by_asker = question.author_id is not None and question.author_id == by.member_id
    if by_asker:
        ensure(by, Permission.ACCEPT_ANSWER)
    else:
        _ensure_other_may_accept(question, given, by)
    if given.accepted_at is not None and (given.accepted_by_asker or not by_asker):
        return
    given.accepted_at = given.accepted_before_at or clock.now()
    given.accepted_by_id = by.member_id
    given.accepted_by_asker = by_asker
    db.session.flush()
    threads.recount(question.id)
    tell(
        events.AnswerAccepted(
            answer_id=given.id,
            question_id=question.id,
            author_id=given.author_id,
            by_id=by.member_id,
            by_asker=by_asker,
        )
    )


def _locked_question(given: Answer) -> Question:
    """The question whose sums change, locked: the answer may have gone over to another one meanwhile."""
    while True:
        question = db.session.get_one(Question, given.question_id, with_for_update=ROW_LOCK)
        db.session.refresh(given)
        if given.question_id == question.id:
            return question


def _ensure_other_may_accept(question: Question, given: Answer, by: Actor) -> None:
    asked_too = questions.asked_too(question.id, by.member_id)
    ensure(by, Permission.ACCEPT_ANSWER if asked_too else Permission.ACCEPT_FOR_ASKER)
    if given.author_id == by.member_id:
        raise NotAllowed(N_("Only the asker can accept your own answer."))
    if asked_too:
        return
    wait = timedelta(days=threshold("accept_for_asker_after_days"))
    if not rules.others_may_accept(question.asked_at, clock.now(), wait):
        raise NotAllowed(
            N_("The asker has %(days)s days to accept an answer; after that you can."), days=wait.days
        )


def unaccept(given: Answer, *, by: Actor) -> None:
    """Take an acceptance back: the asker's, or one that this actor gave."""
    question = _locked_question(given)
    if given.accepted_at is None:
        return
    if by.member_id is None or by.member_id not in {question.author_id, given.accepted_by_id}:
        ensure(by, Permission.DELETE_ANY)
    given.accepted_before_at = given.accepted_before_at or given.accepted_at
    given.accepted_at = given.accepted_by_id = None
    given.accepted_by_asker = False
    db.session.flush()
    threads.recount(question.id)
    tell(
        events.AnswerUnaccepted(
            answer_id=given.id, question_id=question.id, author_id=given.author_id, by_id=by.member_id
        )
    )


def thank(given: Answer, *, by: Actor) -> None:
    """A staff member thanks the author, once."""
    ensure(by, Permission.THANK)
    if given.author_id == by.member_id:
        raise NotAllowed(N_("Nobody thanks themselves."))
    if insert_once(StaffThanks, answer_id=given.id, member_id=by.id, created_at=clock.now()):
        tell(events.AnswerThanked(answer_id=given.id, author_id=given.author_id, by_id=by.id))
