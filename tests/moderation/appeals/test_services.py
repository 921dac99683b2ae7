"""Appealing: once, in time; the dialogue, the clocks, and two at once."""

from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest
from flask import Flask

from community.accounts.closing import close_account
from community.accounts.models import Member
from community.kernel import clock, worker
from community.kernel.db import db
from community.kernel.errors import Conflict, DomainError, Invalid, NotAllowed, NotFound
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.notifications.models import Notification
from community.posts.models import Post
from moderation.appeals import deciding, queries, services
from moderation.appeals.models import Appeal
from moderation.audit.models import ModerationLogEntry
from moderation.review import claiming
from moderation.review.models import ReviewItem
from moderation.sanctions import ending
from moderation.sanctions.models import Sanction, SanctionPost
from tests.conftest import both_databases
from tests.moderation.appeals.deeds import GRANT, REFUSE, appeal, decide, removal
from tests.moderation.sanctions.deeds import breaches, impose, now_as
from tests.parallel import at_once


@both_databases
def test_of_two_appeals_at_once_one_is_kept(app: Flask, alice: Actor, carol: Actor) -> None:
    sanction_id = impose(alice, carol)
    results = at_once(app, [partial(appeal, sanction_id, alice)] * 5)
    assert len([each for each in results if isinstance(each, int)]) == 1
    assert all(isinstance(each, int | Conflict) for each in results)
    assert db.session.query(Appeal).count() == 1
    assert breaches() == []


@both_databases
def test_deciding_and_taking_back_at_once_leave_one_outcome(
    app: Flask, alice: Actor, carol: Actor, mona: Actor
) -> None:
    appeal_id = appeal(impose(alice, carol), alice)
    with unit_of_work():
        services.take(appeal_id, by=mona)

    def rule() -> None:
        with unit_of_work():
            deciding.decide(appeal_id, GRANT, by=mona)

    def withdraw() -> None:
        with unit_of_work():
            services.withdraw(appeal_id, by=alice)

    results = at_once(app, [rule, withdraw])
    assert sum(isinstance(each, DomainError) for each in results) == 1
    state = db.session.get_one(Appeal, appeal_id).state
    assert now_as(alice).suspended == (state == "withdrawn")
    assert breaches() == []


@both_databases
def test_granting_and_lifting_at_once_leave_one_outcome(
    app: Flask, alice: Actor, carol: Actor, mona: Actor
) -> None:
    sanction_id = impose(alice, carol)
    appeal_id = appeal(sanction_id, alice)
    with unit_of_work():
        services.take(appeal_id, by=mona)

    def rule() -> None:
        with unit_of_work():
            deciding.decide(appeal_id, GRANT, by=mona)

    def lift() -> None:
        with unit_of_work():
            ending.lift(sanction_id, "We talked.", by=carol)

    results = at_once(app, [rule, lift])
    assert sum(isinstance(each, DomainError) for each in results) == 1
    assert not now_as(alice).suspended
    sanction, state = db.session.get_one(Sanction, sanction_id), db.session.get_one(Appeal, appeal_id).state
    assert (sanction.end, state) in {("granted", "granted"), ("lifted", "moot")}
    assert breaches() == []


def test_the_window_closes_after_fourteen_days_and_says_when(alice: Actor, carol: Actor) -> None:
    sanction_id = impose(alice, carol, days=30)
    with clock.at(clock.now() + timedelta(days=14, minutes=1)), pytest.raises(Conflict) as refused:
        appeal(sanction_id, alice)
    assert "date" in refused.value.params
    with clock.at(clock.now() + timedelta(days=13, hours=23)):
        appeal(sanction_id, alice)


def test_a_second_appeal_is_refused_even_after_taking_the_first_back(alice: Actor, carol: Actor) -> None:
    sanction_id = impose(alice, carol)
    appeal_id = appeal(sanction_id, alice)
    with unit_of_work():
        services.withdraw(appeal_id, by=alice)
    with pytest.raises(Conflict, match="once"):
        appeal(sanction_id, alice)
    assert breaches() == []


@pytest.mark.parametrize("words", ["", "  \n ", "字" * 1_001, "x" * 1_001])
def test_an_appeal_has_one_to_a_thousand_characters(alice: Actor, carol: Actor, words: str) -> None:
    sanction_id = impose(alice, carol)
    with pytest.raises(Invalid):
        appeal(sanction_id, alice, words)
    appeal(sanction_id, alice, "字" * 1_000)


def test_nobody_appeals_for_somebody_else(alice: Actor, bob: Actor, carol: Actor) -> None:
    with pytest.raises(NotFound):
        appeal(impose(alice, carol), bob)


def test_the_clock_stands_still_while_an_answer_is_awaited(alice: Actor, carol: Actor, mona: Actor) -> None:
    appeal_id = appeal(impose(alice, carol, days=30), alice)
    due = db.session.get_one(Appeal, appeal_id).due_at
    with unit_of_work():
        services.take(appeal_id, by=mona)
    with unit_of_work():
        services.ask(appeal_id, "Did you write to Bob?", by=mona)
    with clock.at(clock.now() + timedelta(days=2)):
        worker.tick()
        with unit_of_work():
            services.answer(appeal_id, "Yes, yesterday.", by=alice)
    found = db.session.get_one(Appeal, appeal_id)
    assert found.state == "open"
    assert abs(found.due_at - due - timedelta(days=2)) < timedelta(minutes=1)
    assert [each.words for each in queries.messages_of(appeal_id)] == [
        "Did you write to Bob?",
        "Yes, yesterday.",
    ]


