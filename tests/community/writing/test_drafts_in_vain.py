"""Drafts whose form would refuse them: their words can still be read and copied."""

from flask.testing import FlaskClient

from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.posts import services
from community.posts.queries import post_or_404
from community.questions import services as asking
from community.questions.queries import question_or_404
from community.questions.rules import CloseReason
from tests.conftest import SignIn


def test_a_draft_that_nobody_would_take_is_there_to_be_copied(
    client: FlaskClient, alice: Actor, bob: Actor, carol: Actor, sign_in: SignIn
) -> None:
    with unit_of_work():
        post = asking.ask(
            "The second node restarts every hour", "Since the update, in every outlet.", ["mesh"], by=alice
        )
    form, words = f'href="/questions/{post.id}/answer"', "Half an answer " * 30 + "and its end."
    sign_in(client, bob).put(f"/drafts/answer/{post.id}", json={"body": words})
    assert form in client.get("/drafts").text
    with unit_of_work():
        asking.close(question_or_404(post.id), CloseReason.UNCLEAR, by=carol)
    listed = client.get("/drafts").text
    assert form not in listed
    assert "closed and takes no more answers" in listed
    assert words in listed
    with unit_of_work():
        asking.reopen(question_or_404(post.id), by=carol)
        services.delete(post_or_404(post.id), by=carol, reason="other")
    listed = client.get("/drafts").text
    assert form not in listed
    assert words in listed
    assert post.title not in listed
