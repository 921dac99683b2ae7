"""Two cases about one matter become one: everything goes on in the target, and the source leads there."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Select, select, update

from community.answers import threads
from community.kernel import clock, events
from community.kernel.bus import publish as tell
from community.kernel.db import ROW_LOCK, db
from community.kernel.errors import Conflict, Invalid
from community.kernel.policy import Actor, Permission, ensure
from community.kernel.shingles import Compared
from community.kernel.words import N_
from community.posts.models import Post, PostStatus
from community.questions.models import Question
from community.routing import services as routing
from community.routing.models import Letter
from moderation.casework.models import CaseBrief, CaseMerge
from moderation.escalation import holding, promises, queries, services
from moderation.escalation.models import Case, CaseNote, CaseReply, Escalation
from moderation.escalation.rules import CaseState
from moderation.staff import queries as staff

ALIKE: Final = 0.3  # of the words of title and text that two questions share
LOOKED_AT: Final = 20  # of the customer's questions, the newest
SUGGESTED: Final = 3


@dataclass(frozen=True, slots=True)
class Alike:
    """Another case of the same customer that is probably the same matter."""

    case: Case
    likeness: float


def merge(case_id: int, into_id: int, *, by: Actor) -> Case:
    """Let a case go on in another one; returns that one. Raises Conflict, Invalid, NotFound.

    The source's question becomes a duplicate whose answers stand in the target's thread; its customer is told once.
    """
    ensure(by, Permission.WORK_CASES)
    if case_id == into_id:
        raise Invalid(N_("Choose another case."), field="into")
    if db.session.get(Case, into_id) is None:
        raise Invalid(N_("There is no case with this number."), field="into")
    source, target = _both(case_id, into_id)
    _ensure_mergeable(source, target, by)
    question = db.session.get_one(Question, source.question_id)
    into = db.session.get_one(Question, target.question_id)
    threads.merge(question, into, by=by)
    open_target = queries.open_case_of(target.need_id, for_update=True)
    if open_target is None:  # both had ended in between; the checks above make this the target's own case
        open_target = target
    return open_target


def _both(case_id: int, into_id: int) -> tuple[Case, Case]:
    """Both cases, locked in the order question, need, case, the lower question first."""
    cases = [queries.case_or_404(case_id), queries.case_or_404(into_id)]
    questions = sorted({each.question_id for each in cases})
    for question_id in questions:
        db.session.get(Question, question_id, with_for_update=ROW_LOCK, populate_existing=True)
    for question_id in questions:
        routing.lock(question_id)
    for each in sorted(cases, key=lambda one: one.id):
        queries.case_or_404(each.id, for_update=True)
    return cases[0], cases[1]


def _ensure_mergeable(source: Case, target: Case, by: Actor) -> None:
    if source.need_id == target.need_id:
        raise Conflict(N_("Both cases are about the same question already."))
    for each in (source, target):
        question = db.session.get_one(Question, each.question_id)
        if question.merged_into_id is not None:
            raise Conflict(N_("This question was merged already."))
    if not source.is_open and not target.is_open:
        raise Conflict(N_("Both cases are closed; take one of them up again first."))
    if source.is_open and source.owner_id not in {None, by.member_id} and not staff.leads(by):
        holding.refuse(source)
    if not db.session.get_one(Question, target.question_id).is_visible:
        raise Conflict(N_("The question of the other case is not public, so nothing can be merged into it."))


def follow(event: events.QuestionMerged) -> None:
    """A question was merged into another, from the desk or by a moderator: its last case goes along."""
    source = _last_case(event.question_id)
    if source is None:
        return
    need = routing.open_need(event.into_id)
    target = queries.open_case_of(need.id, for_update=True) or _last_case(event.into_id)
    if target is None or db.session.scalar(select(CaseMerge.id).where(CaseMerge.case_id == source.id)):
        return
    moved = _move(source, target)
    by = Actor(member_id=event.by_id) if event.by_id is not None else None
    db.session.add(
        CaseMerge(
            case_id=source.id, into_id=target.id, by_id=event.by_id, moved=moved, created_at=clock.now()
        )
    )
    _take_the_graver(source, target)
    db.session.flush()
    holding.write_down("case-merged-in", target, by, {"from": source.id, **moved})
    had = staff.colleague(source.owner_id) if source.owner_id else None
    if target.is_open and target.owner_id is None and had is not None and had.is_there:
        holding.give(target, had.id, "merged", by=by)
    tell(
        events.CaseMerged(
            case_id=source.id,
            into_id=target.id,
            question_id=source.question_id,
            into_question_id=target.question_id,
            by_id=event.by_id,
        )
    )


def _last_case(question_id: int) -> Case | None:
    return db.session.scalars(
        select(Case).where(Case.question_id == question_id).order_by(Case.id.desc()).limit(1)
    ).first()


def _move(source: Case, target: Case) -> dict[str, Any]:
    """Notes, evidence, briefs, replies and letters go to the target; what moved, by table."""
    moved: dict[str, Any] = {}
    for table in (CaseNote, CaseBrief, CaseReply):
        key = CaseReply.answer_id if table is CaseReply else table.id  # type: ignore[union-attr]
        ids = list(db.session.scalars(select(key).where(table.case_id == source.id)))
        db.session.execute(update(table).where(key.in_(ids)).values(case_id=target.id))
        moved[table.__tablename__] = ids
    raised = list(db.session.scalars(select(Escalation.id).where(Escalation.case_id == source.id)))
    db.session.execute(
        update(Escalation).where(Escalation.id.in_(raised)).values(case_id=target.id, need_id=target.need_id)
    )
    letters = list(db.session.scalars(select(Letter.id).where(Letter.need_id == source.need_id)))
    same = _author(source.question_id) == _author(target.question_id)
    if same:  # a letter is for one person alone: it never comes before the eyes of another
        db.session.execute(update(Letter).where(Letter.id.in_(letters)).values(need_id=target.need_id))
    moved["escalations"], moved["letters"] = raised, letters if same else []
    return moved


def _author(question_id: int) -> int | None:
    return db.session.get_one(Question, question_id).author_id


def _take_the_graver(source: Case, target: Case) -> None:
    """The target weighs at least what the source did, and waits for as long as the older of the two."""
    target.reasons = list(dict.fromkeys([*target.reasons, *source.reasons]))
    target.severity = max(target.severity, source.severity)
    target.anger = max(target.anger, source.anger)
    if not target.is_open:
        return
    target.waiting_since = min(target.waiting_since, source.waiting_since)
    services.weigh(target, clock.now())
    promises.consider(target)
    if target.first_replied_at is not None and source.first_replied_at is None:
        promises.customer_wrote(target)  # nobody has answered what the source asks


def merged_into(case_id: int) -> int | None:
    """The case in which this one goes on."""
    return db.session.scalar(select(CaseMerge.into_id).where(CaseMerge.case_id == case_id))


def goes_on_elsewhere(question: Question) -> bool:
    """Whether a question can go on in the thread of another: not one that did so already, nor a private one."""
    return question.merged_into_id is None and question.status != PostStatus.PRIVATE


def of_customer(case: Case, author_id: int) -> Select[int]:
    """The ids of the cases with which this one is compared: of the same customer, the newest, not merged yet."""
    asked, posts = Question.__table__.c, Post.__table__.c
    return (
        select(Case.id)
        .join(Question.__table__, asked.id == Case.question_id)
        .join(Post.__table__, posts.id == Case.question_id)
        .where(
            posts.author_id == author_id,
            Case.need_id != case.need_id,
            asked.merged_into_id.is_(None),
            Case.state != CaseState.RESOLVED if not case.is_open else Case.id.is_not(None),
        )
        .order_by(Case.id.desc())
        .limit(LOOKED_AT)
    )


def alike_of(case: Case, question: Question, others: Iterable[Case]) -> Sequence[Alike]:
    """Those of `of_customer` that are probably the same matter, by their words; each has its question loaded."""
    if question.author_id is None or question.merged_into_id is not None:
        return []
    words = Compared(f"{question.title}\n{question.body_markdown}")
    found: dict[int, Alike] = {}
    for other in sorted(others, key=lambda each: -each.id):
        asked_there = other.question
        likeness = words.with_(f"{asked_there.title}\n{asked_there.body_markdown}")
        if likeness >= ALIKE and other.need_id not in found:
            found[other.need_id] = Alike(other, round(likeness, 2))
    return sorted(found.values(), key=lambda each: -each.likeness)[:SUGGESTED]
