"""What a helper was asked, and how they answer that; a visitor who found the solution before asking."""

from typing import Any, Final

from apiflask import Schema
from flask.typing import ResponseReturnValue
from marshmallow import fields

from community.api.blueprint import Resource
from community.api.deeds import once
from community.api.post_shapes import url_of
from community.api.shapes import Complete
from community.kernel.policy import Permission, actor_now, requires
from community.kernel.unit_of_work import unit_of_work
from community.posts import queries as posts
from community.questions import queries as questions
from community.routing import invited, inviting, self_help

bp: Final = Resource("invitations", __name__, tag="Invitations")


class InvitationOut(Schema):
    """A question that still waits, and why this helper was asked: the tags of it that they know."""

    question_id = fields.Integer(required=True)
    title = fields.String(required=True)
    url = fields.String(required=True)
    tags = fields.List(fields.String(), required=True)
    language = fields.String(required=True)
    created_at = fields.DateTime(required=True)


class InvitationsOut(Complete):
    """What was asked and is open, the newest first."""

    items = fields.List(fields.Nested(InvitationOut), required=True)


class HelpedOut(Schema):
    """Whether this visit was counted now; it counts once a visitor and day."""

    counted = fields.Boolean(required=True)


@bp.get("/invitations")
@requires(Permission.HAVE_ACCOUNT)
@bp.output(InvitationsOut)
def index() -> ResponseReturnValue:
    """What you were asked to help with and that still waits."""
    items: list[dict[str, Any]] = [
        {
            "question_id": question.id,
            "title": question.title,
            "url": url_of(question),
            "tags": invitation.tags,
            "language": invitation.lang,
            "created_at": invitation.created_at,
        }
        for invitation, question in invited.open_of(actor_now().id)
    ]
    return {"items": items}


@bp.post("/questions/<int:question_id>/not-for-me")
@requires(Permission.ANSWER)
@once
@bp.output({}, 204)
def decline(question_id: int) -> ResponseReturnValue:
    """Leave a question that you were asked about to others; it costs you nothing."""
    with unit_of_work():
        inviting.decline(question_id, by=actor_now())
    return ""


@bp.post("/questions/<int:question_id>/helped")
@requires(Permission.ASK)
@once
@bp.output(HelpedOut)
def helped(question_id: int) -> ResponseReturnValue:
    """What stands there solved it, so that nothing needs to be asked: counted as self-service."""
    with unit_of_work():
        posts.visible_or_404(question_id, actor_now())
        return {"counted": self_help.count(questions.question_or_404(question_id), by=actor_now())}