def test_so_much_is_asked_and_no_more(alice: Actor, carol: Actor, mona: Actor) -> None:
    appeal_id = appeal(impose(alice, carol, days=30), alice)

    def ask_back() -> None:
        with unit_of_work():
            services.take(appeal_id, by=mona)
        with unit_of_work():
            services.ask(appeal_id, "And then?", by=mona)

    for _ in range(3):
        ask_back()
        with pytest.raises(Conflict), unit_of_work():
            services.ask(appeal_id, "And then?", by=mona)
        with unit_of_work():
            services.answer(appeal_id, "Nothing.", by=alice)
    with pytest.raises(Conflict, match="Enough"):
        ask_back()


def test_without_an_answer_the_clock_goes_on_after_a_week(alice: Actor, carol: Actor, mona: Actor) -> None:
    appeal_id = appeal(impose(alice, carol, days=30), alice)
    with unit_of_work():
        services.take(appeal_id, by=mona)
    with unit_of_work():
        services.ask(appeal_id, "Did you write to Bob?", by=mona)
    with clock.at(clock.now() + timedelta(days=7, minutes=1)):
        worker.tick()
        assert db.session.get_one(Appeal, appeal_id).state == "open"
        assert breaches() == []


def test_a_late_appeal_rises_and_reminds_once_whoever_may_decide(
    alice: Actor, carol: Actor, mona: Actor
) -> None:
    appeal_id = appeal(impose(alice, carol, days=30), alice)
    with clock.at(clock.now() + timedelta(hours=73)):
        worker.tick()
        worker.tick()
    told = db.session.query(Notification).filter_by(kind="appeal-late").all()
    assert [each.member_id for each in told] == [mona.id]
    assert db.session.query(ReviewItem).filter_by(appeal_id=appeal_id).one().priority == 150


def test_the_words_of_the_post_outlive_it_and_go_when_the_window_is_closed(
    alice: Actor, carol: Actor, mona: Actor
) -> None:
    post_id, sanction_id = removal(alice, carol)
    appeal_id = appeal(sanction_id, alice)
    copy = db.session.query(SanctionPost).filter_by(sanction_id=sanction_id).one()
    with unit_of_work():
        post = db.session.get_one(Post, post_id)
        post.body_markdown = "Gone."
    assert "both nodes lose each other" in db.session.get_one(SanctionPost, copy.id).body_html
    with clock.at(clock.now() + timedelta(days=20)):
        worker.tick()
        assert db.session.get_one(SanctionPost, copy.id).body_html
        decide(appeal_id, REFUSE, mona)
    with clock.at(clock.now() + timedelta(days=20 + 15)):
        worker.tick()
        assert db.session.get_one(SanctionPost, copy.id).body_html == ""


def test_every_step_is_logged_and_told(alice: Actor, carol: Actor, mona: Actor) -> None:
    appeal_id = appeal(impose(alice, carol), alice)
    decide(appeal_id, REFUSE, mona)
    acts = [each.act for each in db.session.query(ModerationLogEntry).order_by(ModerationLogEntry.number)]
    assert acts == ["sanction-suspend", "appeal-opened", "appeal-refused"]
    told = [each.kind for each in db.session.query(Notification).filter_by(member_id=alice.id)]
    assert told == ["suspended", "appeal-opened", "appeal-refused"]
    assert db.session.get_one(Appeal, appeal_id).answer == REFUSE.reason


def test_closing_the_account_ends_everything(alice: Actor, carol: Actor) -> None:
    appeal_id = appeal(impose(alice, carol), alice)
    with unit_of_work():
        close_account(db.session.get_one(Member, alice.id), sure=True)
    assert db.session.get_one(Appeal, appeal_id).state == "moot"
    assert breaches() == []


def test_an_appeal_against_what_ran_out_ends_with_the_account(alice: Actor, carol: Actor) -> None:
    appeal_id = appeal(impose(alice, carol), alice)
    with clock.at(clock.now() + timedelta(days=4)):
        worker.tick()
        with unit_of_work():
            close_account(db.session.get_one(Member, alice.id), sure=True)
        assert db.session.get_one(Appeal, appeal_id).state == "moot"
        assert db.session.query(ReviewItem).filter_by(appeal_id=appeal_id, state="open").count() == 0
        assert breaches() == []


def test_an_appeal_is_taken_on_its_own_page_alone(
    alice: Actor, carol: Actor, mona: Actor, root: Actor
) -> None:
    appeal_id = appeal(impose(alice, carol), alice)
    item_id = db.session.query(ReviewItem).filter_by(appeal_id=appeal_id).one().id
    for somebody in (replace(alice, level=4), carol, mona):
        with pytest.raises(NotAllowed), unit_of_work():
            claiming.claim(item_id, by=somebody)
    with pytest.raises(NotAllowed), unit_of_work():
        claiming.take_over(item_id, by=root)
    assert db.session.get_one(ReviewItem, item_id).claimed_by_id is None
    with unit_of_work():
        assert services.take(appeal_id, by=mona).claimed_by_id == mona.id
