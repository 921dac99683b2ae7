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
from moderation.review import bulk, claiming, listing, own, weights
from moderation.review.filters import Filter
from moderation.review.models import ReviewDecision, ReviewItem
from moderation.review.watch import watch
from moderation.reviewers import services as watching
from moderation.reviewers.models import ReviewerPause, SpotCheck
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
    counts, points = listing.open_count(peer), db.session.query(ReputationEvent).count()
    item = take(peer)
    assert item is not None
    post_id, status = item.post_id or 0, post_or_404(item.post_id or 0).status
    assert listing.open_count(peer) == counts
    assert item.id not in {each.id for each in listing.listed(Filter(), 1, None).page.items}
    decide(item.id, APPROVE, peer)
    assert listing.open_count(peer) == counts
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


def test_a_check_stands_in_the_lists_like_an_item_that_one_has_taken(
    always: None, later: None, peer: Actor, known: Actor, real: int, client: FlaskClient, sign_in: SignIn
) -> None:
    count = listing.open_count(peer)
    item = take(peer)
    assert item is not None
    item_id, post_id = item.id, item.post_id
    with unit_of_work():
        claiming.claim(item_id, by=peer)
    sign_in(client, peer)
    link = f'href="/review/{item_id}'
    page = client.get(f"/review/{item_id}").text
    assert f'{link}" aria-current="true"' in page
    assert f'href="/posts/{post_id}/history"' not in page  # would show what became of it
    assert "Open the thread" not in page
    assert "Open the thread" not in client.get(f"/review/{real}").text
    for address in ("/review", "/review?state=mine"):
        listed = client.get(address).text
        assert link in listed
        assert "13812345678" not in listed
    assert own.listed(Filter(), 1, peer).total == count
    assert own.listed(Filter(state="mine"), 1, peer).total == 1


def test_a_check_waits_as_urgently_as_the_item_that_it_stands_for(
    always: None, later: None, peer: Actor, real: int
) -> None:
    item, instead = take(peer), db.session.get_one(ReviewItem, real)
    assert item is not None
    assert item.id != real
    now = clock.now()
    urgency = item.priority + weights.waited(item.created_at, now)
    assert urgency >= instead.priority + weights.waited(instead.created_at, now)
    assert item.created_at <= instead.created_at
    assert item.rank_at == weights.rank_at(item.created_at, item.priority)


def test_many_at_once_tell_a_check_from_nothing_and_keep_those_of_others(
    always: None, later: None, peer: Actor, carol: Actor, real: int
) -> None:
    item = take(peer)
    assert item is not None
    item_id = item.id
    theirs, other = bulk.preview([item_id, real], REFUSE, by=peer)
    assert (theirs.skip, other.skip) == (None, None)
    assert theirs.item is not None
    assert theirs.item.state == "open"
    assert "13812345678" not in theirs.item.post.body_html  # type: ignore[union-attr]
    [foreign] = bulk.preview([item_id], REFUSE, by=carol)
    assert (foreign.item, foreign.skip) == (None, "gone")
    [tried] = bulk.decide([(item_id, theirs.seen)], REFUSE, by=carol)
    assert (tried.item, tried.skip) == (None, "gone")
    done, counted = bulk.decide([(item_id, theirs.seen), (real, other.seen)], REFUSE, by=peer)
    assert (done.skip, counted.skip) == (None, None)
    assert done.item is not None
    assert done.item.state == "decided"
    assert db.session.query(SpotCheck).one().passed


def test_who_pauses_reads_why_instead_of_an_empty_queue(
    peer: Actor, known: Actor, real: int, client: FlaskClient, sign_in: SignIn
) -> None:
    with unit_of_work():
        now = clock.now()
        db.session.add(
            ReviewerPause(member_id=peer.id, number=1, failed=2, checks=5, began_at=now, until=now + LATER)
        )
    sign_in(client, peer)
    answer = client.post("/review/next", data={"csrf_token": "any"}, follow_redirects=True)
    assert "You pause from reviewing until" in answer.text
    assert "Nothing waits for you" not in answer.text


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
