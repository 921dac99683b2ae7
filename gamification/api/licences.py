"""Licences of customer reps, for programs: one's own, applying, and deciding."""

from typing import Any, Final

from apiflask import Schema
from flask.typing import ResponseReturnValue
from marshmallow import fields, validate

from community.api.blueprint import Resource
from community.api.deeds import once
from community.api.people import person, person_or_none
from community.api.shapes import Asked, Given, PersonOut, Text, Whole, page_of
from community.kernel.languages import LANGUAGES
from community.kernel.policy import Permission, actor_now, ensure, requires
from community.kernel.unit_of_work import unit_of_work
from community.reading.profiles import member_or_404
from gamification.licences import queries, rules, services
from gamification.licences.queries import Seen
from gamification.licences.rules import Act, State

licences: Final = Resource("licences", __name__, tag="Licences")
LONGEST_NAME: Final = 100


class LicencesAsked(Asked):
    """Whose: nobody named means one's own; those of others are for staff."""

    member = Text(load_default="", validate=validate.Length(max=LONGEST_NAME))


class ApplicationIn(Given):
    """For which tag and language, and why."""

    tag = Text(required=True, validate=validate.Length(1, LONGEST_NAME))
    lang = Text(required=True, validate=validate.OneOf(list(LANGUAGES)))
    words = Text(required=True, validate=validate.Length(rules.WORDS_SHORTEST, rules.WORDS_LONGEST))


class LicenceDecisionIn(Given):
    """What is decided, and why. `number` is the move it rests on: where there was another since, it is refused."""

    decision = Text(required=True, validate=validate.OneOf([each.value for each in rules.DECISIONS]))
    reason = Text(required=True, validate=validate.Length(rules.REASON_SHORTEST, rules.REASON_LONGEST))
    number = Whole(1, load_default=None, allow_none=True)


class LicenceOut(Schema):
    """A licence: where it stands, what staff said last, and at which share of drafts a person looks.

    `drafts_looked_at` is null where none may be written; `number` counts the moves that it made.
    """

    id = fields.Integer(required=True)
    member = fields.Nested(PersonOut, required=True)
    tag = fields.String(required=True)
    lang = fields.String(required=True, validate=validate.OneOf(list(LANGUAGES)))
    state = fields.String(required=True, validate=validate.OneOf([each.value for each in State]))
    words = fields.String(required=True)
    applied_at = fields.DateTime(required=True)
    decided_at = fields.DateTime(required=True, allow_none=True)
    decided_by = fields.Nested(PersonOut, required=True, allow_none=True)
    reason = fields.String(required=True)
    drafts_looked_at = fields.Float(required=True, allow_none=True)
    number = fields.Integer(required=True)


@licences.get("/licences")
@requires(Permission.HAVE_ACCOUNT)
@licences.input(LicencesAsked, location="query")
@licences.output(page_of(LicenceOut, "Licences"))
def index(query_data: dict[str, Any]) -> ResponseReturnValue:
    """Everything that the member holds, wants or wanted, in the order of applying."""
    member_id = actor_now().id
    if query_data["member"] and query_data["member"] != actor_now().name:
        ensure(actor_now(), Permission.DECIDE_LICENCES)
        member_id = member_or_404(query_data["member"]).id
    return {"items": [_told(each) for each in queries.of_member(member_id)], "next": None}


@licences.post("/licences")
@requires(Permission.ANSWER)
@once
@licences.input(ApplicationIn)
@licences.output(LicenceOut, 201)
def apply(json_data: dict[str, Any]) -> ResponseReturnValue:
    """Apply for a topic in a language."""
    with unit_of_work():
        made = services.apply(json_data["tag"], json_data["lang"], json_data["words"], by=actor_now())
        return _told(queries.seen_or_404(made.id))


@licences.post("/licences/<int:licence_id>/decision")
@requires(Permission.DECIDE_LICENCES)
@once
@licences.input(LicenceDecisionIn)
@licences.output(LicenceOut)
def decide(licence_id: int, json_data: dict[str, Any]) -> ResponseReturnValue:
    """Approve or refuse an application; promote, suspend or resume who holds a licence."""
    with unit_of_work():
        services.decide(
            licence_id,
            Act(json_data["decision"]),
            by=actor_now(),
            reason=json_data["reason"],
            number=json_data["number"],
        )
        return _told(queries.seen_or_404(licence_id))


def _told(seen: Seen) -> dict[str, Any]:
    names = ("id", "lang", "state", "words", "applied_at", "decided_at", "reason")
    return {name: getattr(seen.licence, name) for name in names} | {
        "member": person(seen.member),
        "tag": seen.tag,
        "decided_by": person_or_none(seen.decided_by),
        "drafts_looked_at": queries.looked_at(seen.state),
        "number": seen.licence.move_count,
    }
