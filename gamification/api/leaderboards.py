"""Leaderboards, for programs."""

from typing import Any, Final

from apiflask import Schema
from flask.typing import ResponseReturnValue
from marshmallow import fields, validate

from community.api.blueprint import Resource
from community.api.people import person
from community.api.shapes import LONGEST_QUERY, Asked, Limit, PersonOut, Text, page_of
from community.kernel.policy import Permission, requires
from gamification.leaderboards import queries as leaderboards
from gamification.leaderboards.rules import DEFAULT, Period

boards: Final = Resource("leaderboards", __name__, tag="Leaderboards")


class BoardAsked(Asked):
    """Which stretch of time, and on which matter."""

    period = fields.String(
        load_default=DEFAULT.value, validate=validate.OneOf([each.value for each in Period])
    )
    tag = Text(load_default="", validate=validate.Length(max=LONGEST_QUERY))
    limit = Limit()


class RowOut(Schema):
    """One place on a board; equal points share a rank."""

    rank = fields.Integer(required=True)
    member = fields.Nested(PersonOut, required=True)
    points = fields.Integer(required=True)


Board = page_of(RowOut, "Board")


@boards.get("/leaderboards")
@requires(Permission.READ)
@boards.input(BoardAsked, location="query")
@boards.output(Board)
def board(query_data: dict[str, Any]) -> ResponseReturnValue:
    """Who helped most: today, this week, month, quarter or year, or ever; on the site or under a tag."""
    tag = query_data["tag"].strip() or None
    found = leaderboards.board(Period(query_data["period"]), tag, query_data["limit"])
    rows = [{"rank": row.rank, "member": person(row.member), "points": row.points} for row in found.rows]
    return {"items": rows, "next": None}
