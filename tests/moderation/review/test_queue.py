"""The queue: what fills it, who may decide, and that each item is decided once."""

from datetime import timedelta
from functools import partial

import pytest
from flask import Flask
from flask.testing import FlaskClient

from community.kernel import clock
from community.kernel.db import db
from community.kernel.errors import Conflict, Invalid, NotAllowed
from community.kernel.policy import Actor, Role
from community.kernel.unit_of_work import unit_of_work
from community.posts import editing
from community.posts.models import Post
from community.posts.queries import post_or_404
from community.questions import queries as questions
from community.questions import services as asking
from moderation.review import block, bulk, claiming, opening, services
from moderation.review.models import ReviewDecision, ReviewItem
from moderation.review.rules import Decision, ItemKind
from tests.conftest import MakeMember, SignIn, actor_of, both_databases
from tests.moderation.review.conftest import Waiting
from tests.parallel import at_once

SHOUTED = "WHY DOES THIS ROUTER NEVER WORK WHEN I COME HOME FROM MY JOB IN THE EVENING"
APPROVE = services.Opinion(Decision.APPROVE)


def held(by: Actor, title: str = "The router never works in the evening") -> int:
    with unit_of_work():
        return asking.ask(title, SHOUTED, ["router"], by=by).id


def item_of(post_id: int) -> ReviewItem:
    return db.session.query(ReviewItem).filter_by(post_id=post_id, state="open").one()


def decide(item_id: int, opinion: services.Opinion, by: Actor) -> str:
    with unit_of_work():
        claiming.claim(item_id, by=by)
    with unit_of_work():
        return str(services.decide(item_id, opinion, by=by).state)


def test_a_held_question_is_published_by_approval(alice: Actor, carol: Actor) -> None:
    post_id = held(alice)
    assert not questions.question_or_404(post_id).listed
    assert decide(item_of(post_id).id, APPROVE, carol) == "decided"
    question = questions.question_or_404(post_id)
    assert (question.status, question.listed) == ("published", True)


def test_refusing_needs_a_reason_and_the_author_may_mend(alice: Actor, carol: Actor) -> None:
    post_id = held(alice)
    item_id = item_of(post_id).id
    with pytest.raises(Invalid):
        decide(item_id, services.Opinion(Decision.REFUSE), carol)
    decide(item_id, services.Opinion(Decision.REFUSE, "shouting"), carol)
    post = post_or_404(post_id)
    assert (post.status, post.hidden_reason) == ("refused", "shouting")
    with unit_of_work():
        words = editing.Words(body="Why does this router never work in the evening? I restarted it twice.")
        editing.edit(post_or_404(post_id), words, by=alice)
    assert post_or_404(post_id).status == "held"
    decide(item_of(post_id).id, APPROVE, carol)
    assert post_or_404(post_id).status == "published"


def test_nobody_decides_on_their_own_post(member: MakeMember) -> None:
    moderator = actor_of(member("mod", role=Role.MODERATOR))
    with unit_of_work():
        question = asking.ask(
            "A question by a moderator here",
            "Fine words, nothing wrong with them at all.",
            ["x"],
            by=moderator,
        )
        opening.open_item(question.id, ItemKind.LOW_QUALITY)
        post_id = question.id
    with pytest.raises(NotAllowed):
        decide(item_of(post_id).id, APPROVE, moderator)


def test_three_peers_must_agree(alice: Actor, member: MakeMember) -> None:
    peers = [actor_of(member(f"peer{number}"), level=3) for number in range(3)]
    item_id = item_of(held(alice)).id
    assert decide(item_id, APPROVE, peers[0]) == "open"
    assert decide(item_id, APPROVE, peers[1]) == "open"
    assert decide(item_id, APPROVE, peers[2]) == "decided"


def test_a_decision_after_the_claim_ran_out_is_refused(alice: Actor, carol: Actor) -> None:
    item_id = item_of(held(alice)).id
    with unit_of_work():
        claiming.claim(item_id, by=carol)
    with clock.at(clock.now() + timedelta(minutes=16)), pytest.raises(Conflict), unit_of_work():
        services.decide(item_id, APPROVE, by=carol)
    assert db.session.get_one(ReviewItem, item_id).state == "open"


