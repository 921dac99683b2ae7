"""A suggestion that leaves a question as it is: none, however often a friend would agree to it."""

import pytest

from community.kernel.db import db
from community.kernel.errors import Invalid
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.posts import editing
from community.posts.models import EditSuggestion
from community.questions import services as questions
from community.questions.models import Question

TITLE = "Why does the mesh drop at two?"
BODY = "The upstairs node drops every night, and I have tried another channel already."


@pytest.fixture
def asked(app: object, alice: Actor) -> int:
    with unit_of_work():
        return questions.ask(TITLE, BODY, ["mesh", "wifi"], by=alice).id


def suggested(question_id: int, tags: list[str], *, by: Actor) -> int:
    """The number of a suggestion that leaves title and body."""
    with unit_of_work():
        question = db.session.get_one(Question, question_id)
        return editing.suggest(question, questions.checked_words(TITLE, BODY, tags, by=by), by=by).id


def test_the_same_words_and_tags_are_no_suggestion(asked: int, bob: Actor) -> None:
    with pytest.raises(Invalid, match="Nothing is changed"):
        suggested(asked, ["mesh", "wifi"], by=bob)
    assert db.session.query(EditSuggestion).count() == 0


def test_other_tags_are_one(asked: int, alice: Actor, bob: Actor) -> None:
    found = suggested(asked, ["mesh", "router"], by=bob)
    with unit_of_work():
        editing.decide(db.session.get_one(EditSuggestion, found), approve=True, by=alice)
    assert questions.tag_names(asked) == ["mesh", "router"]
