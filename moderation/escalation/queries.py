"""Facts for the rules, and cases for pages and programs."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, inspect, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from community.accounts.models import Member, MemberStatus, out_of_the_ordinary
from community.answers.models import Answer
from community.channels import queries as channels
from community.kernel import clock
from community.kernel.db import ROW_LOCK, db
from community.kernel.errors import NotFound
from community.kernel.pagination import decode_cursor, encode_cursor
from community.kernel.policy import STAFF, Actor, Role
from community.kernel.thresholds import threshold
from community.posts.models import Post, PostStatus
from community.questions.models import Question
from community.ratings import queries as ratings
from community.routing.models import Need
from community.routing.rules import STAFF_STAGES, Stage
from moderation.escalation import facts, service_hours
from moderation.escalation.models import Case, CaseNote, Escalation
from moderation.escalation.rules import TIER_1, TIER_2, CaseState, Facts
from moderation.opinion.queries import opinion_on
from moderation.opinion.rules import blended
from moderation.triage.records import Analysis, Message
from moderation.triage.remembered import analysed


def analysis_of(post: Post, question: Question) -> Analysis:
    """What triage says about a post; reach is how many others have the problem, or follow whoever wrote it."""
    if post.status == PostStatus.PRIVATE:
        return analysed(message_read(post.body_markdown, channels.follower_count(question.id)))
    return analysed(facts.message_of(post, question))


def message_read(text: str, follower_count: int) -> Message:
    """A message from outside as triage reads it."""
    return Message(text=text, followers=follower_count)


def facts_of(post: Post, question: Question) -> Facts:
    """What the rules may know about a post of the asker."""
    scores = blended(analysis_of(post, question).detectors, opinion_on(post.body_markdown))
    return facts.about(post, question, scores)


def facts_of_stars(question: Question) -> Facts:
    """What the rules may know about the asker's ratings of all visible answers."""
    answers = db.session.scalars(
        select(Answer.id)
        .where(Answer.question_id == question.id, Answer.status == PostStatus.PUBLISHED)
        .order_by(Answer.id)
    ).all()
    given = ratings.ratings_by(question.author_id, answers) if question.author_id and answers else {}
    return Facts(asker_stars=tuple(given.get(answer, 0) for answer in answers))


def facts_of_silence(question: Question, silent_since: datetime) -> Facts:
    """What the rules may know about a question without answers."""
    return replace(
        facts.about(question, question, facts.lazily(question, question)),
        silent_for=service_hours.waited(silent_since, clock.now()),
        patience=patience(),
    )


def patience() -> timedelta:
    """How long a customer is asked to wait for the community."""
    return timedelta(minutes=threshold("unanswered_minutes"))


def case_or_404(case_id: int, *, for_update: bool = False) -> Case:
    """The case; raises NotFound."""
    found = db.session.get(
        Case, case_id, with_for_update=ROW_LOCK if for_update else None, populate_existing=for_update
    )
    if found is None:
        raise NotFound
    return found


def opened_case(case_id: int) -> Case:
    """The case with its owner and its need, as its page begins; raises NotFound."""
    query = select(Case).where(Case.id == case_id)
    found = db.session.scalars(query.options(joinedload(Case.owner), joinedload(Case.need))).one_or_none()
    if found is None:
        raise NotFound
    return found


def shown_case(case_id: int) -> Case:
    """The case with its question, the asker, its tags and its owner, for a page; raises NotFound.

    Question and tags come in statements of their own: SQLite would join all posts of the site, and all tags, first.
    """
    found = db.session.scalars(
        select(Case)
        .where(Case.id == case_id)
        .options(
            joinedload(Case.owner),
            joinedload(Case.need),
            selectinload(Case.question).options(joinedload(Question.author), selectinload(Question.tags)),
        )
    ).one_or_none()
    if found is None:
        raise NotFound
    return found


def shown(case: Case) -> Case:
    """This case as `shown_case` loads it; asks for it only where something of that is not there yet."""
    known = "question" not in inspect(case).unloaded
    return case if known and not {"author", "tags"} & inspect(case.question).unloaded else shown_case(case.id)


