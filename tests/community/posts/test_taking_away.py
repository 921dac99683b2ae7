"""Who took a post away, and why, stays true: an author's deleting and restoring undoes no one else's decision."""

import pytest
from flask.testing import FlaskClient

from community.answers import services as answers
from community.answers.models import Answer
from community.kernel.errors import NotAllowed
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.posts import services
from community.posts.models import PostStatus
from community.questions import services as questions
from tests.conftest import SignIn


@pytest.fixture
def answer(alice: Actor, bob: Actor) -> Answer:
    with unit_of_work():
        question = questions.ask(
            "Why does the mesh drop every night at two?",
            "Since Tuesday both nodes lose each other at two in the morning and come back at three.",
            ["mesh"],
            by=alice,
        )
    with unit_of_work():
        return answers.answer(question, "The nightly channel scan does it; switch it off.", by=bob)


def test_an_author_restores_what_they_deleted(answer: Answer, bob: Actor) -> None:
    with unit_of_work():
        services.delete(answer, by=bob)
    with unit_of_work():
        services.restore(answer, by=bob)
    assert answer.status == PostStatus.PUBLISHED


def test_an_author_cannot_bring_back_what_a_moderator_hid(answer: Answer, bob: Actor, carol: Actor) -> None:
    with unit_of_work():
        services.hide(answer, "spam", by=carol)
    with unit_of_work():
        services.delete(answer, by=bob)
    assert (answer.status, answer.hidden_reason) == (PostStatus.DELETED, "spam")
    with pytest.raises(NotAllowed), unit_of_work():
        services.restore(answer, by=bob)
    with unit_of_work():
        services.restore(answer, by=carol)
    assert answer.status == PostStatus.PUBLISHED


def test_an_author_cannot_publish_a_held_edit_by_deleting_it(answer: Answer, bob: Actor) -> None:
    with unit_of_work():
        services.hold(answer, ("links",), by=bob)
    with unit_of_work():
        services.delete(answer, by=bob)
    with pytest.raises(NotAllowed), unit_of_work():
        services.restore(answer, by=bob)
    assert answer.status == PostStatus.DELETED


def test_a_moderator_may_find_a_worse_reason_later(answer: Answer, carol: Actor) -> None:
    with unit_of_work():
        services.hide(answer, "off-topic", by=carol)
    with unit_of_work():
        services.delete(answer, by=carol, reason="abuse")
    assert (answer.status, answer.hidden_reason) == (PostStatus.DELETED, "abuse")


def test_authors_are_told_who_can_bring_back_what_they_delete(
    client: FlaskClient, answer: Answer, bob: Actor, carol: Actor, sign_in: SignIn
) -> None:
    address, restoring = f"/posts/{answer.id}/delete", f"/posts/{answer.id}/restore"
    said = "a moderator can bring it back"
    assert said not in sign_in(client, bob).get(address).text
    assert f'action="{restoring}"' in client.post(address, follow_redirects=True).text
    assert client.post(restoring, follow_redirects=True).status_code == 200
    assert answer.status == PostStatus.PUBLISHED
    with unit_of_work():
        services.hold(answer, ("links",), by=carol)
    assert said in client.get(address).text
    assert said in client.post(address, follow_redirects=True).text.lower()
    moderator = sign_in(client, carol)
    moderator.post(restoring)
    assert said not in moderator.get(address).text
    assert (
        "It can be restored." in moderator.post(address, data={"reason": "other"}, follow_redirects=True).text
    )
