"""What one types is kept until that form is posted: a program that writes in one's name meanwhile takes nothing away."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from community.accounts import services as accounts
from community.accounts.models import Member
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.posts import drafts
from community.posts.models import Draft
from community.questions import services as asking
from tests.conftest import SignIn

WORDS = {"title": "Why is the node silent at night?", "body": "Since Tuesday it sleeps from ten on."}


@pytest.fixture
def begun(app: object, alice: Actor, bob: Actor) -> int:
    """A question of Bob's; Alice has begun one of her own, an answer and a comment."""
    with unit_of_work():
        asked = asking.ask("Which lamp blinks?", "The green one, all the time, why?", ["lamps"], by=bob)
        for kind, target in (("question", 0), ("answer", asked.id), ("comment", asked.id)):
            drafts.save(kind, target, drafts.Typed(body=f"Half a {kind}"), by=alice)
        return asked.id


def kept() -> list[str]:
    return sorted(db.session.scalars(select(Draft.kind)))


def test_a_program_leaves_what_is_typed_in_the_browser(client: FlaskClient, begun: int, alice: Actor) -> None:
    with unit_of_work():
        key = accounts.create_token(db.session.get_one(Member, alice.id))
    for path, body in (
        ("questions", {**WORDS, "tags": ["mesh"]}),
        (f"questions/{begun}/answers", {"body": "It looks for the other node; turn that on."}),
        (f"posts/{begun}/comments", {"body": "Is it the one on the left?"}),
    ):
        sent = client.post(f"/api/v1/{path}", json=body, headers={"Authorization": f"Bearer {key}"})
        assert sent.status_code == 201, path
    helped = client.post(f"/api/v1/questions/{begun}/helped", headers={"Authorization": f"Bearer {key}"})
    assert helped.json == {"counted": True}
    assert kept() == ["answer", "comment", "question"]


def test_a_form_that_is_posted_takes_its_draft_along(
    client: FlaskClient, sign_in: SignIn, begun: int, alice: Actor
) -> None:
    browser = sign_in(client, alice)
    browser.post(f"/questions/{begun}/helped")
    assert kept() == ["answer", "comment"]
    with unit_of_work():
        drafts.save("question", 0, drafts.Typed(body="Half a question, again"), by=alice)
    for path, body, left in (
        ("/ask", {**WORDS, "tags": "mesh"}, ["answer", "comment"]),
        (f"/questions/{begun}/answer", {"body": "It looks for the other node; turn that on."}, ["comment"]),
        (f"/posts/{begun}/comment", {"body": "Is it the one on the left?"}, []),
    ):
        assert browser.post(path, data=body).status_code == 303, path
        assert kept() == left
