"""How right reviewers are: one's own record, and everybody's for moderators."""

from typing import Any, Final

from apiflask import Schema
from flask.typing import ResponseReturnValue
from marshmallow import fields

from community.api.blueprint import Resource
from community.api.people import person_or_none
from community.api.shapes import Complete, PersonOut
from community.kernel.policy import Permission, actor_now, requires
from community.kernel.shares import Interval
from moderation.reviewers import queries, records
from moderation.reviewers.models import ReviewerPause

bp: Final = Resource("reviewers", __name__, tag="Reviewers")


class ShareOut(Schema):
    """A share as counted, and between which two the true one lies with 95 % certainty."""

    share = fields.Float(required=True)
    low = fields.Float(required=True)
    high = fields.Float(required=True)


class PauseOut(Schema):
    """A pause from reviewing; without `until` it lasts until a moderator ends it."""

    number = fields.Integer(required=True)
    began_at = fields.DateTime(required=True)
    until = fields.DateTime(required=True, allow_none=True)


class TallyOut(Schema):
    """Decisions by what became of them; `agreement` is null while nothing is decided."""

    right = fields.Integer(required=True)
    wrong = fields.Integer(required=True)
    overturned = fields.Integer(required=True)
    waiting = fields.Integer(required=True)
    agreement = fields.Nested(ShareOut, required=True, allow_none=True)


class ReviewerOut(TallyOut):
    """One reviewer, with spot checks that counted."""

    reviewer = fields.Nested(PersonOut, required=True)
    spot_checks = fields.Integer(required=True)
    spot_checks_passed = fields.Integer(required=True)
    pause = fields.Nested(PauseOut, required=True, allow_none=True)


class RecordOut(TallyOut):
    """One's own record; `seconds` is the median of late."""

    spot_checks = fields.Integer(required=True)
    spot_checks_passed = fields.Integer(required=True)
    seconds = fields.Float(required=True, allow_none=True)
    hasty = fields.Boolean(required=True)
    pause = fields.Nested(PauseOut, required=True, allow_none=True)


class ReviewersOut(Complete):
    """The thirty who decided last."""

    items = fields.List(fields.Nested(ReviewerOut), required=True)


@bp.get("/review/record")
@requires(Permission.REVIEW)
@bp.output(RecordOut)
def own() -> ResponseReturnValue:
    """How right one's own decisions were."""
    member_id = actor_now().id
    record = records.record_of(member_id)
    return {
        **_tally(record.all),
        "spot_checks": record.checks,
        "spot_checks_passed": record.passed,
        "seconds": record.middle,
        "hasty": record.hasty,
        "pause": _pause(queries.pause_now(member_id)),
    }


@bp.get("/review/reviewers")
@requires(Permission.SEE_HELD)
@bp.output(ReviewersOut)
def index() -> ResponseReturnValue:
    """For moderators and staff: who reviews, and how right they are."""
    pauses = {each.member_id: each for each in queries.running_pauses()}
    return {
        "items": [
            {
                **_tally(each.tally),
                "reviewer": person_or_none(each.member),
                "spot_checks": each.checks,
                "spot_checks_passed": each.passed,
                "pause": _pause(pauses.get(each.member.id)),
            }
            for each in records.overview(1).items
        ]
    }


def _tally(tally: records.Tally) -> dict[str, Any]:
    return {
        "right": tally.right,
        "wrong": tally.wrong,
        "overturned": tally.overturned,
        "waiting": tally.waiting,
        "agreement": _share(tally.agreement),
    }


def _share(found: Interval | None) -> dict[str, float] | None:
    return {"share": found.share, "low": found.low, "high": found.high} if found else None


def _pause(found: ReviewerPause | None) -> dict[str, Any] | None:
    return {"number": found.number, "began_at": found.began_at, "until": found.until} if found else None
