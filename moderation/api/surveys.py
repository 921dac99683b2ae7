"""Surveys for programs: the customer's own, and what customers said, for staff."""

from typing import Any, Final

from apiflask import Schema
from flask.typing import ResponseReturnValue
from marshmallow import fields, validate

from community.api.blueprint import Resource
from community.api.shapes import Asked, Given, Text, Whole
from community.kernel import clock
from community.kernel.errors import NotFound
from community.kernel.policy import Permission, actor_now, ensure_scope, requires
from community.kernel.unit_of_work import unit_of_work
from moderation.surveys import queries, services
from moderation.surveys.models import Survey
from moderation.surveys.rules import LEAST, MOST, Ratings, Result
from moderation.surveys.services import LONGEST_WORDS, Said

bp: Final = Resource("surveys", __name__, tag="Surveys")


class Answer(Given):
    """What a customer says, 1 to 5 each; `not_solved` takes the matter up again."""

    expected = Whole(LEAST, MOST, required=True)
    experienced = Whole(LEAST, MOST, required=True)
    words = Text(load_default="", validate=validate.Length(0, LONGEST_WORDS))
    not_solved = fields.Boolean(load_default=False)


class SurveyOut(Schema):
    """A survey of one's own; `satisfaction` is experienced minus expected."""

    id = fields.Integer(required=True)
    case_id = fields.Integer(required=True)
    question_id = fields.Integer(required=True)
    open = fields.Boolean(required=True)
    expected = fields.Integer(required=True, allow_none=True)
    experienced = fields.Integer(required=True, allow_none=True)
    satisfaction = fields.Integer(required=True, allow_none=True)
    words = fields.String(required=True)
    not_solved = fields.Boolean(required=True)


class Period(Asked):
    """How far back, and by what the answers are parted."""

    days = fields.Integer(load_default=90, validate=validate.Range(1, 3_650))
    by = fields.String(load_default="team", validate=validate.OneOf(sorted(queries.GROUPS)))


class SatisfactionOut(Schema):
    """Answers at once: their means, and how many of those asked they stand for."""

    asked = fields.Integer(required=True)
    answered = fields.Integer(required=True)
    response_rate = fields.Float(required=True, allow_none=True)
    satisfaction = fields.Float(required=True, allow_none=True)
    expected = fields.Float(required=True, allow_none=True)
    experienced = fields.Float(required=True, allow_none=True)
    low = fields.Integer(required=True)


class SatisfactionsOut(SatisfactionOut):
    """All, and parted. The grid has a row for each experienced service from 5 down, a column for each expected."""

    grid = fields.List(fields.List(fields.Integer()), required=True)
    groups = fields.Dict(keys=fields.String(), values=fields.Nested(SatisfactionOut), required=True)


@bp.get("/surveys/<int:survey_id>")
@requires(Permission.HAVE_ACCOUNT)
@bp.output(SurveyOut)
def show(survey_id: int) -> ResponseReturnValue:
    """One's own survey; for everyone else there is none (404)."""
    return _told(_own(survey_id))


@bp.put("/surveys/<int:survey_id>")
@requires(Permission.HAVE_ACCOUNT)
@bp.input(Answer)
@bp.output(SurveyOut)
def answer(survey_id: int, json_data: dict[str, Any]) -> ResponseReturnValue:
    """Answer, or change the answer within a day. As on its page an account is enough; the key must be one to write."""
    ensure_scope(actor_now(), "write")
    _own(survey_id)
    ratings = Ratings(json_data["expected"], json_data["experienced"])
    with unit_of_work():
        said = Said(ratings, json_data["words"], json_data["not_solved"])
        return _told(services.answer(survey_id, said, by=actor_now()))


def _own(survey_id: int) -> Survey:
    survey = queries.survey_or_404(survey_id)
    if survey.member_id != actor_now().member_id or survey.asked_at is None:
        raise NotFound
    return survey


def _told(survey: Survey) -> dict[str, Any]:
    return {
        "id": survey.id,
        "case_id": survey.case_id,
        "question_id": survey.question_id,
        "open": queries.is_open(survey, clock.now()),
        "expected": survey.expected,
        "experienced": survey.experienced,
        "satisfaction": survey.ratings.satisfaction if survey.ratings else None,
        "words": survey.words,
        "not_solved": survey.not_solved,
    }


@bp.get("/surveys")
@requires(Permission.WORK_CASES)
@bp.input(Period, location="query")
@bp.output(SatisfactionsOut)
def results(query_data: dict[str, Any]) -> ResponseReturnValue:
    """What customers said: about one's own cases, for admins about all."""
    found = queries.results(actor_now(), by=query_data["by"], days=query_data["days"])
    groups = {name: _summed(each) for name, each in found.groups.items()}
    return _summed(found.whole) | {"grid": found.whole.grid, "groups": groups}


def _summed(result: Result) -> dict[str, Any]:
    return {
        "asked": result.asked,
        "answered": result.answered,
        "response_rate": result.response_rate,
        "satisfaction": result.mean,
        "expected": result.mean_expected,
        "experienced": result.mean_experienced,
        "low": result.low_count,
    }
