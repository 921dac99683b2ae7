"""What you were told, marking it as read, and what you want to hear of."""

from typing import Any, Final

from apiflask import Schema
from flask.typing import ResponseReturnValue
from marshmallow import fields, validate
from sqlalchemy import ColumnElement, and_, or_

from community.accounts.session import signed_in_member
from community.api import paging
from community.api.blueprint import Resource
from community.api.deeds import once
from community.api.shapes import Complete, Paged
from community.kernel.errors import Invalid, NotFound
from community.kernel.pagination import decode_cursor
from community.kernel.policy import Permission, actor_now, requires
from community.kernel.unit_of_work import unit_of_work
from community.kernel.words import N_
from community.notifications import families, queries, services
from community.notifications.catalogue import KINDS
from community.notifications.letters import place
from community.notifications.models import Notification
from community.notifications.reported import with_questions
from community.notifications.rules import Choice, Group, Pace
from community.notifications.wording import sentence, told

bp: Final = Resource("notifications", __name__, tag="Notifications")
UNREAD: Final = "unread"
READ: Final = "read"
_PACE: Final = validate.OneOf([pace.value for pace in Pace])


class NotificationOut(Schema):
    """One piece of news, as the inbox says it."""

    id = fields.Integer(required=True)
    kind = fields.String(required=True)
    sentence = fields.String(required=True)
    path = fields.String(required=True)
    question_id = fields.Integer(required=True, allow_none=True)
    created_at = fields.DateTime(required=True)
    read = fields.Boolean(required=True)


class NotificationsOut(Schema):
    """News, the newest first, what is unread before what was read; and how much is unread (100: more than 99)."""

    items = fields.List(fields.Nested(NotificationOut), required=True)
    next = fields.String(required=True, allow_none=True)
    unread = fields.Integer(required=True)


class PreferenceOut(Schema):
    """How soon you hear of one kind in each way; what is `always` so cannot be changed."""

    kind = fields.String(required=True)
    site = fields.String(required=True)
    email = fields.String(required=True)
    push = fields.String(required=True)
    always = fields.Boolean(required=True)


class PreferencesOut(Complete):
    """Every kind that you may hear of."""

    items = fields.List(fields.Nested(PreferenceOut), required=True)


class PreferenceIn(Schema):
    """What changes: instant, hourly, daily, weekly or off."""

    site = fields.String(validate=_PACE)
    email = fields.String(validate=_PACE)
    push = fields.String(validate=_PACE)


@bp.get("/notifications")
@requires(Permission.HAVE_ACCOUNT)
@bp.input(Paged, location="query")
@bp.output(NotificationsOut)
def index(query_data: dict[str, Any]) -> ResponseReturnValue:
    """What you were told."""
    query, limit = queries.unread_first(actor_now()), query_data["limit"]
    if query_data["cursor"] is not None:
        query = query.where(_behind(query_data["cursor"]))
    found, following = paging.page(paging.rows(query, limit), limit, _cursor_of)
    items: list[dict[str, Any]] = [
        {
            "id": each.id,
            "kind": each.kind,
            "sentence": sentence(told(Group((each,), ()))),
            "path": place(each),
            "question_id": each.question_id,
            "created_at": each.created_at,
            "read": each.read_at is not None,
        }
        for each in with_questions(found)
    ]
    return {"items": items, "next": following, "unread": queries.unread_count(actor_now())}


def _cursor_of(last: Notification) -> str:
    return paging.cursor_at(last.created_at, last.id, order=UNREAD if last.read_at is None else READ)


def _behind(cursor: str) -> ColumnElement[bool]:
    """What comes after the row that a cursor names: what is unread, then what was read."""
    part = decode_cursor(cursor, 3)[0]
    then, last = paging.moment_and_id(cursor, READ if part == READ else UNREAD)
    at, was_read = Notification.created_at, Notification.read_at.is_not(None)
    older = or_(at < then, and_(at == then, Notification.id < last))
    return and_(was_read, older) if part == READ else or_(was_read, older)


@bp.post("/notifications/read")
@requires(Permission.HAVE_ACCOUNT)
@once
@bp.output({}, 204)
def read_all() -> ResponseReturnValue:
    """Mark everything as read."""
    with unit_of_work():
        services.mark_read(by=actor_now())
    return ""


@bp.post("/notifications/<int:notification_id>/read")
@requires(Permission.HAVE_ACCOUNT)
@once
@bp.output({}, 204)
def read_one(notification_id: int) -> ResponseReturnValue:
    """Mark one as read, with the older ones of its kind about the same question."""
    if queries.notification(actor_now().id, notification_id) is None:
        raise NotFound
    with unit_of_work():
        services.mark_read(by=actor_now(), only=notification_id)
    return ""


@bp.get("/notification-preferences")
@requires(Permission.HAVE_ACCOUNT)
@bp.output(PreferencesOut)
def preferences() -> ResponseReturnValue:
    """What you want to hear of, and how soon."""
    return {"items": [_plain(kind.slug, choice) for kind, choice in queries.choices_of(signed_in_member())]}


@bp.patch("/notification-preferences/<kind>")
@requires(Permission.HAVE_ACCOUNT)
@bp.input(PreferenceIn)
@bp.output(PreferenceOut)
def choose(kind: str, json_data: dict[str, str]) -> ResponseReturnValue:
    """Choose for one kind; what is left out stays."""
    now = {each.slug: choice for each, choice in queries.choices_of(signed_in_member())}.get(kind)
    if now is None or kind not in KINDS:
        raise NotFound
    if families.is_always(kind):
        raise Invalid(N_("This kind always comes; it cannot be changed."), field="kind")
    wanted = {way: Pace(json_data.get(way, getattr(now, way))) for way in ("site", "email", "push")}
    with unit_of_work():
        services.choose(actor_now().id, kind, Choice(**wanted))
    return _plain(kind, Choice(**wanted))


def _plain(kind: str, choice: Choice) -> dict[str, Any]:
    return {
        "kind": kind,
        "site": choice.site,
        "email": choice.email,
        "push": choice.push,
        "always": families.is_always(kind),
    }