def open_case_of(need_id: int, *, for_update: bool = False) -> Case | None:
    """The one unresolved case of a need."""
    query = select(Case).where(Case.need_id == need_id, Case.state != CaseState.RESOLVED)
    if for_update:
        query = query.with_for_update(key_share=True).execution_options(populate_existing=True)
    return db.session.scalars(query).one_or_none()


def open_case_of_question(question_id: int) -> Case | None:
    """The one unresolved case of a question."""
    return db.session.scalars(
        select(Case).where(Case.question_id == question_id, Case.state != CaseState.RESOLVED)
    ).one_or_none()


def escalations_of(case_id: int) -> Sequence[Escalation]:
    """What raised a case, oldest first."""
    return db.session.scalars(
        select(Escalation).where(Escalation.case_id == case_id).order_by(Escalation.id)
    ).all()


def note_or_404(case_id: int, note_id: int) -> CaseNote:
    """A note of this case; raises NotFound."""
    found = db.session.get(CaseNote, note_id)
    if found is None or found.case_id != case_id:
        raise NotFound
    return found


def notes_of(case_id: int) -> Sequence[CaseNote]:
    """What staff told each other, oldest first, with its authors."""
    return db.session.scalars(
        select(CaseNote)
        .where(CaseNote.case_id == case_id)
        .order_by(CaseNote.id)
        .options(joinedload(CaseNote.author))
    ).all()


def own_tier(actor: Actor) -> int | None:
    """The tier that somebody works in; None sees both."""
    return {Role.AGENT: TIER_1, Role.SPECIALIST: TIER_2}.get(actor.role)


def cases_after(
    wanted: Sequence[ColumnElement[bool]], cursor: str | None, limit: int
) -> tuple[list[Case], str | None]:
    """Cases for programs, the most urgent first, and the cursor of the next ones. Raises Invalid."""
    query = (
        select(Case)
        .where(*wanted)
        .order_by(Case.priority, Case.points.desc(), Case.id)
        .limit(limit + 1)
        .options(joinedload(Case.owner))
    )
    if cursor:
        band, points, last = decode_cursor(cursor, 3)
        query = query.where(
            or_(
                Case.priority > str(band),
                and_(Case.priority == str(band), Case.points < float(points)),
                and_(Case.priority == str(band), Case.points == float(points), Case.id > int(last)),
            )
        )
    found = list(db.session.scalars(query).all())
    if len(found) <= limit:
        return found, None
    last_shown = found[limit - 1]
    return found[:limit], encode_cursor(last_shown.priority, last_shown.points, last_shown.id)


def case_record(found: Case) -> dict[str, Any]:
    """A case as the API shows it; its owner must be loaded."""
    return {
        "id": found.id,
        "question_id": found.question_id,
        "tier": found.tier,
        "priority": found.priority,
        "state": found.state,
        "reasons": list(found.reasons),
        "owner": found.owner.name if found.owner else None,
        "due_at": found.due_at,
    }


def staff() -> Sequence[Member]:
    """Everyone who may own a case, by name."""
    return db.session.scalars(
        select(Member)
        .where(
            out_of_the_ordinary(Member), Member.role.in_(sorted(STAFF)), Member.status == MemberStatus.ACTIVE
        )
        .order_by(Member.name)
    ).all()


def breaches(session: Session) -> list[str]:
    """A line for each need without exactly the case that its stage calls for."""
    found = session.execute(
        select(Need.id, Need.question_id, Need.stage, Case.id, Case.tier)
        .outerjoin(Case, and_(Case.need_id == Need.id, Case.state != CaseState.RESOLVED))
        .where(or_(Need.stage.in_(STAFF_STAGES), Case.id.is_not(None)))
        .order_by(Need.id)
    ).all()
    lines: list[str] = []
    seen: set[int] = set()
    for need_id, question_id, stage, case_id, tier in found:
        if not case_id:
            lines.append(f"question {question_id} stands on {stage} and has no open case")
        elif stage not in STAFF_STAGES:
            lines.append(f"case {case_id} is open, but question {question_id} stands on {stage}")
        elif tier != (TIER_2 if stage == Stage.TIER_2 else TIER_1):
            lines.append(f"case {case_id} is in tier {tier}, but question {question_id} stands on {stage}")
        if need_id in seen:
            lines.append(f"question {question_id} has more than one open case")
        seen.add(need_id)
    return lines
