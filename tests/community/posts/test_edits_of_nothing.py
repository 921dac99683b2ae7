"""A question that is saved as it is: no edit, so nobody lifts it in the lists again and again."""

import pytest

from community.answers import threads
from community.kernel.db import db
from community.kernel.errors import Conflict
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.posts.models import Revision
from community.questions import services as questions
from community.questions.models import Question
from community.questions.rules import CloseReason

TITLE = "Why does the mesh drop at two?"
BODY = "The upstairs node drops every night, and I have tried another channel already."


@pytest.fixture
def asked(app: object, alice: Actor) -> Question:
    with unit_of_work():
        return questions.ask(TITLE, BODY, ["mesh", "wifi"], by=alice)


def saved(question: Question, tags: list[str], by: Actor) -> int:
    """How many revisions there are after it was saved."""
    with unit_of_work():
        questions.edit(question, title=TITLE, body=BODY, tag_names=tags, by=by)
    return db.session.query(Revision).filter_by(post_id=question.id).count()


def test_the_same_is_no_edit_and_other_tags_are_one(asked: Question, alice: Actor) -> None:
    before = asked.last_activity_at
    assert saved(asked, ["mesh", "wifi"], alice) == 1
    assert (asked.last_activity_at, asked.edited_at) == (before, None)
    assert saved(asked, ["mesh", "router"], alice) == 2
    assert questions.tag_names(asked.id) == ["mesh", "router"]


def test_a_merged_question_is_not_closed_in_favour_of_a_third(
    asked: Question, alice: Actor, carol: Actor
) -> None:
    with unit_of_work():
        second = questions.ask(
            "The node upstairs is gone each night", f"{BODY} It is new.", ["mesh"], by=alice
        )
        third = questions.ask("Nodes that leave at two o'clock", f"{BODY} It is old.", ["mesh"], by=alice)
    with unit_of_work():
        threads.merge(asked, second, by=carol)
    with pytest.raises(Conflict, match="merged"), unit_of_work():
        questions.close(asked, CloseReason.DUPLICATE, by=carol, duplicate_of=third)
    assert asked.duplicate_of_id != third.id
