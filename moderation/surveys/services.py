"""Asking customers once after a case, and taking what they say."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import update

from community.accounts.models import Member
from community.kernel import clock, events
from community.kernel.bus import publish as tell
from community.kernel.db import ROW_LOCK, db
from community.kernel.errors import Conflict, Invalid, NotAllowed
from community.kernel.policy import STAFF, Actor, Role
from community.kernel.text import strip_controls
from community.kernel.thresholds import threshold
from community.kernel.upsert import changed_rows, insert
from community.kernel.words import N_
from community.questions.models import Question
from community.routing import services as routing
from community.routing.models import MoveReason
from moderation.escalation import queries as escalation
from moderation.surveys import queries
from moderation.surveys.models import Survey
from moderation.surveys.rules import Ratings, SurveyState

LONGEST_WORDS: Final = 2_000


@dataclass(frozen=True, slots=True)
class Said:
    """What a customer answers; `not_solved` takes the matter up again."""

    ratings: Ratings
    words: str = ""
    not_solved: bool = False


def plan(case_id: int) -> None:
    """A case was settled: its customer is asked later, once. Settled again before that, later still."""
    case = escalation.case_or_404(case_id)
    question = db.session.get_one(Question, case.question_id)
    asker = db.session.get(Member, question.author_id) if question.author_id else None
    if asker is None or not asker.is_open or Role(asker.role) in STAFF:
        return
    ask_at = clock.now() + timedelta(hours=threshold("survey_delay_hours"))
    facts = {
        "owner_id": case.owner_id or case.closed_by_id,
        "team": case.team,
        "tier": case.tier,
        "rule": str(case.reasons[0]) if case.reasons else "",
        "ask_at": ask_at,
    }
    statement = insert(Survey).values(
        case_id=case.id,
        question_id=question.id,
        member_id=asker.id,
        state=SurveyState.WAITING,
        words="",
        not_solved=False,
        **facts,
    )
    waits = Survey.state == SurveyState.WAITING
    changed_rows(statement.on_conflict_do_update(index_elements=["case_id"], set_=facts, where=waits))


def ask(survey_id: int, now: datetime) -> None:
    """Ask now, unless that was done or the same customer was asked about another case not long ago."""
    survey = queries.survey_or_404(survey_id, for_update=True)
    if survey.state != SurveyState.WAITING or survey.ask_at > now:
        return
    asker = db.session.get(Member, survey.member_id, with_for_update=ROW_LOCK) if survey.member_id else None
    if asker is None or not asker.is_open or queries.was_asked_lately(asker.id, survey.id, now):
        survey.state = SurveyState.SKIPPED
        db.session.flush()
        return
    survey.state, survey.asked_at = SurveyState.ASKED, now
    survey.expires_at = now + timedelta(days=threshold("survey_days"))
    db.session.flush()
    _tell_asked(survey, asker.id, again=False)


def follow_up(survey_id: int, now: datetime) -> None:
    """Remind once of a survey without an answer, while the matter is settled still; after its time it lapses."""
    survey = queries.survey_or_404(survey_id, for_update=True)
    if survey.state != SurveyState.ASKED or survey.expires_at is None or survey.asked_at is None:
        return
    if survey.expires_at < now:
        survey.state = SurveyState.LAPSED
        db.session.flush()
        return
    days = threshold("survey_remind_days")
    wants_reminder = days and survey.reminded_at is None and survey.asked_at <= now - timedelta(days=days)
    if wants_reminder and not queries.is_taken_up(survey):
        survey.reminded_at = now
        db.session.flush()
        if survey.member_id is not None:
            _tell_asked(survey, survey.member_id, again=True)


def _tell_asked(survey: Survey, member_id: int, *, again: bool) -> None:
    tell(
        events.SurveyAsked(
            survey_id=survey.id,
            case_id=survey.case_id,
            question_id=survey.question_id,
            member_id=member_id,
            again=again,
        )
    )


def answer(survey_id: int, said: Said, *, by: Actor) -> Survey:
    """Keep what the customer says, or change it within a day. Raises Invalid, Conflict, NotAllowed."""
    survey = queries.survey_or_404(survey_id)
    if survey.member_id is None or survey.member_id != by.member_id:
        raise NotAllowed(N_("Only the customer of this case can answer."))
    if not said.ratings.is_valid:
        raise Invalid(N_("Choose a number from 1 to 5 for both questions."), field="ratings")
    words = strip_controls(said.words).strip()
    if len(words) > LONGEST_WORDS:
        raise Invalid(N_("Say it in %(longest)s characters at most."), field="words", longest=LONGEST_WORDS)
    thread_id = queries.thread_of(survey, for_update=True)
    routing.open_need(thread_id)  # in the order question, need, case; then the survey
    survey = queries.survey_or_404(survey_id, for_update=True)
    now = clock.now()
    if not queries.is_open(survey, now):
        raise Conflict(
            N_("This survey has ended. If something is open still, write on the page of your question.")
        )
    survey.changed_at = now if survey.answered_at is not None else None
    survey.answered_at = survey.answered_at or now
    survey.state = SurveyState.ANSWERED
    survey.expected, survey.experienced = said.ratings.expected, said.ratings.experienced
    survey.words, survey.not_solved = words, said.not_solved
    db.session.flush()
    if said.not_solved:
        routing.move(thread_id, MoveReason.STILL_NOT_SOLVED, rule="survey", by=by)
    tell(
        events.SurveyAnswered(
            survey_id=survey.id,
            case_id=survey.case_id,
            question_id=survey.question_id,
            member_id=by.id,
            owner_id=survey.owner_id,
            expected=said.ratings.expected,
            experienced=said.ratings.experienced,
            not_solved=said.not_solved,
        )
    )
    return survey


def forget(member_id: int) -> None:
    """Somebody left: their numbers still count, their words go."""
    changed_rows(update(Survey).where(Survey.member_id == member_id).values(words="", member_id=None))
