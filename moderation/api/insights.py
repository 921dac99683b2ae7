"""How the community is doing, in numbers."""

from dataclasses import asdict
from typing import Any, Final

from apiflask import Schema
from flask.typing import ResponseReturnValue
from marshmallow import fields

from community.api.blueprint import Resource
from community.api.shapes import Asked, Whole
from community.kernel.policy import Permission, requires
from moderation.insights import queries

bp: Final = Resource("insights", __name__, tag="Insights")
USUAL_DAYS: Final = 30
MOST_DAYS: Final = 3_650


class SummaryAsked(Asked):
    """How far back to look."""

    days = Whole(1, MOST_DAYS, strict=False, load_default=USUAL_DAYS, metadata={"default": USUAL_DAYS})


class SummaryOut(Schema):
    """What happened in these days, and what waits now. Shares go from 0 to 1; null where there is nothing."""

    since = fields.DateTime(required=True)
    questions = fields.Integer(required=True)
    answers = fields.Integer(required=True)
    comments = fields.Integer(required=True)
    ratings = fields.Integer(required=True)
    mean_stars = fields.Float(required=True, allow_none=True)
    new_members = fields.Integer(required=True)
    answered_share = fields.Float(required=True, allow_none=True)
    solved_share = fields.Float(required=True, allow_none=True)
    median_minutes_to_first_answer = fields.Float(required=True, allow_none=True)
    resolved_by = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    held = fields.Integer(required=True)
    open_reviews = fields.Integer(required=True)
    open_cases = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    overdue_cases = fields.Integer(required=True)


@bp.get("/insights/summary")
@requires(Permission.SEE_INSIGHTS)
@bp.input(SummaryAsked, location="query")
@bp.output(SummaryOut)
def summary(query_data: dict[str, Any]) -> ResponseReturnValue:
    """The last days in numbers."""
    return asdict(queries.summary(query_data["days"]))
