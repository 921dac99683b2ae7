"""The secret link of the answer e-mail shows an answer that was taken out of sight since."""

from flask.testing import FlaskClient

from community.accounts import tokens
from community.accounts.tokens import Purpose
from community.answers import services as answering
from community.kernel import secret_links
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.posts import services as posts
from community.posts.models import Post
from community.questions import services as asking


def test_the_link_that_says_solved_shows_nothing_that_was_hidden(
    client: FlaskClient, alice: Actor, bob: Actor, carol: Actor
) -> None:
    with unit_of_work():
        question = asking.ask(
            "Why does the mesh drop at two?", "It drops every night at two.", ["mesh"], by=alice
        )
        given = answering.answer(question, "The zanzibarite relay clicks; ring Mrs Smith at home.", by=bob)
        word = secret_links.word_of(tokens.issue(alice.id, Purpose.SOLVED, {"answer_id": given.id}))
        answer_id = given.id
    assert "zanzibarite" in client.get(f"/solved/{word}").text
    with unit_of_work():
        posts.hide(db.session.get_one(Post, answer_id), "private-data", by=carol)
    assert client.get(f"/posts/{answer_id}").status_code in {404, 410}
    assert "zanzibarite" not in client.get(f"/solved/{word}").text
