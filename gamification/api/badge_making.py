"""Making badges of this site, for programs of admins: drafts, rehearsals, going live, retiring."""

from typing import Any, Final

from apiflask import Schema
from flask import url_for
from flask.typing import ResponseReturnValue
from marshmallow import fields, validate

from community.api.blueprint import Resource
from community.api.deeds import once
from community.api.people import person
from community.api.shapes import LONGEST_QUERY, Given, PersonOut, Text, Whole
from community.kernel.policy import Permission, actor_now, requires
from community.kernel.unit_of_work import unit_of_work
from gamification.badges import making, rehearsals
from gamification.badges.models import CustomBadge, CustomState
from gamification.badges.rehearsals import proposed
from gamification.badges.typed import MOST, MOST_DAYS, MOST_RATINGS

badge_making: Final = Resource("badge_making", __name__, tag="Making badges")

SHORT: Final = validate.Length(max=LONGEST_QUERY)


class BadgeRuleIn(Given):
    """A badge; what is left out of a change stays. The service says what does not fit together.

    `window` is empty for all time, else such as 30d, month, year, 2026 or 2026-05.
    """

    title = Text(validate=SHORT)
    title_zh = Text(validate=SHORT)
    blurb = Text(validate=SHORT)
    blurb_zh = Text(validate=SHORT)
    tier = Text(validate=SHORT)
    family = Text(validate=SHORT)
    glyph = Text(validate=SHORT)
    metric = Text(validate=SHORT)
    threshold = Whole(0, MOST)
    window = Text(validate=SHORT)
    tag = Text(validate=SHORT)
    lang = Text(validate=SHORT)
    gate_mean = fields.Float(allow_none=True)
    gate_ratings = Whole(0, MOST_RATINGS, allow_none=True)
    repeatable = fields.Boolean()
    expires_after = Whole(0, MOST_DAYS, allow_none=True)
    revocable = fields.Boolean()
    secret = fields.Boolean()


class NewIn(BadgeRuleIn):
    """A new badge, with the short name that its address has for good."""

    slug = Text(required=True, validate=SHORT)


class CustomOut(Schema):
    """A badge made on this site, as it will be once it is live; `changed` tells whether something waits for that."""

    slug = fields.String(required=True)
    state = fields.String(required=True, validate=validate.OneOf([each.value for each in CustomState]))
    changed = fields.Boolean(required=True)
    title = fields.String(required=True)
    title_zh = fields.String(required=True)
    blurb = fields.String(required=True)
    blurb_zh = fields.String(required=True)
    tier = fields.String(required=True)
    family = fields.String(required=True)
    glyph = fields.String(required=True)
    metric = fields.String(required=True)
    threshold = fields.Integer(required=True)
    window = fields.String(required=True)
    tag = fields.String(required=True)
    lang = fields.String(required=True)
    gate_mean = fields.Float(required=True, allow_none=True)
    gate_ratings = fields.Integer(required=True, allow_none=True)
    repeatable = fields.Boolean(required=True)
    expires_after = fields.Integer(required=True, allow_none=True)
    revocable = fields.Boolean(required=True)
    secret = fields.Boolean(required=True)
    given = fields.Integer(required=True)
    to_give = fields.Integer(required=True)
    url = fields.String(required=True)


class WinnerOut(Schema):
    """Somebody who would get the badge, how often, and since when."""

    member = fields.Nested(PersonOut, required=True)
    times = fields.Integer(required=True)
    at = fields.DateTime(required=True)


class SpreadOut(Schema):
    """How many would have earned it in a month, or a year."""

    period = fields.String(required=True)
    members = fields.Integer(required=True)


class BadgeRehearsalOut(Schema):
    """What going live would do now. `winners` are the newest hundred."""

    members = fields.Integer(required=True)
    awards = fields.Integer(required=True)
    losing = fields.Integer(required=True)
    spread = fields.List(fields.Nested(SpreadOut), required=True)
    winners = fields.List(fields.Nested(WinnerOut), required=True)


@badge_making.post("/badges")
@requires(Permission.MANAGE_BADGES)
@once
@badge_making.input(NewIn)
@badge_making.output(CustomOut, 201)
def make_badge(json_data: dict[str, Any]) -> ResponseReturnValue:
    """Draft a badge; it is given to nobody until it goes live."""
    return _out(making.make(json_data, by=actor_now()))


@badge_making.patch("/badges/<slug>")
@requires(Permission.MANAGE_BADGES)
@badge_making.input(BadgeRuleIn)
@badge_making.output(CustomOut)
def change_badge(slug: str, json_data: dict[str, Any]) -> ResponseReturnValue:
    """Change a badge made here; one that is live keeps its rule until it goes live again."""
    with unit_of_work():
        badge = making.custom_or_404(slug)
        making.change(badge, {**proposed(badge), **json_data}, by=actor_now())
        return _out(badge)


@badge_making.get("/badges/<slug>/rehearsal")
@requires(Permission.MANAGE_BADGES)
@badge_making.output(BadgeRehearsalOut)
def rehearse_badge(slug: str) -> ResponseReturnValue:
    """Who would get the badge if it went live now. Changes nothing."""
    found = rehearsals.of_custom(making.custom_or_404(slug))
    return {
        "members": found.members,
        "awards": found.awards,
        "losing": found.losing,
        "spread": [{"period": period, "members": count} for period, count in found.spread],
        "winners": [
            {"member": person(each.member), "times": each.times, "at": each.at} for each in found.winners
        ],
    }


@badge_making.post("/badges/<slug>/live")
@requires(Permission.MANAGE_BADGES)
@once
@badge_making.output(CustomOut)
def make_live(slug: str) -> ResponseReturnValue:
    """Give the badge from now on, and quietly to everyone whose past has earned it."""
    badge = making.custom_or_404(slug)
    making.go_live(badge, by=actor_now())
    return _out(badge)


@badge_making.post("/badges/<slug>/retire")
@requires(Permission.MANAGE_BADGES)
@once
@badge_making.output(CustomOut)
def retire_badge(slug: str) -> ResponseReturnValue:
    """Give it to nobody any more; who has it keeps it."""
    badge = making.custom_or_404(slug)
    making.retire(badge, by=actor_now())
    return _out(badge)


def _out(badge: CustomBadge) -> dict[str, Any]:
    return {
        **{name: value for name, value in proposed(badge).items() if name in CustomOut().fields},
        "changed": bool(badge.changes),
        "url": url_for("badges.show", slug=badge.slug, _external=True),
    }
