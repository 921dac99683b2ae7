"""What an undone decision has said about others, and about the post, is unsaid too."""

import pytest
from flask import Flask

from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.posts.queries import post_or_404
from moderation.quality.models import GateFinding, PostShingle
from moderation.review import claiming, opening, services, undoing
from moderation.review.models import ReviewDecision, ReviewItem
from moderation.review.opinions import Opinion
from moderation.review.rules import Decision, ItemKind
from tests.conftest import MakeMember, actor_of
from tests.moderation.review.conftest import Waiting

APPROVE, SPAM = Opinion(Decision.APPROVE), Opinion(Decision.SPAM)
REFUSE = Opinion(Decision.REFUSE, "low-quality")


def say(item_id: int, opinion: Opinion, by: Actor) -> None:
    with unit_of_work():
        claiming.claim(item_id, by=by)
    with unit_of_work():
        services.decide(item_id, opinion, by=by)


def put(post_id: int) -> int:
    with unit_of_work():
        opening.open_item(post_id, ItemKind.LOW_QUALITY, ["substance"])
    return db.session.query(ReviewItem.id).filter_by(post_id=post_id, state="open").scalar()


def undo(item_id: int, by: Actor) -> None:
    with unit_of_work():
        undoing.undo(item_id, by=by)
    db.session.expire_all()


def overturned(item_id: int) -> set[str | None]:
    return {each for (each,) in db.session.query(ReviewDecision.overturned).filter_by(item_id=item_id)}


@pytest.fixture
def peers(app: Flask, member: MakeMember) -> list[Actor]:
    return [actor_of(member(f"peer{number}"), level=3) for number in range(3)]


def test_peers_are_right_again(waiting: Waiting, peers: list[Actor], carol: Actor) -> None:
    item = waiting()
    first, post_id = item.id, item.post_id or 0
    for peer in peers:
        say(first, APPROVE, peer)
    second = put(post_id)
    say(second, REFUSE, carol)
    assert overturned(first) == {"decision"}
    undo(second, carol)
    assert overturned(first) == {None}


def test_a_dissenting_voice_of_the_same_item_is_right_again(
    waiting: Waiting, peers: list[Actor], carol: Actor
) -> None:
    item_id = waiting().id
    say(item_id, REFUSE, peers[0])
    say(item_id, APPROVE, carol)
    assert "decision" in overturned(item_id)
    undo(item_id, carol)
    assert overturned(item_id) == {None}


def test_what_another_decision_overturned_stays_so(
    waiting: Waiting, peers: list[Actor], carol: Actor, moderators: list[Actor]
) -> None:
    item = waiting()
    first, post_id = item.id, item.post_id or 0
    for peer in peers:
        say(first, REFUSE, peer)
    second = put(post_id)
    say(second, APPROVE, carol)
    third = put(post_id)
    say(third, APPROVE, moderators[0])
    undo(third, moderators[0])
    assert overturned(first) == {"decision"}


@pytest.mark.parametrize("opinion", [APPROVE, REFUSE, SPAM])
@pytest.mark.parametrize("held", [True, False])
def test_a_post_is_as_well_known_as_before(
    opinion: Opinion, held: bool, waiting: Waiting, alice: Actor, carol: Actor
) -> None:
    text = "WHY DOES THIS ROUTER NEVER WORK WHEN I COME HOME FROM MY JOB IN THE EVENING" if held else ""
    item = waiting(text=text)
    item_id, post_id = item.id, item.post_id or 0
    assert post_or_404(post_id).status == ("held" if held else "published")

    def known() -> set[int]:
        return {each for (each,) in db.session.query(PostShingle.value).filter_by(post_id=post_id)}

    before = known()
    assert before
    assert db.session.query(GateFinding).filter_by(post_id=post_id).count()
    say(item_id, opinion, carol)
    undo(item_id, carol)
    assert known() == before
    decisions = db.session.query(GateFinding.decision).filter_by(post_id=post_id)
    assert {each for (each,) in decisions} == {None}
