"""Levels, for programs: what each opens and asks for, and how far the one who asks is."""

from typing import Any, Final

from apiflask import Schema
from flask.typing import ResponseReturnValue
from marshmallow import fields

from community.api.blueprint import Resource
from community.kernel.languages import said
from community.kernel.policy import Permission, actor_now, requires
from gamification.levels import queries
from gamification.levels.catalogue import LEVELS, Level
from gamification.levels.rules import Bar, Missing
from gamification.standing.way import Way, standing_row, way_of

levels: Final = Resource("levels", __name__, tag="Levels")


class OpeningOut(Schema):
    """Something that a level opens; `privileges` are the names that permissions have."""

    title = fields.String(required=True)
    privileges = fields.List(fields.String(), required=True)


class BarOut(Schema):
    """What a level asks for: well-rated answers, shares from 0 to 1, days with a post in the last hundred."""

    good_posts = fields.Integer(required=True)
    post_share = fields.Float(required=True)
    care_share = fields.Float(required=True)
    active_days = fields.Integer(required=True)


class LevelOut(Schema):
    """One level. It opens what the levels below it open, too."""

    level = fields.Integer(required=True)
    slug = fields.String(required=True)
    title = fields.String(required=True)
    blurb = fields.String(required=True)
    opens = fields.List(fields.Nested(OpeningOut), required=True)
    asks = fields.Nested(BarOut, required=True)


class PartOut(Schema):
    """One thing that the next level asks for, and what there is of it."""

    measure = fields.String(required=True)
    have = fields.Float(required=True)
    want = fields.Float(required=True)


class MissingOut(Schema):
    """What is still to be done, if all of it goes well."""

    good_posts = fields.Integer(required=True)
    care = fields.Integer(required=True)
    active_days = fields.Integer(required=True)


class OwnOut(Schema):
    """Where the one who asks stands. `lost_at` is when the level ends unless `to_keep` is done before."""

    level = fields.Integer(required=True)
    next = fields.Integer(required=True, allow_none=True)
    progress = fields.Float(required=True)
    parts = fields.List(fields.Nested(PartOut), required=True)
    missing = fields.Nested(MissingOut, required=True, allow_none=True)
    lost_at = fields.DateTime(required=True, allow_none=True)
    to_keep = fields.Nested(MissingOut, required=True, allow_none=True)


class LevelsOut(Schema):
    """All levels, the lowest first; `own` is null without a token."""

    items = fields.List(fields.Nested(LevelOut), required=True)
    next = fields.String(required=True, allow_none=True)
    own = fields.Nested(OwnOut, required=True, allow_none=True)


@levels.get("/levels")
@requires(Permission.READ)
@levels.output(LevelsOut)
def level_list() -> ResponseReturnValue:
    """What each level opens and asks for on this site, and the own way to the next one."""
    member_id, bars = actor_now().member_id, queries.bars()
    way = way_of(member_id, standing_row(member_id)) if member_id is not None else None
    return {
        "items": [_level(each, bars[each.number]) for each in LEVELS],
        "next": None,
        "own": _own(way) if way else None,
    }


def _level(level: Level, bar: Bar) -> dict[str, Any]:
    return {
        "level": level.number,
        "slug": level.slug,
        "title": said(level.title),
        "blurb": said(level.blurb),
        "opens": [{"title": said(each.words), "privileges": list(each.privileges)} for each in level.opens],
        "asks": {
            "good_posts": bar.good_posts,
            "post_share": bar.post_share,
            "care_share": bar.care_share,
            "active_days": bar.active_days,
        },
    }


def _own(way: Way) -> dict[str, Any]:
    return {
        "level": way.level.number,
        "next": way.next.number if way.next else None,
        "progress": way.share,
        "parts": [{"measure": str(each.measure), "have": each.have, "want": each.want} for each in way.parts],
        "missing": _missing(way.missing),
        "lost_at": way.ends,
        "to_keep": _missing(way.to_keep),
    }


def _missing(missing: Missing | None) -> dict[str, int] | None:
    if missing is None:
        return None
    return {"good_posts": missing.good_posts, "care": missing.care, "active_days": missing.active_days}
