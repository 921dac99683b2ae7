"""Badges, for programs: all of them, and who has one."""

from typing import Any, Final

from apiflask import Schema
from flask import url_for
from flask.typing import ResponseReturnValue
from marshmallow import fields, validate

from community.api import paging
from community.api.blueprint import Resource
from community.api.people import person
from community.api.shapes import LONGEST_QUERY, Paged, PersonOut, Text, page_of
from community.kernel.languages import said
from community.kernel.policy import Permission, actor_now, requires
from gamification.badges import gallery, queries
from gamification.badges.gallery import Shown
from gamification.badges.rules import Badge, Family, Tier

badges: Final = Resource("badges", __name__, tag="Badges")

FARTHEST: Final = 1_000_000
ORDER: Final = "holders"
LISTED: Final = "badges"


class GateOut(Schema):
    """The stars that the answers must have on average, over so many ratings."""

    mean = fields.Float(required=True)
    ratings = fields.Integer(required=True)


class ProgressOut(Schema):
    """How far the member who asks is."""

    now = fields.Integer(required=True)
    needed = fields.Integer(required=True)


class BadgeOut(Schema):
    """A badge and its rule. `one_in` is its rarity: one in so many members, null while nobody has it.

    `window` is null for all time, else 30d, month, year, 2026 or 2026-05. `progress` is null for who holds
    it, and for nobody; `until` is when the badge of the member who asks lapses, or has lapsed.
    """

    slug = fields.String(required=True)
    title = fields.String(required=True)
    blurb = fields.String(required=True)
    tier = fields.String(required=True, validate=validate.OneOf([each.value for each in Tier]))
    family = fields.String(required=True, validate=validate.OneOf([each.value for each in Family]))
    metric = fields.String(required=True)
    threshold = fields.Integer(required=True)
    window = fields.String(required=True, allow_none=True)
    tag = fields.String(required=True, allow_none=True)
    lang = fields.String(required=True, allow_none=True)
    gate = fields.Nested(GateOut, required=True, allow_none=True)
    repeatable = fields.Boolean(required=True)
    expires_after = fields.Integer(required=True, allow_none=True)
    revocable = fields.Boolean(required=True)
    secret = fields.Boolean(required=True)
    holders = fields.Integer(required=True)
    one_in = fields.Integer(required=True, allow_none=True)
    held = fields.Boolean(required=True)
    times = fields.Integer(required=True)
    until = fields.DateTime(required=True, allow_none=True)
    progress = fields.Nested(ProgressOut, required=True, allow_none=True)
    url = fields.String(required=True)
    picture = fields.String(required=True)


class HolderOut(Schema):
    """Somebody who has a badge, how often, and since when."""

    member = fields.Nested(PersonOut, required=True)
    times = fields.Integer(required=True)
    awarded_at = fields.DateTime(required=True)


Badges = page_of(BadgeOut, "Badges")
Holders = page_of(HolderOut, "Holders")


class OneBadgeOut(BadgeOut):
    """A badge with those who have it, newest first: `holders_page` turns by its cursor."""

    holders_page = fields.Nested(Holders, required=True)


class BadgesAsked(Paged):
    """Which badges."""

    family = Text(load_default="", validate=validate.Length(max=LONGEST_QUERY))


@badges.get("/badges")
@requires(Permission.READ)
@badges.input(BadgesAsked, location="query")
@badges.output(Badges)
def gallery_of_badges(query_data: dict[str, Any]) -> ResponseReturnValue:
    """Every badge, by family; secret ones only for those who have them. `family` asks for one family."""
    wanted, limit = query_data["family"], query_data["limit"]
    start = paging.offset(query_data["cursor"], LISTED, FARTHEST)
    if wanted and wanted not in set(Family):
        return {"items": [], "next": None}
    shown = gallery.gallery(actor_now().member_id, family=Family(wanted) if wanted else None)
    every = [each for some in shown.families.values() for each in some]
    rows, following = paging.page_from(every[start : start + limit + 1], limit, LISTED, start, FARTHEST)
    return {"items": [_shown(each) for each in rows], "next": following}


@badges.get("/badges/<slug>")
@requires(Permission.READ)
@badges.input(Paged, location="query")
@badges.output(OneBadgeOut)
def badge_with_holders(slug: str, query_data: dict[str, Any]) -> ResponseReturnValue:
    """One badge, and who has it."""
    badge = queries.badge_or_404(slug, actor_now().member_id)
    limit, cursor = query_data["limit"], query_data["cursor"]
    last = None if cursor is None else paging.moment_and_id(cursor, ORDER)
    rows, following = paging.page(
        queries.holders_after(badge, last, limit + 1),
        limit,
        lambda row: paging.cursor_at(row.awarded_at, row.member.id, order=ORDER),
    )
    items = [{"member": person(row.member), "times": row.times, "awarded_at": row.awarded_at} for row in rows]
    shown = gallery.shown_to(actor_now().member_id, badge)
    return {**_shown(shown), "holders_page": {"items": items, "next": following}}


def _shown(shown: Shown) -> dict[str, Any]:
    badge = shown.badge
    return {
        **_rule(badge),
        "holders": shown.holders,
        "one_in": shown.one_in,
        "held": shown.held,
        "times": shown.times,
        "until": shown.until,
        "progress": dict(zip(("now", "needed"), shown.progress, strict=True)) if shown.progress else None,
        "url": url_for("badges.show", slug=badge.slug, _external=True),
        "picture": url_for("badge_pictures.picture", slug=badge.slug, _external=True),
    }


def _rule(badge: Badge) -> dict[str, Any]:
    return {
        "slug": badge.slug,
        "title": said(badge.title),
        "blurb": said(badge.blurb),
        "tier": badge.tier.value,
        "family": badge.family.value,
        "metric": badge.metric.value,
        "threshold": badge.threshold,
        "window": str(badge.window) if badge.window else None,
        "tag": badge.scope.tag or None,
        "lang": badge.scope.lang or None,
        "gate": {"mean": badge.gate.mean, "ratings": badge.gate.ratings} if badge.gate else None,
        "repeatable": badge.repeatable,
        "expires_after": badge.expires_after,
        "revocable": badge.revocable,
        "secret": badge.secret,
    }
