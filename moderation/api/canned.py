"""Canned responses for programs: found and filled in for a case, and kept."""

from typing import Any, Final

from apiflask import Schema
from flask.typing import ResponseReturnValue
from marshmallow import fields, validate

from community.api.blueprint import Resource
from community.api.deeds import once
from community.api.shapes import LONGEST_QUERY, Asked, Complete, Given, Text
from community.kernel.addresses import LARGEST_ID
from community.kernel.languages import LANGUAGES
from community.kernel.policy import Permission, actor_now, requires
from community.kernel.unit_of_work import unit_of_work
from moderation.canned import queries, services
from moderation.canned.catalogue import CHANNELS
from moderation.canned.services import Kept
from moderation.escalation import queries as cases

bp: Final = Resource("canned", __name__, tag="Cases")


class Wanted(Asked):
    """What to look for, and the case for which variables are filled in; without one, with examples."""

    q = fields.String(load_default="", validate=validate.Length(0, LONGEST_QUERY))
    case = fields.Integer(load_default=None, validate=validate.Range(1, LARGEST_ID))


class ReadyOut(Schema):
    """A response filled in; `empty` names variables of which nothing is known."""

    id = fields.Integer(required=True)
    title = fields.String(required=True)
    shortcut = fields.String(required=True)
    category = fields.String(required=True)
    lang = fields.String(required=True)
    body = fields.String(required=True)
    empty = fields.List(fields.String(), required=True)


class ReadiesOut(Complete):
    """The best matches first."""

    items = fields.List(fields.Nested(ReadyOut), required=True)


class NewResponse(Given):
    """A response to keep; one with the same slug and language is replaced."""

    title = Text(required=True, validate=validate.Length(1, services.LONGEST_TITLE))
    body = Text(required=True, validate=validate.Length(1))
    lang = fields.String(required=True, validate=validate.OneOf(sorted(LANGUAGES)))
    slug = Text(load_default="", validate=validate.Length(0, 100))
    category = Text(load_default="", validate=validate.Length(0, services.LONGEST_CATEGORY))
    shortcut = Text(load_default="", validate=validate.Length(0, 20))
    channel = fields.String(load_default="", validate=validate.OneOf([each.slug for each in CHANNELS]))
    admins_only = fields.Boolean(load_default=False)


class KeptOut(Schema):
    """Under which slug it is kept."""

    slug = fields.String(required=True)


@bp.get("/canned")
@requires(Permission.WORK_CASES)
@bp.input(Wanted, location="query")
@bp.output(ReadiesOut)
def index(query_data: dict[str, Any]) -> ResponseReturnValue:
    """Canned responses that hold what is looked for, filled in for a case."""
    case = cases.case_or_404(query_data["case"]) if query_data["case"] is not None else None
    return {"items": queries.ready(query_data["q"], case, actor_now())}


@bp.post("/canned")
@requires(Permission.WORK_CASES)
@once
@bp.input(NewResponse)
@bp.output(KeptOut, 201)
def keep(json_data: dict[str, Any]) -> ResponseReturnValue:
    """Keep a response."""
    with unit_of_work():
        return {"slug": services.keep(Kept(**json_data), by=actor_now())}
