"""Surveys that are due, open to a customer, or answered."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from community.kernel import clock
from community.kernel.db import ROW_LOCK, db
from community.kernel.errors import NotFound
from community.kernel.policy import Actor, Permission, may
from community.kernel.thresholds import threshold
from community.posts.queries import sees
from community.questions.models import Question
from moderation.escalation.models import Case
from moderation.escalation.rules import CaseState
from moderation.surveys.models import Survey
from moderation.surveys.rules import SCALE, Result, SurveyState
from moderation.triage import pii

ASKED: Final = (SurveyState.ASKED, SurveyState.ANSWERED, SurveyState.LAPSED)
READ: Final = 20_000  # the newest surveys of which a result is made
GROUPS: Final[dict[str, Callable[[Survey], str]]] = {
    "team": lambda each: each.team,
    "month": lambda each: f"{each.asked_at:%Y-%m}" if each.asked_at else "",
    "rule": lambda each: each.rule,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """All that a page of results shows; the newest answers first."""

    whole: Result
    groups: dict[str, Result]
    answers: Sequence[Survey]


def survey_or_404(survey_id: int, *, for_update: bool = False) -> Survey:
    """The survey; raises NotFound."""
    found = db.session.get(
        Survey, survey_id, with_for_update=ROW_LOCK if for_update else None, populate_existing=for_update
    )
    if found is None:
        raise NotFound
    return found


def of_case(case_id: int) -> Survey | None:
    """The survey of a case."""
    return db.session.scalars(select(Survey).where(Survey.case_id == case_id)).one_or_none()


def shown(survey: Survey | None, actor: Actor) -> dict[str, object] | None:
    """For the page of a case: what its customer said, for those who may read it."""
    if survey is None or survey.ratings is None or not may_see(survey, actor):
        return None
    return {
        "ratings": survey.ratings,
        "words": pii.masked(survey.words),
        "not_solved": survey.not_solved,
        "answered_at": survey.answered_at,
    }


def change_until(answered_at: datetime) -> datetime:
    """Until when somebody may change what they answered at a moment."""
    return answered_at + timedelta(hours=threshold("survey_change_hours"))


def is_open(survey: Survey, now: datetime) -> bool:
    """Whether the customer can answer it now, or still change what they said."""
    if survey.state == SurveyState.ANSWERED and survey.answered_at is not None:
        return now <= change_until(survey.answered_at)
    return survey.state == SurveyState.ASKED and survey.expires_at is not None and now <= survey.expires_at


def due(now: datetime) -> Sequence[int]:
    """Surveys whose hour has come, of cases that are settled still."""
    return db.session.scalars(
        select(Survey.id)
        .join(Case, Case.id == Survey.case_id)
        .where(Survey.state == SurveyState.WAITING, Survey.ask_at <= now, Case.state == CaseState.RESOLVED)
        .order_by(Survey.ask_at, Survey.id)
    ).all()


def unanswered(now: datetime) -> Sequence[int]:
    """Surveys to be reminded of, or that have ended without an answer."""
    remind = threshold("survey_remind_days")
    ended = Survey.expires_at < now
    forgotten = Survey.reminded_at.is_(None) & (Survey.asked_at <= now - timedelta(days=remind))
    wanted = or_(ended, forgotten) if remind else ended
    return db.session.scalars(
        select(Survey.id).where(Survey.state == SurveyState.ASKED, wanted).order_by(Survey.id)
    ).all()


def was_asked_lately(member_id: int, besides: int, now: datetime) -> bool:
    """Whether this customer was asked about another case not long ago."""
    since = now - timedelta(days=threshold("survey_again_days"))
    found = select(Survey.id).where(
        Survey.member_id == member_id, Survey.id != besides, Survey.asked_at > since
    )
    return db.session.scalar(found.limit(1)) is not None


def may_see(survey: Survey, actor: Actor) -> bool:
    """What customers said is for whose case it was, and for admins."""
    own = survey.owner_id is not None and survey.owner_id == actor.member_id
    return may(actor, Permission.WORK_CASES) and (own or may(actor, Permission.ADMINISTER))


def results(actor: Actor, *, by: str, days: int) -> Results:
    """The surveys of one's own cases, for admins of all, that were sent within so many days."""
    since = clock.now() - timedelta(days=days)
    wanted: list[ColumnElement[bool]] = [Survey.asked_at > since, Survey.state.in_(ASKED)]
    if not may(actor, Permission.ADMINISTER):
        wanted.append(Survey.owner_id == actor.id)
    found = db.session.scalars(
        select(Survey).where(*wanted).order_by(Survey.asked_at.desc(), Survey.id.desc()).limit(READ)
    ).all()
    parted: dict[str, list[Survey]] = defaultdict(list)
    for each in found:
        parted[GROUPS[by](each)].append(each)
    answered = [each for each in found if each.ratings is not None]
    return Results(
        whole=_result(found),
        groups={name: _result(parted[name]) for name in sorted(parted)},
        answers=sorted(answered, key=lambda each: (each.answered_at or since, each.id), reverse=True),
    )


def _result(surveys: Sequence[Survey]) -> Result:
    given = [each.ratings for each in surveys]
    return Result(asked=len(surveys), given=[each for each in given if each is not None])


def breaches(session: Session) -> list[str]:
    """A line for each answer that is none: outside 1 to 5, halved, or without its moment; and for doubles."""
    lines: list[str] = []
    seen: set[int] = set()
    for each in session.scalars(select(Survey).order_by(Survey.id)):
        if each.case_id in seen:
            lines.append(f"case {each.case_id} has more than one survey")
        seen.add(each.case_id)
        answered = each.state == SurveyState.ANSWERED
        valid = each.expected in SCALE and each.experienced in SCALE and each.answered_at is not None
        if answered and not valid:
            lines.append(f"survey {each.id} is answered without two numbers from 1 to 5")
        if not answered and each.expected is not None:
            lines.append(f"survey {each.id} holds an answer, but is {each.state}")
    return lines


def thread_of(survey: Survey, *, for_update: bool = False) -> int:
    """The question where the matter goes on: the one that was asked about, or that it was merged into since."""
    how: dict[str, Any] = {"with_for_update": ROW_LOCK, "populate_existing": True} if for_update else {}
    found = db.session.get_one(Question, survey.question_id, **how)
    while found.merged_into_id is not None:
        found = db.session.get_one(Question, found.merged_into_id, **how)
    return found.id


def named_to(survey: Survey) -> Question:
    """The question whose title its customer reads: where the matter goes on, unless they may not see that now."""
    goes_on = db.session.get_one(Question, thread_of(survey))
    asker = Actor(member_id=survey.member_id)
    return goes_on if sees(goes_on, asker) else db.session.get_one(Question, survey.question_id)


def is_taken_up(survey: Survey) -> bool:
    """Whether staff have the matter at present."""
    held = select(Case.id).where(Case.question_id == thread_of(survey), Case.state != CaseState.RESOLVED)
    return db.session.scalar(held.limit(1)) is not None
