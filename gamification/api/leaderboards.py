"""Leaderboards, for programs."""

from typing import Any, Final

from apiflask import Schema
from flask.typing import ResponseReturnValue
from marshmallow import fields, validate

from community.api import paging
from community.api.blueprint import Resource
from community.api.people import person
from community.api.shapes import LONGEST_QUERY, Paged, PersonOut, Text, page_of
from community.kernel.languages import LANGUAGES
from community.kernel.policy import Permission, actor_now, requires
from gamification.campaigns.queries import campaign_or_404
from gamification.leaderboards import queries as leaderboards
from gamification.leaderboards.rules import DEFAULT, MOST, Period

boards: Final = Resource("leaderboards", __name__, tag="Leaderboards")
ORDER: Final = "board"


class BoardAsked(Paged):
    """Which stretch of time, and on which matter."""

    period = fields.String(
        load_default=DEFAULT.value, validate=validate.OneOf([each.value for each in Period])
    )
    tag = Text(load_default="", validate=validate.Length(max=LONGEST_QUERY))
    lang = fields.String(
        load_default="",
        validate=validate.OneOf(["", *LANGUAGES]),
        metadata={"description": "Only posts in this language count."},
    )
    campaign = Text(
        load_default="",
        validate=validate.Length(max=LONGEST_QUERY),
        metadata={"description": "The standing of this campaign, whatever else is asked for."},
    )


class RowOut(Schema):
    """One place on a board; equal points share a rank."""

    rank = fields.Integer(required=True)
    member = fields.Nested(PersonOut, required=True)
    points = fields.Integer(required=True)


Rows = page_of(RowOut, "Rows")


class Board(Rows):  # type: ignore[misc,valid-type]
    """A board; `own` is the caller's own row where it is not among those shown, null for who takes no part."""

    own = fields.Nested(RowOut, required=True, allow_none=True)


@boards.get("/leaderboards")
@requires(Permission.READ)
@boards.input(BoardAsked, location="query")
@boards.output(Board)
def board(query_data: dict[str, Any]) -> ResponseReturnValue:
    """Who helped most: today, this week, month, quarter or year, or ever; on the site, in a tag, in a language.

    With `campaign`, the standing of that campaign. A board has a hundred rows at most.
    """
    tag = query_data["tag"].strip() or None
    limit, slug = query_data["limit"], query_data["campaign"].strip()
    start, reader = paging.offset(query_data["cursor"], ORDER, MOST), actor_now().member_id
    best = min(start + limit + 1, MOST)  # one more tells whether there is another page
    if slug:
        found = leaderboards.campaign_board(campaign_or_404(slug, actor_now()), best, reader)
    else:
        found = leaderboards.board(
            Period(query_data["period"]), tag, best, viewer_id=reader, lang=query_data["lang"]
        )
    shown, following = paging.page_from(found.rows[start:], limit, ORDER, start, MOST)
    own = found.own or next((row for row in found.rows if row.member.id == reader and row not in shown), None)
    return {
        "items": [_row(row) for row in shown],
        "next": following,
        "own": _row(own) if own is not None else None,
    }


def _row(row: leaderboards.Row) -> dict[str, Any]:
    return {"rank": row.rank, "member": person(row.member), "points": row.points}
