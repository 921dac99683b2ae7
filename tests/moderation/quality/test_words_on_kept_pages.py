"""The page of a thread that is kept for an author's browser follows what they said about their own post there."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from community.answers import services as answering
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.posts import services as posts
from community.posts.models import Post
from community.questions.models import Question
from tests.conftest import SignIn, both_databases
from tests.moderation.sanctions.deeds import ask

WORDS = "Both nodes need the same channel; fix it in the settings and they stay together at night."


@pytest.fixture
def answer_id(alice: Actor, bob: Actor) -> int:
    """Bob's answer to a question of Alice's."""
    question_id = ask(alice)
    with unit_of_work():
        return answering.answer(db.session.get_one(Question, question_id), WORDS, by=bob).id


def page_of(client: FlaskClient, answer_id: int) -> str:
    """The page of the thread, which has been looked at before."""
    question_id = db.session.get_one(Post, answer_id).thread_id
    path = str(client.get(f"/questions/{question_id}").location)
    client.get(path)
    return client.get(path).text


@both_databases
def test_what_an_author_told_the_moderators_stands_in_its_form_again(
    app: Flask, bob: Actor, carol: Actor, answer_id: int, sign_in: SignIn
) -> None:
    with unit_of_work():
        posts.hold(db.session.get_one(Post, answer_id), ("low-quality",), by=carol)
    client = sign_in(app.test_client(), bob)
    assert "author-word" in page_of(client, answer_id)
    said = "The channel is what the maker names as the cause as well."
    assert client.post(f"/posts/{answer_id}/author-word", data={"words": said}).status_code == 303
    client.get("/settings")  # which says thank you, once
    assert said in page_of(sign_in(app.test_client(), bob), answer_id)  # in another browser
    assert said in page_of(client, answer_id)
