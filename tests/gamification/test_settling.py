"""Points as members earn them: given, changed, taken back, hidden, restored, merged; the same when replayed."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from flask import Flask
from sqlalchemy import func, select, update

from community.accounts.closing import close_account
from community.accounts.models import Member
from community.answers import services as answers
from community.answers import threads
from community.kernel import clock
from community.kernel.bus import publish
from community.kernel.db import db
from community.kernel.events import FlagResolved
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.posts import editing
from community.posts import services as posts
from community.posts.models import EditSuggestion
from community.questions import taking_part
from community.questions.models import Question
from community.ratings import services as ratings
from gamification.leaderboards.queries import board
from gamification.leaderboards.rules import Period
from gamification.reputation.models import MemberStanding, ReputationEvent
from gamification.reputation.replay import replay
from gamification.standing.checks import days_keep_their_limit
from tests.gamification.conftest import Thread, lines, on_both_databases, points_of

People = Callable[[int], list[Actor]]
NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)


def rate(answer: object, stars: int, by: Actor) -> None:
    with unit_of_work():
        ratings.rate(answer, stars, by=by)  # type: ignore[arg-type]


def replaying_changes_nothing() -> bool:
    before = lines()
    return replay().differences == {} and lines() == before


@on_both_databases
def test_a_rating_counts_by_its_last_stars(thread: Thread, alice: Actor, bob: Actor) -> None:
    answer = thread(alice, bob)
    for stars, points in ((5, 10), (3, 2), (1, -2), (2, 0), (4, 6)):
        rate(answer, stars, alice)
        assert points_of(bob) == points
    with unit_of_work():
        ratings.withdraw(answer, by=alice)
    assert points_of(bob) == 0
    rate(answer, 5, alice)
    assert points_of(bob) == 10
    assert replaying_changes_nothing()


def test_acceptance_rewards_both_and_can_be_taken_back(thread: Thread, alice: Actor, bob: Actor) -> None:
    answer = thread(alice, bob)
    with clock.at(NOON), unit_of_work():
        answers.accept(answer, by=alice)
    assert (points_of(bob), points_of(alice)) == (15, 2)
    with clock.at(NOON + timedelta(days=2)), unit_of_work():
        answers.unaccept(answer, by=alice)
    assert (points_of(bob), points_of(alice)) == (0, 0)
    with clock.at(NOON + timedelta(days=3)), unit_of_work():
        answers.accept(answer, by=alice)
    assert (points_of(bob), points_of(alice)) == (15, 2)
    assert replaying_changes_nothing()


@on_both_databases
def test_what_is_accepted_anew_counts_where_it_counted(thread: Thread, alice: Actor, bob: Actor) -> None:
    """Else two friends would fill this week's board, and a campaign, with what they solved long ago."""
    answer = thread(alice, bob)
    with clock.at(NOON), unit_of_work():
        answers.accept(answer, by=alice)
    later = NOON + timedelta(days=40)
    for deed in (answers.unaccept, answers.accept, answers.unaccept, answers.accept):
        with clock.at(later), unit_of_work():
            deed(answer, by=alice)
    booked = select(func.sum(ReputationEvent.points)).where(ReputationEvent.member_id == bob.id)
    assert db.session.scalar(booked.where(ReputationEvent.day == NOON.date())) == 15
    assert not db.session.scalar(booked.where(ReputationEvent.day == later.date()))
    assert replaying_changes_nothing()


def test_an_acceptance_for_the_asker_counts_less_until_the_asker_agrees(
    thread: Thread, alice: Actor, bob: Actor, dave: Actor
) -> None:
    answer = thread(alice, bob)
    with clock.at(clock.now() + timedelta(days=8)), unit_of_work():
        answers.accept(answer, by=dave)
    assert (points_of(bob), points_of(dave), points_of(alice)) == (8, 2, 0)
    with clock.at(clock.now() + timedelta(days=9)), unit_of_work():
        answers.accept(answer, by=alice)
    assert (points_of(bob), points_of(dave), points_of(alice)) == (15, 0, 2)
    assert replaying_changes_nothing()


