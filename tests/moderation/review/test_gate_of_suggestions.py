"""A suggested edit passes the gate, too, when the author of the post alone approves it."""

import pytest
from flask.testing import FlaskClient

from community.accounts.models import Member
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.restraints import Restraint
from community.kernel.unit_of_work import unit_of_work
from community.posts import editing
from community.posts.models import EditSuggestion, Post, PostStatus, SuggestionState
from community.questions import services as asking
from moderation.lists import services as lists
from moderation.lists.rules import Draft, ListAction
from moderation.review import claiming, opening, services
from moderation.review.opinions import Opinion
from moderation.review.rules import Decision
from tests.conftest import SignIn

TITLE = "Why does the mesh drop at two?"
WORDS = "It drops every night at two. Buy cheap replica watches at this shop, you will love it."


@pytest.fixture
def asked(alice: Actor) -> int:
    with unit_of_work():
        made = asking.ask(TITLE, "It drops every night at two.", ["mesh"], by=alice).id
        opening.settle(made)  # nobody need look at the question itself
        return made


def block(by: Actor) -> None:
    with unit_of_work():
        lists.add(Draft(pattern="replica watches", action=ListAction.BLOCK), by=by)


def suggest(asked: int, body: str, by: Actor) -> int:
    with unit_of_work():
        return editing.suggest(
            db.session.get_one(Post, asked), editing.Words(body=body, title=TITLE), by=by
        ).id


def test_what_the_gate_refuses_does_not_come_in_by_a_friend(
    client: FlaskClient, asked: int, alice: Actor, bob: Actor, carol: Actor, sign_in: SignIn
) -> None:
    block(carol)
    sign_in(client, alice)
    edited = {"title": TITLE, "body": WORDS, "tags": "mesh"}
    assert client.post(f"/questions/{asked}/edit", data=edited).status_code == 422
    given = suggest(asked, WORDS, bob)
    told = client.post(f"/suggestions/{given}", data={"decision": "approve"})
    assert told.status_code == 422
    assert "reviewers decide in the queue" in told.text
    db.session.expire_all()
    assert "replica" not in db.session.get_one(Post, asked).body_markdown
    assert db.session.get_one(EditSuggestion, given).state == SuggestionState.OPEN


def test_reviewers_in_the_queue_may_let_it_in(asked: int, bob: Actor, carol: Actor) -> None:
    block(carol)
    suggest(asked, WORDS, bob)
    item = opening.open_item_of(asked)
    assert item is not None
    with unit_of_work():
        claiming.claim(item.id, by=carol)
        services.decide(item.id, Opinion(Decision.APPROVE), by=carol)
    post = db.session.get_one(Post, asked)
    assert (post.status, "replica" in post.body_markdown) == (PostStatus.PUBLISHED, True)


@pytest.mark.parametrize("restraint", [Restraint.LOOKED_AT, Restraint.NO_LINKS])
def test_what_keeps_the_writer_from_it_holds_for_what_they_suggest(
    client: FlaskClient, asked: int, alice: Actor, bob: Actor, sign_in: SignIn, restraint: Restraint
) -> None:
    words = "It drops every night at two, as in https://example.org/mesh too."
    given = suggest(asked, words, bob)
    with unit_of_work():
        db.session.get_one(Member, bob.id).restraints = {restraint: None}
    sign_in(client, alice).post(f"/suggestions/{given}", data={"decision": "approve"})
    db.session.expire_all()
    post = db.session.get_one(Post, asked)
    assert post.status != PostStatus.PUBLISHED or post.body_markdown != words
    assert (post.status == PostStatus.HELD) == (restraint is Restraint.LOOKED_AT)
