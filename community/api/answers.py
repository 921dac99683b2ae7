"""Stars for answers, and saying that an answer solved it."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any, Final

from flask.typing import ResponseReturnValue

from community.accounts.queries import with_author
from community.answers import queries, services
from community.answers.models import Answer
from community.api import post_shapes
from community.api.blueprint import Resource
from community.api.shapes import Given, StarsOut, Whole
from community.kernel.policy import Permission, actor_now, requires
from community.kernel.unit_of_work import unit_of_work
from community.posts import queries as posts
from community.ratings import services as ratings
from community.ratings.queries import ratings_by

bp: Final = Resource("answers", __name__, tag="Answers")


class NewRating(Given):
    """One to five stars."""

    stars = Whole(1, 5, required=True)


@bp.put("/answers/<int:answer_id>/rating")
@requires(Permission.RATE_ANSWER)
@bp.input(NewRating)
@bp.output(StarsOut)
def rate(answer_id: int, json_data: dict[str, Any]) -> ResponseReturnValue:
    """Give an answer stars, or change them; a member has one rating for an answer."""
    with unit_of_work():
        return asdict(ratings.rate(_seen(answer_id), json_data["stars"], by=actor_now()))


@bp.delete("/answers/<int:answer_id>/rating")
@requires(Permission.RATE_ANSWER)
@bp.output(StarsOut)
def withdraw(answer_id: int) -> ResponseReturnValue:
    """Take one's stars back; nothing happens if there are none."""
    with unit_of_work():
        return asdict(ratings.withdraw(_seen(answer_id), by=actor_now()))


@bp.put("/answers/<int:answer_id>/acceptance")
@requires(Permission.ACCEPT_ANSWER)
@bp.output(post_shapes.AnswerOut)
def accept(answer_id: int) -> ResponseReturnValue:
    """Say that this answer solved it: the asker at once, others entitled after a week."""
    return _decided(answer_id, services.accept)


@bp.delete("/answers/<int:answer_id>/acceptance")
@requires(Permission.ACCEPT_ANSWER)
@bp.output(post_shapes.AnswerOut)
def unaccept(answer_id: int) -> ResponseReturnValue:
    """Take the acceptance back."""
    return _decided(answer_id, services.unaccept)


def _decided(answer_id: int, deed: Callable[..., object]) -> dict[str, Any]:
    actor = actor_now()
    with unit_of_work():
        found = _seen(answer_id)
        deed(found, by=actor)
        with_author(found)
        own = ratings_by(actor.id, [answer_id])
        return post_shapes.answer(found, actor, own_stars=own.get(answer_id))


def _seen(answer_id: int) -> Answer:
    """The answer, if the one who asks may know of it."""
    posts.visible_or_404(answer_id, actor_now())
    return queries.answer_or_404(answer_id)