def test_nothing_is_earned_in_ones_own_thread(thread: Thread, alice: Actor, bob: Actor) -> None:
    answer = thread(alice, alice)
    rate(answer, 5, bob)
    with unit_of_work():
        answers.accept(answer, by=alice)
    assert points_of(alice) == 0


@on_both_databases
def test_hidden_posts_give_nothing_until_they_are_back(
    thread: Thread, alice: Actor, bob: Actor, carol: Actor
) -> None:
    answer = thread(alice, bob)
    rate(answer, 5, alice)
    with unit_of_work():
        answers.accept(answer, by=alice)
    with unit_of_work():
        posts.hide(answer, "off-topic", by=carol)
    assert (points_of(bob), points_of(alice)) == (0, 0)
    with unit_of_work():
        posts.restore(answer, by=carol)
    assert (points_of(bob), points_of(alice)) == (25, 2)
    assert replaying_changes_nothing()


def test_spam_costs_a_hundred_points_while_it_is_removed(
    thread: Thread, alice: Actor, bob: Actor, carol: Actor
) -> None:
    answer = thread(alice, bob)
    with unit_of_work():
        posts.hide(answer, "spam", by=carol)
    assert points_of(bob) == -100
    with unit_of_work():
        posts.restore(answer, by=carol)
    assert points_of(bob) == 0
    assert replaying_changes_nothing()


def test_an_author_escapes_no_loss_by_deleting(
    thread: Thread, alice: Actor, bob: Actor, carol: Actor
) -> None:
    answer = thread(alice, bob)
    with unit_of_work():
        posts.hide(answer, "off-topic", by=carol)
    assert points_of(bob) == 0
    with unit_of_work():
        posts.delete(answer, by=carol, reason="spam")
    assert points_of(bob) == -100
    with unit_of_work():
        posts.restore(answer, by=carol)
        posts.hide(answer, "spam", by=carol)
    with unit_of_work():
        posts.delete(answer, by=bob)
    assert points_of(bob) == -100
    assert replaying_changes_nothing()


def test_a_day_brings_two_hundred_points_from_stars(
    thread: Thread, alice: Actor, bob: Actor, people: People
) -> None:
    one, other = thread(alice, bob), thread(alice, bob)
    with clock.at(NOON):
        for person in people(12):
            rate(one, 5, person)
            rate(other, 5, person)
    assert points_of(bob) == 200
    with clock.at(NOON + timedelta(days=1)):
        rate(one, 5, alice)
    assert points_of(bob) == 210
    with clock.at(NOON + timedelta(days=2)), unit_of_work():
        ratings.withdraw(one, by=people(1)[0])
    assert points_of(bob) == 210
    assert replaying_changes_nothing()


def test_the_seventh_rating_of_a_pair_waits_until_one_is_withdrawn(
    thread: Thread, alice: Actor, bob: Actor
) -> None:
    given = [thread(alice, bob) for _ in range(7)]
    for answer in given:
        rate(answer, 5, alice)
    assert points_of(bob) == 60
    with unit_of_work():
        ratings.withdraw(given[0], by=alice)
    assert points_of(bob) == 60
    assert replaying_changes_nothing()


@on_both_databases
def test_a_question_that_five_others_have_counts_once(
    thread: Thread, alice: Actor, bob: Actor, people: People
) -> None:
    question_id = thread(alice, bob).question_id
    for number, person in enumerate(people(7), 1):
        with unit_of_work():
            taking_part.mark_same_problem(db.session.get_one(Question, question_id), by=person)
        assert points_of(alice) == (5 if number >= 5 else 0)
    for person in people(3):
        with unit_of_work():
            taking_part.unmark_same_problem(db.session.get_one(Question, question_id), by=person)
    assert points_of(alice) == 0
    assert replaying_changes_nothing()


