"""What looks like abuse of the game, for the programs of moderators."""

from collections.abc import Mapping
from typing import Any, Final

from apiflask import Schema
from flask import url_for
from flask.typing import ResponseReturnValue
from marshmallow import fields, validate

from community.accounts.models import Member
from community.api import paging
from community.api.blueprint import Resource
from community.api.deeds import once
from community.api.people import person_or_none
from community.api.shapes import Given, Paged, PersonOut, Text, page_of
from community.kernel.languages import said
from community.kernel.pagination import decode_cursor, encode_cursor
from community.kernel.policy import Permission, actor_now, requires
from community.kernel.unit_of_work import unit_of_work
from gamification.integrity import queries, services
from gamification.integrity.catalogue import DETECTORS
from gamification.integrity.models import IntegrityFinding
from gamification.integrity.rules import LONGEST_REASON, Decision, Kind, State
from gamification.integrity.sheet import Sheet, sheet_of

findings: Final = Resource("integrity_findings", __name__, tag="Integrity")
ORDER: Final = "findings"


class FindingsAsked(Paged):
    """Which findings; without a filter all of them, the newest first."""

    kind = fields.String(load_default="", validate=validate.OneOf(["", *(each.value for each in Kind)]))
    state = fields.String(
        load_default="", validate=validate.OneOf(["", queries.WAITS, *(each.value for each in State)])
    )


class AbuseOut(Schema):
    """A finding in a list. `seen` and `expected` count one thing: what happened, and what chance would bring."""

    id = fields.Integer(required=True)
    url = fields.String(required=True)
    kind = fields.String(required=True, validate=validate.OneOf([each.value for each in Kind]))
    title = fields.String(required=True)
    severity = fields.String(required=True)
    state = fields.String(required=True, validate=validate.OneOf([each.value for each in State]))
    score = fields.Float(required=True)
    seen = fields.Integer(required=True)
    expected = fields.Float(required=True)
    members = fields.List(fields.Nested(PersonOut), required=True)
    found_at = fields.DateTime(required=True)
    decided_by = fields.Nested(PersonOut, required=True, allow_none=True)
    decided_at = fields.DateTime(required=True, allow_none=True)
    reason = fields.String(required=True)


class TieOut(Schema):
    """How often one rated, or copied, the other."""

    rater = fields.Nested(PersonOut, required=True, allow_none=True)
    author = fields.Nested(PersonOut, required=True, allow_none=True)
    count = fields.Integer(required=True)
    stars = fields.Float(required=True)


class OutcomeOut(Schema):
    """What confirming would change: points at most, of how many members, and ratings withdrawn."""

    points = fields.Integer(required=True)
    members = fields.Integer(required=True)
    ratings = fields.Integer(required=True)


class ActOut(Schema):
    """One line of the journal; null in `by`: the site itself."""

    number = fields.Integer(required=True)
    act = fields.String(required=True)
    by = fields.Nested(PersonOut, required=True, allow_none=True)
    reason = fields.String(required=True)
    at = fields.DateTime(required=True)


class SheetOut(AbuseOut):
    """The evidence sheet."""

    rating_ids = fields.List(fields.Integer(), required=True)
    answer_ids = fields.List(fields.Integer(), required=True)
    ties = fields.List(fields.Nested(TieOut), required=True)
    outcome = fields.Nested(OutcomeOut, required=True)
    journal = fields.List(fields.Nested(ActOut), required=True)


class NewRuling(Given):
    """Confirm, dismiss or undo, with a reason that the members concerned read."""

    decision = Text(required=True, validate=validate.OneOf([each.value for each in Decision]))
    reason = Text(required=True, validate=validate.Length(1, LONGEST_REASON))
    everything = fields.Boolean(
        load_default=False, metadata={"description": "Also withdraw every other rating of the raters."}
    )


Findings = page_of(AbuseOut, "Findings")


@findings.get("/integrity/findings")
@requires(Permission.JUDGE_INTEGRITY)
@findings.input(FindingsAsked, location="query")
@findings.output(Findings)
def index(query_data: dict[str, Any]) -> ResponseReturnValue:
    """What looks like abuse, the newest first."""
    last = None
    if query_data["cursor"] is not None:
        order, last = decode_cursor(query_data["cursor"], 2)
        if order != ORDER:
            paging.refuse()
        last = paging.whole(last)
    found = queries.after(query_data["kind"], query_data["state"], last, query_data["limit"] + 1)
    shown, following = paging.page(found, query_data["limit"], lambda each: encode_cursor(ORDER, each.id))
    people = _people_of(*shown)
    return {"items": [_finding(each, people) for each in shown], "next": following}


@findings.get("/integrity/findings/<int:finding_id>")
@requires(Permission.JUDGE_INTEGRITY)
@findings.output(SheetOut)
def show(finding_id: int) -> ResponseReturnValue:
    """The evidence sheet of a finding."""
    return _sheet(sheet_of(services.finding_or_404(finding_id)))


@findings.post("/integrity/findings/<int:finding_id>/decision")
@requires(Permission.JUDGE_INTEGRITY)
@once
@findings.input(NewRuling)
@findings.output(SheetOut)
def decide(finding_id: int, json_data: dict[str, Any]) -> ResponseReturnValue:
    """Decide about a finding, or undo what was decided."""
    with unit_of_work():
        finding = services.decide(
            finding_id,
            Decision(json_data["decision"]),
            by=actor_now(),
            reason=json_data["reason"],
            everything=json_data["everything"],
        )
        return _sheet(sheet_of(finding))


def _people_of(*findings: IntegrityFinding) -> Mapping[int, Member]:
    """Everyone whom these findings name, read at once."""
    return queries.people([id_ for each in findings for id_ in (*each.members, each.decided_by_id)])


def _finding(finding: IntegrityFinding, people: Mapping[int, Member]) -> dict[str, Any]:
    detector = DETECTORS[finding.kind]
    return {
        "id": finding.id,
        "url": url_for("integrity.show", finding_id=finding.id, _external=True),
        "kind": finding.kind,
        "title": said(detector.title),
        "severity": str(detector.severity),
        "state": finding.state,
        "score": round(finding.score, 2),
        "seen": finding.seen,
        "expected": round(finding.expected, 2),
        "members": [person_or_none(people[each]) for each in finding.members if each in people],
        "found_at": finding.found_at,
        "decided_by": person_or_none(people.get(finding.decided_by_id or 0)),
        "decided_at": finding.decided_at,
        "reason": finding.reason,
    }


def _sheet(sheet: Sheet) -> dict[str, Any]:
    return _finding(sheet.finding, _people_of(sheet.finding)) | {
        "rating_ids": sheet.finding.rating_ids,
        "answer_ids": sheet.finding.answer_ids,
        "ties": [
            {
                "rater": person_or_none(each.one.member),
                "author": person_or_none(each.other.member),
                "count": each.count,
                "stars": round(each.stars, 2),
            }
            for each in sheet.ties
        ],
        "outcome": {
            "points": sheet.outcome.points,
            "members": sheet.outcome.members,
            "ratings": sheet.outcome.ratings,
        },
        "journal": [
            {
                "number": each.number,
                "act": each.act,
                "by": person_or_none(sheet.actors.get(each.by_id or 0)),
                "reason": each.reason,
                "at": each.at,
            }
            for each in sheet.journal
        ],
    }
