"""Deciding on appeals: by somebody else, and undone exactly."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import event

from community.accounts.models import Member
from community.answers import services as answers
from community.kernel import clock, worker
from community.kernel.db import db
from community.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.posts import services as posts
from community.posts.models import Post
from community.questions import queries as questions
from gamification.reputation.queries import totals_of
from moderation.appeals.deciding import Ruling
from moderation.appeals.models import Appeal
from moderation.appeals.rules import Outcome
from moderation.audit.models import ModerationLogEntry as Entry
from moderation.flags import services as flags
from moderation.review import undoing
from moderation.review.models import ReviewItem
from moderation.review.rules import Decision
from moderation.sanctions import conduct, ending
from moderation.sanctions.models import Sanction
from moderation.sanctions.rules import Kind
from tests.conftest import MakeMember, actor_of, both_databases
from tests.moderation.appeals.deeds import GRANT, appeal, decide, removal
from tests.moderation.sanctions.deeds import ask, breaches, impose, now_as, review


@both_databases
def test_a_granted_appeal_ends_a_suspension_and_strikes_it(
    app: Flask, alice: Actor, carol: Actor, mona: Actor
) -> None:
    sanction_id = impose(alice, carol)
    appeal_id = appeal(sanction_id, now_as(alice))
    assert breaches() == []
    assert decide(appeal_id, GRANT, mona) == "granted"
    assert not now_as(alice).suspended
    assert db.session.get_one(Sanction, sanction_id).struck
    assert conduct.suggested(alice.id, "abuse").kind is Kind.WARN
    assert db.session.query(ReviewItem).filter_by(appeal_id=appeal_id).one().state == "decided"
    assert breaches() == []


@both_databases
def test_a_granted_appeal_brings_a_removed_post_back_in_its_place(
    app: Flask, alice: Actor, carol: Actor, mona: Actor
) -> None:
    post_id, sanction_id = removal(alice, carol)
    post = db.session.get_one(Post, post_id)
    shown_since, before = post.published_at, points(alice)
    assert (post.status, before) == ("hidden", -100)
    assert decide(appeal(sanction_id, alice), GRANT, mona) == "granted"
    post = db.session.get_one(Post, post_id)
    assert (post.status, post.hidden_reason, post.published_at) == ("published", None, shown_since)
    assert points(alice) == 0
    assert breaches() == []


def test_a_refused_post_that_was_never_public_is_published(alice: Actor, carol: Actor, mona: Actor) -> None:
    impose(alice, carol, Kind.LIMIT, limit="looked-at")
    post_id = ask(now_as(alice))
    review(post_id, Decision.REFUSE, carol, "off-topic")
    sanction = db.session.query(Sanction).filter_by(about_id=post_id).one()
    assert (sanction.reason, sanction.decided_by) == ("off-topic", [carol.id])
    decide(appeal(sanction.id, alice), GRANT, mona)
    assert db.session.get_one(Post, post_id).status == "published"
    assert breaches() == []


def test_a_post_that_staff_deleted_is_a_sanction_too(alice: Actor, carol: Actor, mona: Actor) -> None:
    post_id = ask(alice)
    with unit_of_work():
        posts.delete(db.session.get_one(Post, post_id), by=carol, reason="abuse")
    sanction = db.session.query(Sanction).filter_by(about_id=post_id).one()
    assert sanction.kind == "removal"
    decide(appeal(sanction.id, alice), GRANT, mona)
    assert db.session.get_one(Post, post_id).status == "published"
    assert breaches() == []


def test_deleting_ones_own_post_is_no_sanction(alice: Actor) -> None:
    post_id = ask(alice)
    with unit_of_work():
        posts.delete(db.session.get_one(Post, post_id), by=alice)
    assert db.session.query(Sanction).count() == 0


def test_granted_after_the_end_the_sanction_counts_for_nothing(
    alice: Actor, carol: Actor, mona: Actor
) -> None:
    sanction_id = impose(alice, carol)
    appeal_id = appeal(sanction_id, alice)
    with clock.at(clock.now() + timedelta(days=3, hours=1)):
        worker.tick()
        decide(appeal_id, GRANT, mona)
        assert db.session.get_one(Sanction, sanction_id).struck
        assert breaches() == []


def test_granted_in_part_it_ends_earlier(alice: Actor, carol: Actor, mona: Actor) -> None:
    sanction_id = impose(alice, carol, days=30)
    appeal_id = appeal(sanction_id, alice)
    for days in (None, 0, 30, 31):
        with pytest.raises(Invalid):
            decide(appeal_id, Ruling(Outcome.PARTLY, "Seven days are enough.", days), mona)
    assert decide(appeal_id, Ruling(Outcome.PARTLY, "Seven days are enough.", 7), mona) == "partly"
    sanction = db.session.get_one(Sanction, sanction_id)
    assert sanction.until == sanction.imposed_at + timedelta(days=7)
    assert db.session.get_one(Member, alice.id).suspended_until == sanction.until
    assert breaches() == []


def test_only_what_has_an_end_can_be_shortened(alice: Actor, carol: Actor, mona: Actor) -> None:
    appeal_id = appeal(impose(alice, carol, Kind.WARN), alice)
    with pytest.raises(Conflict):
        decide(appeal_id, Ruling(Outcome.PARTLY, "Half of it.", 3), mona)


def test_another_person_decides(
    alice: Actor, bob: Actor, carol: Actor, mona: Actor, root: Actor, member: MakeMember
) -> None:
    steward = actor_of(member("steward"), level=4)
    post_id, sanction_id = removal(alice, carol)
    appeal_id = appeal(sanction_id, alice)
    for somebody in (carol, alice, bob):
        with pytest.raises((NotAllowed, NotFound)):
            decide(appeal_id, GRANT, somebody)
    assert decide(appeal_id, GRANT, steward) == "granted"
    with pytest.raises(NotFound):
        decide(appeal(impose(bob, carol), bob), GRANT, steward)
    assert post_id


def test_who_reported_a_post_does_not_hear_the_appeal(
    alice: Actor, carol: Actor, mona: Actor, root: Actor
) -> None:
    post_id = ask(alice)
    with unit_of_work():
        flags.flag(db.session.get_one(Post, post_id), "spam", by=mona)
    review(post_id, Decision.SPAM, carol)
    appeal_id = appeal(db.session.query(Sanction).filter_by(about_id=post_id).one().id, alice)
    with pytest.raises(NotAllowed, match="part in this"):
        decide(appeal_id, GRANT, mona)
    decide(appeal_id, GRANT, root)


def test_peers_who_agreed_on_a_removal_do_not_hear_the_appeal(
    alice: Actor, carol: Actor, member: MakeMember
) -> None:
    peers = [actor_of(member(name), level=4) for name in ("pia", "paul", "petra")]
    post_id = ask(alice)
    with unit_of_work():
        flags.flag(db.session.get_one(Post, post_id), "spam", by=carol)
    for peer in peers:
        review(post_id, Decision.SPAM, peer)
    sanction = db.session.query(Sanction).filter_by(about_id=post_id).one()
    assert sanction.decided_by == sorted(each.id for each in peers)
    appeal_id = appeal(sanction.id, alice)
    for peer in peers:
        with pytest.raises(NotAllowed):
            decide(appeal_id, GRANT, peer)


def test_what_was_lifted_meanwhile_needs_no_decision(alice: Actor, carol: Actor) -> None:
    sanction_id = impose(alice, carol)
    appeal_id = appeal(sanction_id, alice)
    with unit_of_work():
        ending.lift(sanction_id, "We talked.", by=carol)
    assert db.session.get_one(Appeal, appeal_id).state == "moot"
    assert breaches() == []


def points(member: Actor) -> int:
    db.session.rollback()
    return totals_of([member.id]).get(member.id, 0)


@both_databases
@pytest.mark.parametrize("hidden", [True, False])
def test_a_granted_appeal_leaves_deleted_what_its_author_deleted(
    app: Flask, alice: Actor, carol: Actor, mona: Actor, hidden: bool
) -> None:
    if hidden:
        post_id, sanction_id = removal(alice, carol)
    else:
        impose(alice, carol, Kind.LIMIT, limit="looked-at")
        post_id = ask(now_as(alice))
        review(post_id, Decision.REFUSE, carol, "off-topic")
        sanction_id = db.session.query(Sanction).filter_by(about_id=post_id).one().id
    appeal_id = appeal(sanction_id, alice)
    with unit_of_work():
        posts.delete(db.session.get_one(Post, post_id), by=now_as(alice))
    assert decide(appeal_id, GRANT, mona) == "granted"
    post = db.session.get_one(Post, post_id)
    assert (post.status, post.hidden_reason, post.hidden_by_id) == ("deleted", "by-author", alice.id)
    assert points(alice) == 0
    assert breaches() == []


@pytest.mark.parametrize("decision", [Decision.APPROVE, Decision.REFUSE])
def test_a_decision_that_touches_an_earlier_removal_stays(
    alice: Actor, bob: Actor, carol: Actor, mona: Actor, decision: Decision
) -> None:
    post_id = ask(alice)
    with unit_of_work():
        flags.flag(db.session.get_one(Post, post_id), "spam", by=bob)
    with unit_of_work():
        posts.hide(db.session.get_one(Post, post_id), "off-topic", by=carol)
    item = db.session.query(ReviewItem).filter_by(post_id=post_id, state="open").one().id
    sanction_id = db.session.query(Sanction).filter_by(about_id=post_id).one().id
    appeal_id = appeal(sanction_id, alice)
    review(post_id, decision, mona, "low-quality" if decision is Decision.REFUSE else None)
    with pytest.raises(Conflict), unit_of_work():
        undoing.undo(item, by=mona)
    db.session.rollback()
    ended = decision is Decision.APPROVE
    assert (db.session.get_one(Sanction, sanction_id).end == "restored") == ended
    assert (db.session.get_one(Appeal, appeal_id).state == "moot") == ended
    assert breaches() == []


def test_undoing_a_refusal_ends_the_removal_that_it_made(alice: Actor, bob: Actor, carol: Actor) -> None:
    post_id, sanction_id = removal(alice, carol, Decision.REFUSE)
    item = db.session.query(ReviewItem).filter_by(post_id=post_id, state="decided").one().id
    with unit_of_work():
        undoing.undo(item, by=carol)
    assert db.session.get_one(Sanction, sanction_id).end == "restored"
    assert db.session.get_one(Post, post_id).status == "published"


def test_a_shortened_sanction_is_logged_as_such(alice: Actor, carol: Actor, mona: Actor) -> None:
    sanction_id = impose(alice, carol, days=30)
    decide(appeal(sanction_id, alice), Ruling(Outcome.PARTLY, "Seven days are enough.", 7), mona)
    acts = [each.act for each in db.session.query(Entry).filter_by(subject=f"sanction:{sanction_id}")]
    assert acts == ["sanction-suspend", "sanction-shortened"]


@pytest.mark.postgres
@pytest.mark.parametrize("app", ["postgres"], indirect=True)
def test_an_answer_that_is_given_back_waits_for_its_thread_first(
    app: Flask, alice: Actor, bob: Actor, carol: Actor, mona: Actor
) -> None:
    question_id = ask(bob)
    with unit_of_work():
        question = questions.question_or_404(question_id, for_update=True)
        number = answers.answer(question, "Buy it at my shop, it is much cheaper there.", by=alice).id
    with unit_of_work():
        flags.flag(db.session.get_one(Post, number), "spam", by=carol)
    review(number, Decision.SPAM, carol)
    appeal_id = appeal(db.session.query(Sanction).filter_by(about_id=number).one().id, alice)
    locked: list[int] = []

    def note(_connection: object, _cursor: object, statement: str, given: dict[str, int], *_: object) -> None:
        if statement.startswith("SELECT") and "FROM posts" in statement and "FOR NO KEY UPDATE" in statement:
            locked.extend(given.values())

    event.listen(db.engine, "before_cursor_execute", note)
    assert decide(appeal_id, GRANT, mona) == "granted"
    assert list(dict.fromkeys(locked)) == [question_id, number]
