"""Spot checks: they look like any other item, touch nothing, and count nowhere."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from community.answers import services as answering
from community.answers.models import Answer
from community.kernel import checks, clock
from community.kernel.db import db
from community.kernel.errors import NotFound
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.posts import services as posting
from community.posts.queries import post_or_404
from gamification.reputation.models import ReputationEvent
from moderation.masking import services as masking
from moderation.review import claiming, queries
from moderation.review.models import ReviewDecision, ReviewItem
from moderation.review.watch import watch
from moderation.reviewers import services as watching
from moderation.reviewers.models import SpotCheck
from tests.conftest import MakeMember, SignIn, actor_of, both_databases
from tests.moderation.reviewers.conftest import APPROVE, LATER, REFUSE, SPAM, ask, decide, take, waiting
from tests.parallel import at_once


def test_an_item_may_be_a_check_and_looks_like_any_other(
    always: None, later: None, peer: Actor, real: int, client: FlaskClient, sign_in: SignIn
) -> None:
    sign_in(client, peer)
    item = take(peer)
    assert item is not None
    assert item.id != real
    with unit_of_work():
        claiming.claim(item.id, by=peer)
    shown = watch().shown(db.session.get_one(ReviewItem, item.id))
    assert shown.item.state == "open"
    assert shown.post.status in {"held", "published"}  # as it was then
    assert shown.post.title.startswith("Why does lamp")  # type: ignore[attr-defined]
    assert "13812345678" not in shown.post.body_html
    assert shown.post.author_id == post_or_404(shown.post.id).author_id


def test_the_real_post_and_every_count_stay_as_they_are(
    always: None, later: None, peer: Actor, real: int
) -> None:
    counts, points = queries.open_counts(), db.session.query(ReputationEvent).count()
    item = take(peer)
    assert item is not None
    post_id, status = item.post_id or 0, post_or_404(item.post_id or 0).status
    assert queries.open_counts() == counts
    assert item.id not in {each.id for each in queries.queue("", 1).items}
    decide(item.id, APPROVE, peer)
    assert queries.open_counts() == counts
    assert post_or_404(post_id).status == status
    assert db.session.query(ReviewDecision).filter_by(reviewer_id=peer.member_id).count() == 0
    assert db.session.query(ReputationEvent).count() == points
    breaches = {slug: lines for slug, lines in checks.run_all(db.session()).items() if lines}
    assert set(breaches) <= {"search-index"}, breaches  # no worker runs here


def test_nobody_else_sees_or_takes_a_check(
    always: None, later: None, peer: Actor, carol: Actor, client: FlaskClient, sign_in: SignIn
) -> None:
    item = take(peer)
    assert item is not None
    item_id = item.id
    with pytest.raises(NotFound), unit_of_work():
        claiming.claim(item_id, by=carol)


def test_a_check_is_never_a_post_that_the_reviewer_knows(
    always: None, later: None, alice: Actor, member: MakeMember, real: int, bad: list[int]
) -> None:
    author = Actor(member_id=alice.member_id, name="alice", level=3, confirmed=True)
    assert take(author) is not None
    assert db.session.query(SpotCheck).count() == 0  # all the examples are hers
    seen: set[int | None] = set()
    someone = actor_of(member("someone"), level=3)
    for _number in range(len(bad)):
        item = take(someone)
        assert item is not None
        assert item.id != real
        seen.add(item.post_id)
        decide(item.id, SPAM, someone)
    assert seen == set(bad)
    last = take(someone)
    assert last is not None
    assert last.id == real  # nothing is shown twice


def test_two_tabs_get_one_check(always: None, later: None, peer: Actor) -> None:
    first, second = take(peer), take(peer)
    assert first is not None
    assert second is not None
    assert first.id == second.id
    third = take(peer, (first.id,))
    assert third is not None
    assert third.id != first.id
    assert db.session.query(SpotCheck).filter(SpotCheck.void_at.is_not(None)).count() == 1


@both_databases
def test_two_tabs_at_once_get_one_check(
    app: Flask, always: None, alice: Actor, bob: Actor, carol: Actor, member: MakeMember
) -> None:
    for number in range(2):
        decide(waiting(ask(alice, number)), SPAM, carol)
    waiting(ask(bob, 99))
    peer = actor_of(member("peer"), level=3)
    now = clock.now() + LATER

    def tab() -> int:
        with clock.at(now):
            item = take(peer)
            assert item is not None
            return item.id

    assert len(set(at_once(app, [tab] * 6))) == 1
    assert db.session.query(SpotCheck).count() == 1


def test_moderators_are_not_checked(always: None, later: None, dave: Actor, carol: Actor, real: int) -> None:
    for each in (carol, dave):
        item = take(each)
        assert item is not None
        assert item.id == real


def test_well_rated_answers_and_solved_questions_are_the_good_examples(
    always: None, alice: Actor, bob: Actor, carol: Actor, peer: Actor
) -> None:
    post_id = ask(alice, 1)
    with unit_of_work():
        answer = answering.answer(
            post_or_404(post_id), "Hold the button for ten seconds until it blinks.", by=bob
        )
        answer_id = answer.id
    decide(waiting(answer_id), APPROVE, carol)
    waiting(ask(bob, 99))
    with clock.at(clock.now() + LATER):
        item = take(peer)
        assert item is not None
        assert db.session.query(SpotCheck).count() == 0  # approved, but nobody has said that it helped
        with unit_of_work():
            rated = db.session.get_one(Answer, answer_id)
            rated.stars_5, rated.rating_count = 2, 2
        item = take(peer)
        assert item is not None
        assert item.post_id == answer_id
        assert watch().result_of(item) is None
        decide(item.id, APPROVE, peer)
        result = watch().result_of(db.session.get_one(ReviewItem, item.id))
        assert result == {"passed": True, "expected": "approve", "why": "well-rated", "reason": None}


def test_what_its_author_deletes_or_leaves_is_an_example_no_more(
    always: None, alice: Actor, bob: Actor, carol: Actor, peer: Actor
) -> None:
    post_id = ask(alice, 1)
    decide(waiting(post_id), REFUSE, carol)
    waiting(ask(bob, 99))
    with clock.at(clock.now() + LATER):
        item = take(peer)
        assert item is not None
        assert item.post_id == post_id
        with unit_of_work():
            posting.delete(post_or_404(post_id), by=alice)
        again = take(peer)
        assert again is not None
        assert again.id != item.id
        with pytest.raises(NotFound):
            watch().shown(db.session.get_one(ReviewItem, item.id))


def test_who_leaves_takes_the_copies_along(
    always: None, alice: Actor, bob: Actor, carol: Actor, peer: Actor
) -> None:
    decide(waiting(ask(alice, 1)), SPAM, carol)
    waiting(ask(bob, 99))
    with clock.at(clock.now() + LATER):
        assert take(peer) is not None
        with unit_of_work():
            watching.forget_copies([db.session.query(SpotCheck).one().post_id])
        check = db.session.query(SpotCheck).one()
        assert (check.body_markdown, check.title, check.is_open) == ("", "", False)


def test_covering_or_deleting_a_removed_post_empties_its_copies(
    always: None, later: None, alice: Actor, carol: Actor, peer: Actor, real: int
) -> None:
    item = take(peer)
    assert item is not None
    post = post_or_404(item.post_id or 0)
    with unit_of_work():
        masking.mask_words(post, [post.title[:8]], by=carol)  # type: ignore[attr-defined]
    covered = db.session.query(SpotCheck).one()
    assert (covered.body_markdown, covered.title, covered.is_open) == ("", "", False)
    item = take(peer)
    assert item is not None
    with unit_of_work():
        posting.delete(post_or_404(item.post_id or 0), by=alice)
    deleted = db.session.query(SpotCheck).order_by(SpotCheck.id.desc()).first()
    assert deleted is not None
    assert (deleted.body_markdown, deleted.is_open) == ("", False)
