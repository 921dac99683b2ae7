"""Appeals: one's own, and for those who decide what waits for another pair of eyes."""

from typing import Any, Final

from apiflask import Schema
from flask import url_for
from flask.typing import ResponseReturnValue
from marshmallow import fields, validate

from community.api import paging
from community.api.blueprint import Resource
from community.api.deeds import once
from community.api.people import person, person_or_none
from community.api.shapes import Given, Paged, PersonOut, Text, Whole, page_of
from community.kernel.pagination import decode_cursor, encode_cursor
from community.kernel.policy import Permission, actor_now, may, requires
from community.kernel.unit_of_work import unit_of_work
from moderation.api.sanctions import SanctionOut, told
from moderation.appeals import deciding, queries, services
from moderation.appeals.models import Appeal, AppealMessage
from moderation.appeals.rules import LONGEST_REASON, AppealState, Outcome
from moderation.sanctions.rules import LONGEST_DAYS

bp: Final = Resource("appeals", __name__, tag="Appeals")
ORDER: Final = "appeals"
LONGEST_SENT: Final = 10_000  # how much is too much is said in characters as people count


class MessageOut(Schema):
    """A question of whoever decides, or an answer of the appellant."""

    by_member = fields.Boolean(required=True)
    words = fields.String(required=True)
    at = fields.DateTime(required=True)


class AppealOut(Schema):
    """An appeal. Its clock stands still while `waiting_since` is set; `reason` is that of the decision."""

    id = fields.Integer(required=True)
    url = fields.String(required=True)
    member = fields.Nested(PersonOut, required=True)
    state = fields.String(required=True, validate=validate.OneOf([each.value for each in AppealState]))
    words = fields.String(required=True)
    opened_at = fields.DateTime(required=True)
    due_at = fields.DateTime(required=True)
    waiting_since = fields.DateTime(required=True, allow_none=True)
    decided_at = fields.DateTime(required=True, allow_none=True)
    decided_by = fields.Nested(PersonOut, required=True, allow_none=True)
    reason = fields.String(required=True)
    messages = fields.List(fields.Nested(MessageOut), required=True)
    sanction = fields.Nested(SanctionOut, required=True)


class WordsIn(Given):
    """What is said."""

    words = Text(required=True, validate=validate.Length(1, LONGEST_SENT))


class AppealRulingIn(Given):
    """What is decided, and why; a part needs `days`, how long the sanction lasts in all."""

    decision = Text(required=True, validate=validate.OneOf([each.value for each in Outcome]))
    reason = Text(required=True, validate=validate.Length(1, LONGEST_REASON))
    days = Whole(1, LONGEST_DAYS, load_default=None, allow_none=True)


@bp.get("/appeals")
@requires(Permission.HAVE_ACCOUNT)
@bp.input(Paged, location="query")
@bp.output(page_of(AppealOut, "Appeals"))
def index(query_data: dict[str, Any]) -> ResponseReturnValue:
    """One's own appeals, and those on which one may decide; newest first."""
    before = None
    if query_data["cursor"] is not None:
        order, before = decode_cursor(query_data["cursor"], 2)
        if order != ORDER:
            paging.refuse()
        before = paging.whole(before)
    found = queries.listed(actor_now(), before, query_data["limit"] + 1)
    shown, following = paging.page(found, query_data["limit"], lambda last: encode_cursor(ORDER, last.id))
    return {"items": [_told(each) for each in shown], "next": following}


@bp.get("/appeals/<int:appeal_id>")
@requires(Permission.HAVE_ACCOUNT)
@bp.output(AppealOut)
def show(appeal_id: int) -> ResponseReturnValue:
    """One appeal, with what was said and the sanction."""
    return _told(queries.visible_or_404(appeal_id, actor_now()))


@bp.post("/sanctions/<int:sanction_id>/appeal")
@requires(Permission.APPEAL)
@once
@bp.input(WordsIn)
@bp.output(AppealOut, 201)
def appeal(sanction_id: int, json_data: dict[str, Any]) -> ResponseReturnValue:
    """Appeal against a sanction of one's own, once."""
    with unit_of_work():
        return _told(services.appeal(sanction_id, json_data["words"], by=actor_now()))


@bp.post("/appeals/<int:appeal_id>/claim")
@requires(Permission.DECIDE_APPEALS)
@once
@bp.output(AppealOut)
def claim(appeal_id: int) -> ResponseReturnValue:
    """Take an appeal for a while, to decide on it."""
    with unit_of_work():
        services.take(appeal_id, by=actor_now())
        return _told(queries.visible_or_404(appeal_id, actor_now()))


@bp.post("/appeals/<int:appeal_id>/questions")
@requires(Permission.DECIDE_APPEALS)
@once
@bp.input(WordsIn)
@bp.output(AppealOut)
def ask(appeal_id: int, json_data: dict[str, Any]) -> ResponseReturnValue:
    """Ask the appellant something; the clock stands still."""
    queries.visible_or_404(appeal_id, actor_now())
    with unit_of_work():
        services.ask(appeal_id, json_data["words"], by=actor_now())
        return _told(queries.visible_or_404(appeal_id, actor_now()))


@bp.post("/appeals/<int:appeal_id>/answers")
@requires(Permission.APPEAL)
@once
@bp.input(WordsIn)
@bp.output(AppealOut)
def answer(appeal_id: int, json_data: dict[str, Any]) -> ResponseReturnValue:
    """Answer what was asked; the clock goes on."""
    with unit_of_work():
        services.answer(appeal_id, json_data["words"], by=actor_now())
        return _told(queries.visible_or_404(appeal_id, actor_now()))


@bp.post("/appeals/<int:appeal_id>/withdrawal")
@requires(Permission.APPEAL)
@once
@bp.output(AppealOut)
def withdraw(appeal_id: int) -> ResponseReturnValue:
    """Take one's own appeal back."""
    with unit_of_work():
        services.withdraw(appeal_id, by=actor_now())
        return _told(queries.visible_or_404(appeal_id, actor_now()))


@bp.post("/appeals/<int:appeal_id>/decision")
@requires(Permission.DECIDE_APPEALS)
@once
@bp.input(AppealRulingIn)
@bp.output(AppealOut)
def decide(appeal_id: int, json_data: dict[str, Any]) -> ResponseReturnValue:
    """Decide on an appeal that one has claimed; never in a matter that one had a part in."""
    ruling = deciding.Ruling(Outcome(json_data["decision"]), json_data["reason"], json_data["days"])
    with unit_of_work():
        deciding.decide(appeal_id, ruling, by=actor_now())
        return _told(queries.visible_or_404(appeal_id, actor_now()))


def _told(found: Appeal) -> dict[str, Any]:
    inside = may(actor_now(), Permission.DECIDE_APPEALS) and found.member_id != actor_now().member_id
    names = ("id", "state", "words", "opened_at", "due_at", "waiting_since", "decided_at")
    return {name: getattr(found, name) for name in names} | {
        "url": url_for("appeals.show", appeal_id=found.id, _external=True),
        "member": person(found.member),
        "decided_by": person_or_none(found.decided_by) if inside else None,
        "reason": found.answer,
        "messages": [_message(each) for each in queries.messages_of(found.id)],
        "sanction": told(found.sanction),
    }


def _message(each: AppealMessage) -> dict[str, Any]:
    return {name: getattr(each, name) for name in ("by_member", "words", "at")}
