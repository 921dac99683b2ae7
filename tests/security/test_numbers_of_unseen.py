"""What was made of a thread tells programs no number of a post that they may not see."""

import pytest
from flask.testing import FlaskClient

from community.answers import services as answers
from community.answers.models import Answer
from community.articles import moving
from community.articles import services as articles
from community.articles.rules import Move
from community.curation import incidents
from community.curation.rules import Facts, News
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.posts import services as posts
from community.posts.models import Post
from community.questions import services as questions
from community.questions.models import Question
from tests.security.town import key_of

ANSWER = "Hold the button for ten seconds until the lamp turns green, then update the firmware."


@pytest.fixture
def made(alice: Actor, bob: Actor, carol: Actor, dave: Actor) -> tuple[int, int]:
    """A question and its answer, of which there are an article and a known problem."""
    with unit_of_work():
        asked = questions.ask("Why does the relay click?", "It clicks once a minute.", ["relay"], by=alice)
        answered = answers.answer(asked, ANSWER, by=bob)
        answers.accept(answered, by=alice)
        numbers = asked.id, answered.id
    with unit_of_work():
        article = articles.promote(db.session.get_one(Question, numbers[0]), by=carol).id
        moving.move(article, Move.SUBMIT, by=carol)
        moving.move(article, Move.PUBLISH, by=dave)
        facts = Facts(title="Relays click", tags=["relay"], question_id=numbers[0])
        incidents.open_incident(facts, News(state="investigating", text="We look."), by=dave)
    return numbers


def told(client: FlaskClient, by: Actor | None = None) -> list[tuple[int | None, ...]]:
    """The numbers that articles and problems name, in lists and alone."""
    headers = {"Authorization": f"Bearer {key_of(by.id)}"} if by else {}
    found = []
    for name, columns in (("articles", ("question_id", "answer_id")), ("incidents", ("question_id",))):
        alone = client.get(f"/api/v1/{name}/1", headers=headers).get_json()
        (listed,) = client.get(f"/api/v1/{name}", headers=headers).get_json()["items"]
        assert [listed[each] for each in columns] == [alone[each] for each in columns]
        found.append(tuple(alone[each] for each in columns))
    return found


def test_a_question_out_of_sight_is_named_to_nobody_who_does_not_see_it(
    client: FlaskClient, made: tuple[int, int], carol: Actor
) -> None:
    question, answer = made
    assert told(client) == [(question, answer), (question,)]
    with unit_of_work():
        posts.hide(db.session.get_one(Post, question), "off-topic", by=carol)
    assert told(client) == [(None, None), (None,)]
    assert told(client, carol) == [(question, answer), (None,)]


def test_nor_an_answer(client: FlaskClient, made: tuple[int, int], carol: Actor) -> None:
    question, answer = made
    with unit_of_work():
        posts.hide(db.session.get_one(Answer, answer), "off-topic", by=carol)
    assert told(client) == [(question, None), (question,)]