def test_thanks_count_once_a_staff_member(
    thread: Thread, alice: Actor, bob: Actor, dave: Actor, erin: Actor
) -> None:
    answer = thread(alice, bob)
    for staff in (dave, dave, erin):
        with unit_of_work():
            answers.thank(answer, by=staff)
    assert points_of(bob) == 40


def test_an_approved_edit_and_an_upheld_flag_count(
    thread: Thread, alice: Actor, bob: Actor, carol: Actor, people: People
) -> None:
    answer = thread(alice, bob)
    (helper,) = people(1)
    with unit_of_work():
        words = editing.Words(body="The nightly scan does it; switch it off under Radio.")
        suggestion = editing.suggest(answer, words, by=helper)
    with unit_of_work():
        editing.decide(db.session.get_one(EditSuggestion, suggestion.id), approve=True, by=carol)
    assert points_of(helper) == 2
    for upheld, points in ((True, 4), (False, 2), (True, 4), (True, 4)):
        with unit_of_work():
            publish(FlagResolved(flag_id=9, post_id=answer.id, flagger_id=helper.id, upheld=upheld))
        assert points_of(helper) == points
    assert replaying_changes_nothing()


def test_an_answer_that_is_merged_into_its_authors_own_thread_earns_no_more(
    thread: Thread, alice: Actor, bob: Actor, carol: Actor
) -> None:
    answer = thread(alice, bob)
    rate(answer, 5, alice)
    own = thread(bob, alice)
    with unit_of_work():
        source = db.session.get_one(Question, answer.question_id)
        threads.merge(source, db.session.get_one(Question, own.question_id), by=carol)
    assert points_of(bob) == 0
    assert replaying_changes_nothing()


def test_a_reaction_that_was_lost_is_made_good_by_a_replay(
    app: object, thread: Thread, alice: Actor, bob: Actor
) -> None:
    answer = thread(alice, bob)
    bus = app.extensions["huzhu_bus"]  # type: ignore[attr-defined]
    kept, bus._handlers = bus._handlers, type(bus._handlers)(list)
    rate(answer, 5, alice)
    bus._handlers = kept
    assert points_of(bob) == 0
    assert replay().differences == {bob.id: (0, 10)}
    assert points_of(bob) == 10
    assert replaying_changes_nothing()


def test_a_total_gone_astray_is_reported_and_made_good(thread: Thread, alice: Actor, bob: Actor) -> None:
    rate(thread(alice, bob), 5, alice)
    with unit_of_work():
        db.session.execute(update(MemberStanding).where(MemberStanding.member_id == bob.id).values(points=99))
    assert replay().differences == {bob.id: (99, 10)}
    assert points_of(bob) == 10


def test_who_closes_an_account_takes_nothing_away_from_others(
    app: object, thread: Thread, alice: Actor, bob: Actor, people: People
) -> None:
    carl = people(1)[0]
    answer, own = thread(alice, bob), thread(bob, carl)
    rate(answer, 5, alice)
    rate(answer, 4, carl)
    rate(own, 5, bob)
    with unit_of_work():
        answers.accept(answer, by=alice)
    before = (points_of(bob), points_of(carl), points_of(alice))
    for leaver in (alice, bob):
        with unit_of_work():
            close_account(db.session.get_one(Member, leaver.id), sure=True)
    assert (points_of(bob), points_of(carl), points_of(alice)) == before
    assert replaying_changes_nothing()
    # Whoever left stands on no board; who stays keeps a place.
    assert [row.member.id for row in board(Period.ALL).rows] == [carl.id]


def test_a_limit_that_was_lowered_holds_for_past_days_once_they_are_replayed(
    app: Flask, thread: Thread, alice: Actor, bob: Actor
) -> None:
    with clock.at(NOON):
        rate(thread(alice, bob), 5, alice)
    app.extensions["huzhu_thresholds"] |= {"daily_points_cap": 4}
    (line,) = days_keep_their_limit(db.session())
    assert "huzhu replay settles it" in line
    replay()
    assert points_of(bob) == 4
    assert days_keep_their_limit(db.session()) == []