def test_to_the_team_moves_the_need(alice: Actor, carol: Actor) -> None:
    from community.routing.models import Need

    post_id = held(alice)
    decide(item_of(post_id).id, services.Opinion(Decision.STAFF, words="Needs the account"), carol)
    assert db.session.query(Need).filter_by(question_id=post_id).one().stage == "tier-1"


def _race(item_id: int, by: Actor) -> str:
    with unit_of_work():
        claiming.claim(item_id, by=by)
    with unit_of_work():
        services.decide(item_id, APPROVE, by=by)
    return by.name


@both_databases
def test_twenty_moderators_decide_one_item_once(app: Flask, alice: Actor, member: MakeMember) -> None:
    post_id = held(alice)
    item_id = item_of(post_id).id
    moderators = [actor_of(member(f"mod{number}", role=Role.MODERATOR)) for number in range(20)]
    results = at_once(app, [partial(_race, item_id, each) for each in moderators])
    winners = [each for each in results if isinstance(each, str)]
    assert len(winners) == 1
    assert all(isinstance(each, Conflict) for each in results if not isinstance(each, str))
    assert db.session.get_one(Post, post_id, populate_existing=True).status == "published"


def test_pages_of_the_queue(client: FlaskClient, alice: Actor, carol: Actor, sign_in: SignIn) -> None:
    post_id = held(alice)
    assert client.get("/review").status_code == 302
    sign_in(client, carol)
    assert "The router never works" in client.get("/review").text
    taken = client.post("/review/next")
    assert taken.status_code == 303
    page = client.get(taken.location)
    assert "capitals" in page.text
    wrong = client.post(
        f"{taken.location.split('?')[0]}/decision", data={"decision": "refuse", "words": "my words"}
    )
    assert wrong.status_code == 422
    assert "my words" in wrong.text
    done = client.post(f"{taken.location.split('?')[0]}/decision", data={"decision": "approve"})
    assert done.status_code == 303
    assert post_or_404(post_id).status == "published"
    assert client.get("/transparency").status_code == 200


def test_authors_see_their_held_post_and_others_do_not(
    client: FlaskClient, alice: Actor, bob: Actor, sign_in: SignIn
) -> None:
    post_id = held(alice)
    assert client.get(f"/questions/{post_id}/x").status_code == 404
    sign_in(client, bob)
    assert client.get(f"/posts/{post_id}").status_code == 404
    mine = sign_in(client.application.test_client(), alice)
    page = mine.get(mine.get(f"/posts/{post_id}").location)
    assert page.status_code == 200
    assert "Waiting for a moderator" in page.text
    assert "capitals" in page.text


def test_reloading_a_refused_form_leads_back_to_its_page(client: FlaskClient) -> None:
    answer = client.get("/review/7/decision?lang=en")
    assert (answer.status_code, answer.location) == (302, "/review/7?lang=en")
    assert client.get("/answers/1/rating").status_code == 405


def test_a_lot_is_decided_in_the_order_of_its_posts(waiting: Waiting, carol: Actor) -> None:
    """Two lots that hold the same posts in another order wait for each other in a line, never in a ring."""
    ids = [waiting(number).id for number in (1, 2, 3)]
    given = [(line.item.id, line.seen) for line in bulk.preview(ids[::-1], APPROVE, by=carol) if line.item]
    lines = bulk.decide(given, APPROVE, by=carol)
    assert [line.item.id for line in lines if line.item] == ids[::-1]
    said = db.session.query(ReviewDecision.item_id).order_by(ReviewDecision.id)
    assert [item_id for (item_id,) in said] == ids


@both_databases
def test_the_front_page_tells_since_when_the_oldest_of_all_waits(
    app: Flask, waiting: Waiting, carol: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(block, "LOOKED_AT", 1)
    with clock.at(clock.now() - timedelta(days=3)):
        old = waiting(1, ItemKind.SPAM)
    waiting(2, ItemKind.SPAM)
    with unit_of_work():
        db.session.get_one(ReviewItem, old.id).rank_at = clock.now() + timedelta(days=9)
    found = block.waiting(carol, {})
    assert (found.count, found.more, found.oldest) == (1, True, old.created_at)
