"""The word and pattern lists, for programs."""

from typing import Any, Final

from apiflask import Schema
from flask.typing import ResponseReturnValue
from marshmallow import fields, validate

from community.api.blueprint import Resource
from community.api.deeds import asked, once
from community.api.shapes import Complete, Given, Moment, Text, Whole
from community.kernel.policy import Permission, actor_now, requires
from community.kernel.unit_of_work import unit_of_work
from moderation.lists import queries, rules, services
from moderation.lists.models import ListEntry
from moderation.lists.rules import Draft, ListAction

bp: Final = Resource("lists", __name__, tag="Word lists")
_KINDS: Final = ("question", "answer", "comment")


class ListEntryIn(Given):
    """A word (`*` stands for letters) or a regular expression, what it does, and where it counts."""

    pattern = Text(required=True, validate=validate.Length(1, rules.LONGEST_PATTERN))
    action = Text(required=True, validate=validate.OneOf([str(each) for each in ListAction]))
    is_pattern = fields.Boolean(load_default=False)
    loose = fields.Boolean(load_default=False)
    lang = Text(load_default="", validate=validate.OneOf(["", "en", "zh"]))
    kinds = fields.List(Text(validate=validate.OneOf(_KINDS)), load_default=[])
    newcomers_only = fields.Boolean(load_default=False)
    exempt_level = Whole(1, 4, load_default=None, allow_none=True)
    note = Text(load_default="")
    must_hit = fields.List(Text(), load_default=[], validate=validate.Length(max=rules.MOST_EXAMPLES))
    must_miss = fields.List(Text(), load_default=[], validate=validate.Length(max=rules.MOST_EXAMPLES))
    expires_at = Moment(load_default=None, allow_none=True)


class ListEntryOut(Schema):
    """An entry with how often it was found."""

    id = fields.Integer(required=True)
    pattern = fields.String(required=True)
    action = fields.String(required=True)
    is_pattern = fields.Boolean(required=True)
    loose = fields.Boolean(required=True)
    lang = fields.String(required=True)
    kinds = fields.List(fields.String(), required=True)
    newcomers_only = fields.Boolean(required=True)
    exempt_level = fields.Integer(required=True, allow_none=True)
    note = fields.String(required=True)
    must_hit = fields.List(fields.String(), required=True)
    must_miss = fields.List(fields.String(), required=True)
    active = fields.Boolean(required=True)
    cut_off_at = fields.DateTime(required=True, allow_none=True)
    expires_at = fields.DateTime(required=True, allow_none=True)
    hit_count = fields.Integer(required=True)
    last_hit_at = fields.DateTime(required=True, allow_none=True)


class ListEntriesOut(Complete):
    """All entries, by action and pattern."""

    items = fields.List(fields.Nested(ListEntryOut), required=True)


class ListSample(Given):
    """A text to try the lists on."""

    text = Text(required=True, validate=validate.Length(1, rules.LONGEST_SAMPLE))


class ListHitOut(Schema):
    """Where an entry stands in the text."""

    entry_id = fields.Integer(required=True)
    action = fields.String(required=True)
    start = fields.Integer(required=True)
    end = fields.Integer(required=True)


class ListHitsOut(Schema):
    """What the lists see in a text, whoever wrote it."""

    items = fields.List(fields.Nested(ListHitOut), required=True)


def _draft(given: dict[str, Any]) -> Draft:
    lists = {name: tuple(given[name]) for name in ("kinds", "must_hit", "must_miss")}
    return Draft(**{**given, **lists, "action": ListAction(given["action"])})


def _shown(entry: ListEntry) -> dict[str, Any]:
    return {name: getattr(entry, name) for name in ListEntryOut().fields}


@bp.get("/review/lists")
@requires(Permission.MANAGE_LISTS)
@bp.output(ListEntriesOut)
def entries() -> dict[str, Any]:
    """All entries of the lists."""
    return {"items": [_shown(each) for each in queries.every()]}


@bp.post("/review/lists")
@requires(Permission.MANAGE_LISTS)
@once
@bp.input(ListEntryIn)
@bp.output(ListEntryOut, 201)
def add(json_data: dict[str, Any]) -> dict[str, Any]:
    """Add an entry. Its examples are tried; a slow pattern is refused."""
    with unit_of_work():
        return _shown(services.add(_draft(json_data), by=actor_now()))


@bp.put("/review/lists/<int:entry_id>")
@requires(Permission.MANAGE_LISTS)
@bp.input(ListEntryIn)
@bp.output(ListEntryOut)
def change(entry_id: int, json_data: dict[str, Any]) -> dict[str, Any]:
    """Make an entry something else."""
    with unit_of_work():
        entry = queries.entry_or_404(entry_id, for_update=True)
        services.change(entry, _draft(json_data), by=actor_now())
        return _shown(entry)


@bp.delete("/review/lists/<int:entry_id>")
@requires(Permission.MANAGE_LISTS)
@bp.output({}, 204)
def remove(entry_id: int) -> ResponseReturnValue:
    """Take an entry off the lists."""
    with unit_of_work():
        services.remove(queries.entry_or_404(entry_id, for_update=True), by=actor_now())
    return "", 204


@bp.post("/review/lists/try")
@requires(Permission.MANAGE_LISTS)
@asked
@bp.input(ListSample)
@bp.output(ListHitsOut)
def try_out(json_data: dict[str, Any]) -> dict[str, Any]:
    """What the lists see in a text."""
    hits = queries.found_in(json_data["text"]).hits
    return {
        "items": [
            {"entry_id": hit.entry.id, "action": str(hit.entry.action), "start": hit.start, "end": hit.end}
            for hit in hits
        ]
    }
