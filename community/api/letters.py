"""What staff and an asker write to each other alone, for the asker's own programs."""

from typing import Any, Final

from apiflask import Schema
from flask.typing import ResponseReturnValue
from marshmallow import fields, validate

from community.accounts.queries import with_author
from community.api.blueprint import Resource
from community.api.deeds import once
from community.api.people import person
from community.api.shapes import Complete, Given, PersonOut, Text
from community.kernel.errors import NotFound
from community.kernel.policy import Permission, actor_now, may, requires
from community.kernel.unit_of_work import unit_of_work
from community.posts import queries as posts
from community.questions import queries as questions
from community.questions.models import Question
from community.routing import letters, queries
from community.routing.models import Letter

bp: Final = Resource("letters", __name__, tag="Cases")


class WordsToStaff(Given):
    """What an asker writes to staff alone."""

    body = Text(required=True, validate=validate.Length(1))


class LetterOut(Schema):
    """One turn of the conversation that only the asker and staff read; `read_at` is when the other side saw it."""

    id = fields.Integer(required=True)
    author = fields.Nested(PersonOut, required=True)
    from_asker = fields.Boolean(required=True)
    body = fields.String(required=True)
    created_at = fields.DateTime(required=True)
    read_at = fields.DateTime(required=True, allow_none=True)


class LettersOut(Complete):
    """The whole conversation, oldest first."""

    items = fields.List(fields.Nested(LetterOut), required=True)
    unread = fields.Integer(required=True)


@bp.get("/questions/<int:question_id>/private")
@requires(Permission.HAVE_ACCOUNT)
@bp.output(LettersOut)
def index(question_id: int) -> ResponseReturnValue:
    """What staff and the asker wrote to each other; for everyone else there is no such thing (404)."""
    question = _mine_or_staffs(question_id)
    need = queries.need_of(question.id)
    asks = letters.is_asker(question, actor_now())
    return {
        "items": [letter(each) for each in queries.letters_of(need.id)] if need else [],
        "unread": queries.unread_letters(need.id, from_asker=not asks) if need else 0,
    }


@bp.post("/questions/<int:question_id>/private")
@requires(Permission.ASK)
@once
@bp.input(WordsToStaff)
@bp.output(LetterOut, 201)
def write(question_id: int, json_data: dict[str, Any]) -> ResponseReturnValue:
    """Write to staff alone, as the asker; staff have the question from then on."""
    _mine_or_staffs(question_id)
    with unit_of_work():
        question = questions.question_or_404(question_id, for_update=True)
        made = letters.write_to_team(question, json_data["body"], by=actor_now())
        with_author(made)
        return letter(made)


def _mine_or_staffs(question_id: int) -> Question:
    question = questions.question_or_404(question_id)
    if not letters.is_asker(question, actor_now()) and not may(actor_now(), Permission.WORK_CASES):
        raise NotFound
    posts.visible_or_404(question_id, actor_now())
    return question


def letter(written: Letter) -> dict[str, Any]:
    """A letter whose author is loaded."""
    return {
        "id": written.id,
        "author": person(written.author),
        "from_asker": written.from_asker,
        "body": written.body_markdown,
        "created_at": written.created_at,
        "read_at": written.read_at,
    }
