"""The gate: its checks, their settings and figures, and the rehearsal of a change."""

from typing import Any, Final

from apiflask import Schema
from flask.typing import ResponseReturnValue
from marshmallow import fields, validate

from community.api.blueprint import Resource
from community.api.deeds import asked
from community.api.post_shapes import url_of
from community.api.shapes import Complete, FindingOut, Given, Text, Whole
from community.kernel.findings import told
from community.kernel.languages import said
from community.kernel.policy import Permission, actor_now, requires
from community.kernel.thresholds import whole
from community.kernel.unit_of_work import unit_of_work
from community.kernel.web import before_each
from moderation.quality import figures, in_force, setting
from moderation.quality.bounds import KINDS, ORDER
from moderation.quality.catalogue import CHECKS
from moderation.quality.check import Check
from moderation.quality.rehearsal import SHOWN, Change, Rehearsal, rehearse

bp: Final = Resource("gate", __name__, tag="Gate")
before_each(bp, in_force.forget)  # another process may have just set one
VERDICTS: Final = [str(verdict) for verdict in ORDER]


class BoundsIO(Given):
    """Scores from which the check tells the author, asks for a look, holds, sends back; null: never."""

    tell = fields.Float(allow_none=True)
    review = fields.Float(allow_none=True)
    hold = fields.Float(allow_none=True)
    refuse = fields.Float(allow_none=True)


class SettingIn(Given):
    """What is left out stays as it is."""

    on = fields.Boolean()
    bounds = fields.Nested(BoundsIO, allow_none=True)
    strongest = Text(validate=validate.OneOf(VERDICTS))
    strongest_known = Text(validate=validate.OneOf(VERDICTS))
    exempt_level = Whole(1, 4, allow_none=True)
    kinds = fields.List(Text(validate=validate.OneOf(KINDS)))


class SettingOut(Schema):
    """How a check works now."""

    on = fields.Boolean(required=True)
    bounds = fields.Nested(BoundsIO, required=True, allow_none=True)
    strongest = fields.String(required=True)
    strongest_known = fields.String(required=True)
    exempt_level = fields.Integer(required=True, allow_none=True)
    kinds = fields.List(fields.String(), required=True)


class FiguresOut(Schema):
    """Posts with its finding in 7 and 30 days; of those of 30 days how many held, decided, and found right."""

    week = fields.Integer(required=True)
    month = fields.Integer(required=True)
    held = fields.Integer(required=True)
    decided = fields.Integer(required=True)
    agreed = fields.Integer(required=True)
    precision = fields.Float(required=True, allow_none=True)


class CheckOut(Schema):
    """One check of the gate."""

    slug = fields.String(required=True)
    group = fields.String(required=True)
    unit = fields.String(required=True)
    title = fields.String(required=True)
    about = fields.String(required=True)
    example = fields.String(required=True)
    setting = fields.Nested(SettingOut, required=True)
    figures = fields.Nested(FiguresOut, required=True)


class ChecksOut(Complete):
    """All of them."""

    items = fields.List(fields.Nested(CheckOut), required=True)


class ChangeOut(Schema):
    """A post that would have gone another way."""

    post_id = fields.Integer(required=True)
    url = fields.String(required=True)
    before = fields.String(required=True)
    after = fields.String(required=True)
    outcome = fields.String(required=True)
    finding = fields.Nested(FindingOut, required=True, allow_none=True)


class RehearsalOut(Schema):
    """What was looked at, posts by verdict before and after, and the newest that differ."""

    looked = fields.Integer(required=True)
    total = fields.Integer(required=True)
    before = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    after = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    outcomes = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    changes = fields.List(fields.Nested(ChangeOut), required=True)


@bp.get("/gate/checks")
@requires(Permission.SET_GATE)
@bp.output(ChecksOut)
def index() -> ResponseReturnValue:
    """Every check with its setting and its figures."""
    counted = figures.figures()
    return {"items": [_check(check, counted) for check in CHECKS]}


@bp.get("/gate/checks/<slug>")
@requires(Permission.SET_GATE)
@bp.output(CheckOut)
def show(slug: str) -> ResponseReturnValue:
    """One check with its setting and its figures."""
    return _check(setting.check_or_404(slug), figures.figures())


@bp.put("/gate/checks/<slug>")
@requires(Permission.SET_GATE)
@bp.input(SettingIn)
@bp.output(CheckOut)
def put(slug: str, json_data: dict[str, Any]) -> ResponseReturnValue:
    """Put a setting into force; what is left out stays as it is."""
    with unit_of_work():
        check = setting.check_to_change(slug)
        setting.put_into_force(check, setting.proposed(check, json_data), by=actor_now())
    return _check(check, figures.figures())


@bp.post("/gate/checks/<slug>/rehearsal")
@requires(Permission.SET_GATE)
@asked
@bp.input(SettingIn)
@bp.output(RehearsalOut)
def rehearsal(slug: str, json_data: dict[str, Any]) -> ResponseReturnValue:
    """What a setting would have done to the posts of the last seven days; changes nothing."""
    check = setting.check_or_404(slug)
    current = in_force.settings()
    return _rehearsed(rehearse(current, {**current, slug: setting.proposed(check, json_data)}))


def _check(check: Check, counted: dict[str, figures.Figures]) -> dict[str, Any]:
    numbers = {"most": whole("newcomer_links"), "first": whole("newcomer_posts")}
    return {
        "slug": check.slug,
        "group": check.group,
        "unit": check.unit,
        "title": said(check.title),
        "about": said(check.about, numbers),
        "example": said(check.example),
        "setting": in_force.settings()[check.slug].plain(),
        "figures": counted.get(check.slug, figures.Figures()),
    }


def _rehearsed(found: Rehearsal) -> dict[str, Any]:
    return {
        "looked": found.looked,
        "total": found.total,
        "before": {str(verdict): found.before[verdict] for verdict in ORDER},
        "after": {str(verdict): found.after[verdict] for verdict in ORDER},
        "outcomes": dict(found.outcomes),
        "changes": [_change(change) for change in found.changes[:SHOWN]],
    }


def _change(change: Change) -> dict[str, Any]:
    return {
        "post_id": change.post.id,
        "url": url_of(change.post),
        "before": str(change.before),
        "after": str(change.after),
        "outcome": change.outcome,
        "finding": told([change.finding])[0] if change.finding is not None else None,
    }
