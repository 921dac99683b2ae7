"""Members, their ledger and their badges, for programs."""

from collections.abc import Iterable
from typing import Any, Final

from apiflask import Schema
from flask import url_for
from flask.typing import ResponseReturnValue
from marshmallow import fields, validate

from community.accounts.models import Member
from community.api import paging
from community.api.blueprint import Resource
from community.api.people import person
from community.api.shapes import Paged, PersonOut, page_of
from community.kernel.languages import said
from community.kernel.pagination import decode_cursor
from community.kernel.policy import Permission, actor_now, may, requires
from community.kernel.ports import standing_of
from community.reading import profiles
from community.reading.profile_numbers import numbers_of
from gamification.badges import queries as badges
from gamification.levels.catalogue import LEVELS
from gamification.reputation import pages as reputation

members: Final = Resource("members", __name__, tag="Members")
AWARDS: Final = "awards"
FARTHEST: Final = 10_000  # badges of one member


class AwardOut(Schema):
    """A badge that a member holds, how often, since when, and until when where it lapses."""

    slug = fields.String(required=True)
    title = fields.String(required=True)
    tier = fields.String(required=True, validate=validate.OneOf(["bronze", "silver", "gold"]))
    times = fields.Integer(required=True)
    awarded_at = fields.DateTime(required=True)
    until = fields.DateTime(required=True, allow_none=True)
    url = fields.String(required=True)


class TopicOut(Schema):
    """A tag that a member answers others under; `mean` is of the stars given there."""

    tag = fields.String(required=True)
    answers = fields.Integer(required=True)
    ratings = fields.Integer(required=True)
    mean = fields.Float(required=True, allow_none=True)


class StreakOut(Schema):
    """Days in a row (UTC) with a post: now, and the longest."""

    current = fields.Integer(required=True)
    longest = fields.Integer(required=True)


class NearestOut(Schema):
    """A badge that is not held yet, and how far the way to it is."""

    slug = fields.String(required=True)
    title = fields.String(required=True)
    now = fields.Integer(required=True)
    needed = fields.Integer(required=True)


class MemberOut(PersonOut):
    """A member. Who hides points and levels has nulls there, for everybody else.

    `distribution` counts the ratings of one to five stars that their answers got; `response_minutes` is
    how long others usually wait for their first answer.
    """

    role = fields.String(required=True)
    joined_at = fields.DateTime(required=True)
    points = fields.Integer(required=True, allow_none=True)
    level = fields.Integer(required=True, allow_none=True)
    level_name = fields.String(required=True, allow_none=True)
    badges = fields.List(fields.Nested(AwardOut), required=True)
    question_count = fields.Integer(required=True)
    answer_count = fields.Integer(required=True)
    accepted_count = fields.Integer(required=True)
    helped_count = fields.Integer(required=True)
    topics = fields.List(fields.Nested(TopicOut), required=True)
    distribution = fields.List(fields.Integer(), required=True)
    response_minutes = fields.Integer(required=True, allow_none=True)
    streak = fields.Nested(StreakOut, required=True, allow_none=True)


class LineOut(Schema):
    """One line of the ledger: `stands` is what its cause counted after it; `title` where the thread is public.

    `cause` and `post_id` name the post, and are null where not everybody may read that, but for the member and admins.
    `ruling` says that the cause counts for nothing now (held until somebody has looked, or void); it is for
    the member and for admins, null for others.
    """

    id = fields.Integer(required=True)
    kind = fields.String(required=True)
    cause = fields.String(required=True, allow_none=True)
    points = fields.Integer(required=True)
    at = fields.DateTime(required=True)
    taken_back = fields.Boolean(required=True)
    stands = fields.Integer(required=True)
    ruling = fields.String(required=True, allow_none=True)
    post_id = fields.Integer(required=True, allow_none=True)
    question_id = fields.Integer(required=True, allow_none=True)
    title = fields.String(required=True, allow_none=True)


Lines = page_of(LineOut, "Lines")
Awards = page_of(AwardOut, "Awards")


class MemberAwards(Awards):  # type: ignore[misc,valid-type]
    """The badges of a member; `nearest` are the next ones, for the member's own eyes."""

    nearest = fields.List(fields.Nested(NearestOut), required=True)


class Ledger(Lines):  # type: ignore[misc,valid-type]
    """One page of the ledger, newest deed first; `points` is what all of it adds up to."""

    points = fields.Integer(required=True, allow_none=True)


