"""What the gate covers as a post is edited is covered in what the post said before, and in what was made of it."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from community.answers import services as answers
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.notifications.models import Notification
from community.posts import editing
from community.posts.models import EditSuggestion, Post
from community.questions import services as asking
from community.questions import taking_part
from community.questions.models import Question
from moderation.masking import services
from moderation.masking.upkeep import bare_originals
from moderation.review import opening
from moderation.review.models import ReviewItem
from moderation.review.rules import UNMASK_ASKED, ItemState
from tests.conftest import both_databases
from tests.security.rows import put

TITLE = "The zanzibarite relay clicks"
BODY = "The zanzibarite lamp turns amber at night, and I do not know why it does that."


@pytest.fixture
def question(alice: Actor) -> int:
    """A question that was asked before its word came onto a list."""
    with unit_of_work():
        return asking.ask(TITLE, BODY, ["relay"], by=alice).id


def listed() -> None:
    with unit_of_work():
        put("gate_list_entries", pattern="zanzibarite", action="mask")


def edited(number: int, by: Actor, more: str) -> None:
    with unit_of_work():
        words = editing.Words(title=TITLE, body=f"{BODY} {more}", tags=("relay",))
        editing.edit(db.session.get_one(Post, number), words, by=by)


@both_databases
def test_the_history_and_suggestions_cover_it_too(
    client: FlaskClient, question: int, alice: Actor, bob: Actor
) -> None:
    with unit_of_work():
        words = editing.Words(body=f"{BODY} So it is.", title=TITLE, tags=("relay",))
        editing.suggest(db.session.get_one(Post, question), words, by=bob)
    listed()
    edited(question, alice, "Any idea?")
    history = client.get(f"/posts/{question}/history").text
    assert "Any idea?" in history
    assert "zanzibarite" not in history
    assert "zanzibarite" not in db.session.query(EditSuggestion).one().body_markdown
    assert bare_originals() == []


def test_news_that_quote_the_title_say_it_covered(
    question: int, alice: Actor, bob: Actor, carol: Actor
) -> None:
    with unit_of_work():
        taking_part.follow(db.session.get_one(Question, question), by=carol)
    with unit_of_work():
        asked = db.session.get_one(Question, question)
        answers.answer(asked, "Turn the dial to the left until it clicks only once.", by=bob)
    listed()
    edited(question, alice, "Any idea?")
    titles = [each.data["title"] for each in db.session.scalars(select(Notification)) if "title" in each.data]
    assert titles
    assert not [each for each in titles if "zanzibarite" in each]


def test_what_the_author_asked_to_show_waits_on(question: int, alice: Actor, carol: Actor) -> None:
    with unit_of_work():
        services.mask_words(db.session.get_one(Post, question), ["amber"], by=carol)
        opening.settle(question)  # of the first question of a newcomer
        services.ask_unmask(db.session.get_one(Post, question), [1], by=alice)
    listed()
    edited(question, alice, "Any idea?")
    assert UNMASK_ASKED in db.session.query(ReviewItem).filter_by(state=ItemState.OPEN).one().findings
