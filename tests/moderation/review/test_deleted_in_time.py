"""What a review says of a post holds also where its author was quicker and deleted it, and points follow."""

import pytest
from flask import Flask

from community.kernel import checks
from community.kernel.db import db
from community.kernel.errors import DomainError
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.notifications.models import Notification
from community.posts import services as posts
from community.posts.queries import post_or_404
from gamification.reputation import queries as reputation
from moderation.appeals import deciding
from moderation.appeals import services as appealing
from moderation.appeals.rules import Outcome
from moderation.flags import services as flagging
from moderation.review import claiming, services, undoing
from moderation.review.models import ReviewItem
from moderation.review.opinions import Opinion
from moderation.review.rules import Decision
from moderation.sanctions.models import Sanction
from tests.conftest import both_databases
from tests.moderation.review.conftest import Waiting


@pytest.fixture
def reported(waiting: Waiting, bob: Actor) -> ReviewItem:
    item = waiting()
    with unit_of_work():
        flagging.flag(post_or_404(item.post_id), "spam", by=bob)
    return item


def delete(item: ReviewItem, by: Actor, **given: str) -> None:
    with unit_of_work():
        posts.delete(post_or_404(item.post_id), by=by, **given)


def decide(item: ReviewItem, opinion: Opinion, by: Actor) -> None:
    with unit_of_work():
        claiming.claim(item.id, by=by)
        services.decide(item.id, opinion, by=by)


@pytest.mark.parametrize(
    ("opinion", "worth"),
    [(Opinion(Decision.SPAM), -100), (Opinion(Decision.REFUSE, "low-quality"), 0)],
    ids=["spam", "refused"],
)
@both_databases
def test_nobody_brings_back_what_they_deleted_before_it_was_judged(
    app: Flask, reported: ReviewItem, alice: Actor, carol: Actor, opinion: Opinion, worth: int
) -> None:
    delete(reported, alice)
    decide(reported, opinion, carol)
    assert reputation.totals_of([alice.id]).get(alice.id, 0) == worth
    with pytest.raises(DomainError), unit_of_work():
        posts.restore(post_or_404(reported.post_id), by=alice)
    assert post_or_404(reported.post_id).status == "deleted"
    told = db.session.query(Notification.kind).filter_by(member_id=alice.id).all()
    assert ("post-removed",) in told
    with unit_of_work():
        undoing.undo(reported.id, by=carol)
    assert reputation.totals_of([alice.id]).get(alice.id, 0) == 0
    with unit_of_work():
        posts.restore(post_or_404(reported.post_id), by=alice)
    assert post_or_404(reported.post_id).status == "published"


def test_an_appeal_that_is_granted_publishes_nothing_that_its_author_had_deleted(
    reported: ReviewItem, alice: Actor, carol: Actor, moderators: list[Actor]
) -> None:
    delete(reported, alice)
    decide(reported, Opinion(Decision.SPAM), carol)
    sanction = db.session.query(Sanction).filter_by(about_id=reported.post_id).one()
    with unit_of_work():
        appeal = appealing.appeal(sanction.id, "It is no advertising, I make nothing from it.", by=alice).id
    with unit_of_work():
        appealing.take(appeal, by=moderators[0])
        deciding.decide(appeal, deciding.Ruling(Outcome.GRANTED, "It is none."), by=moderators[0])
    assert post_or_404(reported.post_id).status == "deleted"
    assert reputation.totals_of([alice.id]).get(alice.id, 0) == 0
    with unit_of_work():
        posts.restore(post_or_404(reported.post_id), by=alice)
    assert post_or_404(reported.post_id).status == "published"


@pytest.mark.parametrize(
    ("opinion", "worth"),
    [(Opinion(Decision.SPAM), -100), (Opinion(Decision.REFUSE, "low-quality"), 0)],
    ids=["spam", "refused"],
)
@both_databases
def test_points_follow_what_a_second_look_says_of_advertising(
    app: Flask,
    reported: ReviewItem,
    alice: Actor,
    carol: Actor,
    moderators: list[Actor],
    opinion: Opinion,
    worth: int,
) -> None:
    with unit_of_work():
        posts.hide(post_or_404(reported.post_id), "spam", by=moderators[0])
    assert reputation.totals_of([alice.id]) == {alice.id: -100}
    decide(reported, opinion, carol)
    assert reputation.totals_of([alice.id]).get(alice.id, 0) == worth
    found = checks.run_all(db.session())
    assert {slug: lines for slug, lines in found.items() if lines and slug != "search-index"} == {}
