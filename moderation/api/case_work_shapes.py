"""A case among several people, and the staff with their load, as programs see them."""

from typing import Any

from apiflask import Schema
from marshmallow import fields

from community.api.people import person, person_or_none
from community.api.shapes import Complete, PersonOut
from moderation.casework import changes, merging, presence, queries
from moderation.casework.queries import Load
from moderation.escalation.models import Case


class AssignmentOut(Schema):
    """How a case came to whoever has it; `why` holds facts such as {"fact": "speaks", "value": "zh-Hans"}."""

    how = fields.String(required=True)
    at = fields.DateTime(required=True)
    note = fields.String(required=True)
    why = fields.List(fields.Dict(keys=fields.String(), values=fields.String()), required=True)


class HandOverOut(Schema):
    """A hand-over that waits to be taken; `giver` is null for an offer of the site, `receiver` for a team."""

    giver = fields.Nested(PersonOut, required=True, allow_none=True)
    receiver = fields.Nested(PersonOut, required=True, allow_none=True)
    team = fields.String(required=True)
    note = fields.String(required=True)
    return_at = fields.DateTime(required=True)
    seen_at = fields.DateTime(required=True, allow_none=True)


class BriefOut(Schema):
    """What tier 2 was told by a template, and why it was sent back, if it was."""

    template = fields.String(required=True)
    fields_ = fields.Dict(
        keys=fields.String(), values=fields.String(), required=True, attribute="fields", data_key="fields"
    )
    by = fields.Nested(PersonOut, required=True, allow_none=True)
    created_at = fields.DateTime(required=True)
    returned_at = fields.DateTime(required=True, allow_none=True)
    return_reason = fields.String(required=True)


class ViewerOut(Schema):
    """Somebody who has the case before them, or had it lately."""

    name = fields.String(required=True)
    here = fields.Boolean(required=True)
    typing = fields.Boolean(required=True)
    seen_at = fields.DateTime(required=True)


class PresenceOut(Schema):
    """Who else looks at a case; `mark` tells the last message, to be sent back as `seen` with a reply."""

    mark = fields.String(required=True)
    viewers = fields.List(fields.Nested(ViewerOut), required=True)


class LoadOut(Schema):
    """One of the staff: what they carry, could carry, know and speak; `absence` is null while they are there."""

    member = fields.Nested(PersonOut, required=True)
    tiers = fields.List(fields.Integer(), required=True)
    teams = fields.List(fields.String(), required=True)
    skills = fields.List(fields.String(), required=True)
    languages = fields.List(fields.String(), required=True)
    lead = fields.Boolean(required=True)
    open = fields.Integer(required=True)
    waiting = fields.Integer(required=True)
    offered = fields.Integer(required=True)
    capacity = fields.Integer(required=True)
    absence = fields.String(required=True, allow_none=True)
    away_until = fields.DateTime(required=True, allow_none=True)
    last_assigned_at = fields.DateTime(required=True, allow_none=True)


class LoadPage(Complete):
    """The staff with their load, by name; `distribution` is manual, offer or automatic."""

    distribution = fields.String(required=True)
    items = fields.List(fields.Nested(LoadOut), required=True)


def load(found: Load) -> dict[str, Any]:
    """One of the staff."""
    who = found.who
    return {
        "member": person(who.member),
        "tiers": sorted(who.tiers),
        "teams": list(who.teams),
        "skills": list(who.skills),
        "languages": list(who.languages),
        "lead": who.is_lead,
        "open": found.open_count,
        "waiting": found.waiting_count,
        "offered": found.offered_count,
        "capacity": who.capacity,
        "absence": str(who.absence) if who.absence else None,
        "away_until": who.away_until,
        "last_assigned_at": found.last_assigned_at,
    }


def presence_of(case: Case, *, but: int | None) -> dict[str, Any]:
    """Who else looks at a case."""
    return {
        "mark": str(changes.mark_of(case)),
        "viewers": [
            {"name": each.name, "here": each.is_there, "typing": each.is_typing, "seen_at": each.seen_at}
            for each in presence.viewers_of(case.id, but=but)
        ],
    }


def work(case: Case) -> dict[str, Any]:
    """What a case tells of the people round it."""
    last, pending = queries.last_assignment(case.id), queries.pending_of(case.id)
    return {
        "mark": str(changes.mark_of(case)),
        "merged_into": merging.merged_into(case.id),
        "assignment": {
            "how": last.how,
            "at": last.created_at,
            "note": last.note,
            "why": [{"fact": fact, "value": value} for fact, value in last.why],
        }
        if last
        else None,
        "hand_over": {
            "giver": person_or_none(pending.giver),
            "receiver": person_or_none(pending.receiver),
            "team": pending.team,
            "note": pending.note,
            "return_at": pending.return_at,
            "seen_at": pending.seen_at,
        }
        if pending
        else None,
        "briefs": [
            {
                "template": each.template,
                "fields": each.told,
                "by": person_or_none(each.by),
                "created_at": each.created_at,
                "returned_at": each.returned_at,
                "return_reason": each.return_reason,
            }
            for each in queries.briefs_of(case.id)
        ],
    }
