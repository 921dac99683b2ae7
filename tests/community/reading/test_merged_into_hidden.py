"""Where a question was merged into one that was taken out of sight, its readers are told so."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from community.answers import services as answering
from community.answers import threads
from community.answers.models import Answer
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.notifications.models import Notification
from community.posts import services as posts
from community.posts.models import Post
from community.questions import services as asking
from community.questions.queries import question_or_404
from tests.conftest import SignIn

TOLD = "This question was merged into another one, which is not shown any more."
GONE_WITH_IT = "The question here, into which others were merged, is not shown any more."


@pytest.fixture
def hidden_end(alice: Actor, bob: Actor, carol: Actor) -> tuple[int, int]:
    """A question of Alice that Bob answered and that was merged into one that is hidden, and the latter."""
    with unit_of_work():
        old = asking.ask("Why does the mesh drop at two?", "It drops every night at two.", ["mesh"], by=alice)
        new = asking.ask(
            "Mesh loses a node every night", "At two it is gone, at three back.", ["mesh"], by=bob
        )
        numbers = old.id, new.id
        answering.answer(old, "Update the firmware of each node, and it stays.", by=bob)
    with unit_of_work():
        threads.merge(question_or_404(numbers[0]), question_or_404(numbers[1]), by=carol)
    with unit_of_work():
        posts.hide(db.session.get_one(Post, numbers[1]), "abuse", by=carol)
    return numbers


def test_its_old_address_says_what_became_of_it(client: FlaskClient, hidden_end: tuple[int, int]) -> None:
    page = client.get(f"/questions/{hidden_end[0]}", follow_redirects=True)
    assert (page.status_code, TOLD in page.text) == (404, True)
    told = client.get(f"/api/v1/questions/{hidden_end[0]}", follow_redirects=True)
    assert (told.status_code, TOLD in told.text) == (404, True)


def test_the_address_of_an_answer_that_moved_says_so_too(
    app: Flask, client: FlaskClient, alice: Actor, carol: Actor, sign_in: SignIn, hidden_end: tuple[int, int]
) -> None:
    """Letters lead there; they said that the address might be mistyped."""
    moved = db.session.scalars(select(Answer.id).where(Answer.question_id == hidden_end[1])).one()
    for reader in (client, sign_in(app.test_client(), alice)):
        page = reader.get(f"/posts/{moved}")
        assert (page.status_code, GONE_WITH_IT in page.text) == (404, True)
    seen = sign_in(app.test_client(), carol).get(f"/posts/{moved}")
    assert seen.location.endswith(f"#answer-{moved}")
    with unit_of_work():
        posts.hide(db.session.get_one(Post, moved), "abuse", by=carol)
    assert GONE_WITH_IT not in client.get(f"/posts/{moved}").text


def test_whoever_may_see_it_is_led_on(
    client: FlaskClient, carol: Actor, sign_in: SignIn, hidden_end: tuple[int, int]
) -> None:
    page = sign_in(client, carol).get(f"/questions/{hidden_end[0]}", follow_redirects=True)
    assert page.status_code == 200
    assert page.request.path.startswith(f"/questions/{hidden_end[1]}")


def test_news_of_its_thread_say_so_too(
    client: FlaskClient, alice: Actor, sign_in: SignIn, hidden_end: tuple[int, int]
) -> None:
    news = db.session.query(Notification).filter_by(member_id=alice.id, kind="answer").one()
    page = sign_in(client, alice).post(f"/notifications/{news.id}", follow_redirects=True)
    assert (page.status_code, TOLD in page.text) == (404, True)
