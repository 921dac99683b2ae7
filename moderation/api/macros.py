"""Macros for programs: which there are, what one will do to a case, and doing it."""

from typing import Any, Final

from apiflask import Schema
from flask.typing import ResponseReturnValue
from marshmallow import fields

from community.api.blueprint import Resource
from community.api.deeds import once
from community.api.shapes import Complete, Given, Text
from community.kernel.db import db
from community.kernel.languages import said
from community.kernel.policy import Permission, actor_now, requires
from community.kernel.unit_of_work import unit_of_work
from moderation.api import case_shapes
from moderation.api.cases import writing
from moderation.escalation import queries as cases
from moderation.macros import queries, rehearsing, services

bp: Final = Resource("macros", __name__, tag="Cases")


class MacroStepOut(Schema):
    """One deed of a macro with what it needs."""

    deed = fields.String(required=True)
    params = fields.Dict(keys=fields.String(), values=fields.String(), required=True)


class MacroOut(Schema):
    """Several deeds under one name."""

    slug = fields.String(required=True)
    title = fields.String(required=True)
    steps = fields.List(fields.Nested(MacroStepOut), required=True)
    used_count = fields.Integer(required=True)


class MacrosOut(Complete):
    """All of them."""

    items = fields.List(fields.Nested(MacroOut), required=True)


class WillDoOut(Schema):
    """What a macro will do to a case, a sentence a step; `refused` says why it cannot, or is null.

    `seen` stands for all of it and for the words of the case: sent with the call that does it, nothing is done where
    either has changed.
    """

    seen = fields.String(required=True)
    will = fields.List(fields.String(), required=True)
    refused = fields.String(required=True, allow_none=True)


class Doing(Given):
    """What the preview told as `seen`; without it nothing is compared."""

    seen = Text(load_default="")


@bp.get("/macros")
@requires(Permission.WORK_CASES)
@bp.output(MacrosOut)
def index() -> ResponseReturnValue:
    """Every macro, by title."""
    return {
        "items": [
            {
                "slug": each.slug,
                "title": each.title,
                "steps": [step.record for step in each.deeds],
                "used_count": each.used_count,
            }
            for each in queries.macros()
        ]
    }


@bp.get("/cases/<int:case_id>/macros/<slug>")
@requires(Permission.WORK_CASES)
@bp.output(WillDoOut)
def preview(case_id: int, slug: str) -> ResponseReturnValue:
    """What a macro will do to this case; nothing is done."""
    refused = rehearsing.refusal(case_id, slug, by=writing(actor_now()))
    macro, case = queries.of_slug(slug), cases.shown_case(case_id)
    steps = queries.prepared(macro, case, actor_now())
    return {
        "seen": rehearsing.seen(macro, case, steps),
        "will": [said(each.tells, each.params) for each in steps],
        "refused": said(refused.message, refused.params) if refused else None,
    }


@bp.post("/cases/<int:case_id>/macros/<slug>")
@requires(Permission.WORK_CASES)
@once
@bp.input(Doing)
@bp.output(case_shapes.CaseOut)
def run(case_id: int, slug: str, json_data: dict[str, Any]) -> ResponseReturnValue:
    """Do every step of a macro, or none."""
    with unit_of_work():
        rehearsing.ensure_seen(case_id, slug, json_data["seen"], by=actor_now())
        services.run(case_id, slug, by=writing(actor_now()))
        db.session.flush()
        db.session.expire_all()
        return _whole(case_id)


def _whole(case_id: int) -> dict[str, Any]:
    return case_shapes.whole(case_id)
