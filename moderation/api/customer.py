"""The customer's side of a case, for the asker's own programs."""

from typing import Final

from apiflask import Schema
from flask.typing import ResponseReturnValue
from marshmallow import fields

from community.api.blueprint import Resource
from community.api.deeds import once
from community.kernel.errors import NotFound
from community.kernel.policy import Permission, actor_now, requires
from community.kernel.unit_of_work import unit_of_work
from community.posts import queries as posts
from community.questions import queries as questions
from community.questions.models import Question
from community.routing.letters import is_asker
from moderation.customer import queries, services

bp: Final = Resource("customer", __name__, tag="Cases")


class SideOut(Schema):
    """Who has the matter and what comes next: state is open, waiting (for the asker), on-hold or settled."""

    state = fields.String(required=True)
    team = fields.String(required=True)
    name = fields.String(required=True)
    since = fields.DateTime(required=True)
    due_at = fields.DateTime(required=True, allow_none=True)
    late = fields.Boolean(required=True)
    answered = fields.Boolean(required=True)
    unread = fields.Integer(required=True)


@bp.get("/questions/<int:question_id>/case")
@requires(Permission.HAVE_ACCOUNT)
@bp.output(SideOut)
def show(question_id: int) -> ResponseReturnValue:
    """What an asker may know of the case behind their question; for everyone else there is none (404)."""
    return _side(_own(question_id))


@bp.post("/questions/<int:question_id>/settled")
@requires(Permission.ASK)
@once
@bp.output(SideOut)
def settled(question_id: int) -> ResponseReturnValue:
    """The asker says that our team has solved it."""
    _own(question_id)
    with unit_of_work():
        question = questions.question_or_404(question_id, for_update=True)
        services.say_solved(question, by=actor_now())
        return _side(question)


def _own(question_id: int) -> Question:
    posts.visible_or_404(question_id, actor_now())
    question = questions.question_or_404(question_id)
    if not is_asker(question, actor_now()):
        raise NotFound
    return question


def _side(question: Question) -> ResponseReturnValue:
    side = queries.side_of(question)
    if side is None:
        raise NotFound
    return {name: getattr(side, name) for name in SideOut().fields}