@members.get("/members/<name>")
@requires(Permission.READ)
@members.output(MemberOut)
def show(name: str) -> ResponseReturnValue:
    """A member with points, level and badges."""
    member = profiles.member_or_404(name)
    numbers, standing, hidden = numbers_of(member.id), standing_of(member.id), _hides(member)
    return person(member) | {
        "role": member.role,
        "joined_at": member.created_at,
        "points": None if hidden else standing.points,
        "level": None if hidden else standing.level,
        "level_name": None if hidden else said(LEVELS[standing.level].title),
        "badges": []
        if hidden
        else _awards(badges.awards_of(member.id, by_holder=actor_now().member_id == member.id)),
        "question_count": numbers.questions,
        "answer_count": numbers.answers,
        "accepted_count": numbers.accepted,
        "helped_count": numbers.helped,
        "topics": [
            {"tag": each.name, "answers": each.answers, "ratings": each.ratings, "mean": each.mean}
            for each in numbers.topics
        ],
        "distribution": list(numbers.distribution),
        "response_minutes": None if numbers.response is None else round(numbers.response / 60),
        "streak": None
        if hidden
        else {"current": numbers.streaks.current, "longest": numbers.streaks.longest},
    }


@members.get("/members/<name>/reputation")
@requires(Permission.READ)
@members.input(Paged, location="query")
@members.output(Ledger)
def ledger(name: str, query_data: dict[str, Any]) -> ResponseReturnValue:
    """The ledger of a member: what gave points, and what took them back."""
    member = profiles.member_or_404(name)
    if _hides(member) and not _may_know(member):
        return {"items": [], "next": None, "points": None}
    cursor = query_data["cursor"]
    if cursor is not None:
        moment, number = decode_cursor(cursor, 2)
        paging.moment(moment)
        paging.whole(number)
    lines, following = reputation.ledger_after(member.id, cursor, query_data["limit"])
    return {
        "items": [_line(each, told=_may_know(member)) for each in lines],
        "next": following,
        "points": standing_of(member.id).points,
    }


@members.get("/members/<name>/badges")
@requires(Permission.READ)
@members.input(Paged, location="query")
@members.output(MemberAwards)
def awards(name: str, query_data: dict[str, Any]) -> ResponseReturnValue:
    """The badges of a member, gold first; with those that are near, for who asks about themselves."""
    member = profiles.member_or_404(name)
    own, limit = member.id == actor_now().member_id, query_data["limit"]
    start = paging.offset(query_data["cursor"], AWARDS, FARTHEST)
    nearest = badges.next_badges(member.id) if own else []
    held = [] if _hides(member) else badges.awards_of(member.id, by_holder=own)
    shown, following = paging.page_from(held[start:], limit, AWARDS, start, FARTHEST)
    return {
        "items": _awards(shown),
        "next": following,
        "nearest": [
            {"slug": badge.slug, "title": said(badge.title), "now": now, "needed": needed}
            for badge, (now, needed) in nearest
        ],
    }


def _hides(member: Member) -> bool:
    """Whether this member's standing is not for the one who asks."""
    return member.hides_game and member.id != actor_now().member_id


def _awards(found: Iterable[badges.Award]) -> list[dict[str, Any]]:
    return [
        {
            "slug": each.badge.slug,
            "title": said(each.badge.title),
            "tier": str(each.badge.tier),
            "times": each.times,
            "awarded_at": each.awarded_at,
            "until": each.until,
            "url": url_for("badges.show", slug=each.badge.slug, _external=True),
        }
        for each in found
    ]


def _may_know(member: Member) -> bool:
    """Whether the reader may know that somebody has doubts: a suspicion is no public matter."""
    return actor_now().member_id == member.id or may(actor_now(), Permission.ADMINISTER)


def _line(line: reputation.LedgerLine, *, told: bool) -> dict[str, Any]:
    named = told or line.is_public or line.post_id is None
    return {
        "id": line.id,
        "kind": line.kind,
        "cause": line.cause if named else None,
        "points": line.points,
        "at": line.arose_at,
        "taken_back": line.taken_back,
        "stands": line.stands,
        "ruling": line.ruling if told and line.given_back is None else None,
        "post_id": line.post_id if named else None,
        "question_id": line.question_id,
        "title": line.title or None,
    }
