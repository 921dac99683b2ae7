"""Members who rate each other too much: nothing counts between them until a person has looked."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from community.answers import services as answers
from community.answers.models import Answer
from community.kernel import checks
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.ratings import services as ratings
from gamification.reputation import pairs, rulings
from gamification.reputation.replay import replay
from gamification.reputation.rules import Mutual, exceeds, pair_of
from tests.gamification.conftest import Thread, lines, on_both_databases, points_of

if TYPE_CHECKING:
    from community.kernel.web import Huzhu

People = Callable[[int], list[Actor]]
counts = st.integers(0, 60)


@given(counts, counts, counts, counts, st.integers(2, 9), st.integers(2, 20))
def test_a_pair_looks_the_same_from_both_sides_and_fewer_outside_ratings_never_clear_it(
    there: int, back: int, elsewhere: int, elsewhere_back: int, least: int, part: int
) -> None:
    def seen(more: int) -> bool:
        one = Mutual(
            there=there, back=back, given_there=there + elsewhere + more, given_back=back + elsewhere_back
        )
        other = Mutual(
            there=back, back=there, given_there=back + elsewhere_back, given_back=there + elsewhere + more
        )
        assert exceeds(one, least=least, part=part) == exceeds(other, least=least, part=part)
        return exceeds(one, least=least, part=part)

    if seen(7):
        assert seen(0)


def test_a_third_exactly_is_allowed_and_more_is_not() -> None:
    even = Mutual(there=5, back=5, given_there=15, given_back=15)
    assert not exceeds(even, least=5, part=3)
    assert exceeds(Mutual(there=6, back=5, given_there=15, given_back=15), least=5, part=3)
    assert exceeds(Mutual(there=5, back=5, given_there=15, given_back=14), least=5, part=3)
    assert not exceeds(Mutual(there=9, back=4, given_there=9, given_back=4), least=5, part=3)


def _rate(thread: Thread, asker: Actor, author: Actor, rater: Actor, stars: int = 5) -> Answer:
    answer = thread(asker, author)
    with unit_of_work():
        ratings.rate(answer, stars, by=rater)
    return answer


def _well(app: "Huzhu") -> bool:
    found = checks.run_all(db.session())
    db.session.rollback()
    return not any(found[slug] for slug in ("points", "causes", "daily-limits", "pairs"))


def _mutual(thread: Thread, one: Actor, other: Actor, asker: Actor, times: int) -> None:
    for _ in range(times):
        _rate(thread, asker, other, one)
        _rate(thread, asker, one, other)


@on_both_databases
def test_points_between_two_are_held_at_once_and_come_back_when_a_person_clears_them(
    app: "Huzhu", thread: Thread, alice: Actor, bob: Actor, people: People, carol: Actor
) -> None:
    asker = people(1)[0]
    _mutual(thread, alice, bob, asker, 4)
    assert (points_of(alice), points_of(bob)) == (40, 40)
    _mutual(thread, alice, bob, asker, 1)  # the fifth each way, of five that each gave
    assert (points_of(alice), points_of(bob)) == (0, 0)
    assert pairs.held_pairs() == {pair_of(alice.id, bob.id): None}
    assert _well(app)
    assert replay().differences == {}

    with unit_of_work():
        rulings.clear_pair(alice.id, bob.id, by=carol, reason="They sit in one workshop and answer well.")
    assert (points_of(alice), points_of(bob)) == (50, 50)
    assert replay().differences == {}
    with unit_of_work():
        rulings.unrule_pair(bob.id, alice.id, by=carol)
    assert (points_of(alice), points_of(bob)) == (0, 0)
    assert _well(app)


@on_both_databases
def test_ratings_given_to_others_let_a_pair_go_again(
    app: "Huzhu", thread: Thread, alice: Actor, bob: Actor, people: People
) -> None:
    asker, *authors = people(6)
    _mutual(thread, alice, bob, asker, 5)
    assert (points_of(alice), points_of(bob)) == (0, 0)
    for rater in (alice, bob):
        for author in authors:
            for _ in range(2):
                _rate(thread, asker, author, rater)
    # Five of fifteen each: a third and no more.
    assert pairs.held_pairs() == {}
    assert (points_of(alice), points_of(bob)) == (50, 50)
    assert _well(app)
    assert replay().differences == {}


def test_a_rating_taken_back_elsewhere_may_bring_a_pair_over_the_limit(
    app: "Huzhu", thread: Thread, alice: Actor, bob: Actor, people: People
) -> None:
    asker, *authors = people(6)
    elsewhere = [
        (_rate(thread, asker, author, rater), rater)
        for rater in (alice, bob)
        for author in authors
        for _ in range(2)
    ]
    _mutual(thread, alice, bob, asker, 5)
    assert pairs.held_pairs() == {}
    answer, rater = elsewhere[0]
    with unit_of_work():
        ratings.withdraw(answer, by=rater)
    assert pairs.held_pairs() == {pair_of(alice.id, bob.id): None}
    assert (points_of(alice), points_of(bob)) == (0, 0)
    assert _well(app)
    assert replay().differences == {}


def test_between_two_who_are_upheld_acceptances_count_for_nothing_either(
    app: "Huzhu", thread: Thread, alice: Actor, bob: Actor, carol: Actor
) -> None:
    answer = thread(alice, bob)
    with unit_of_work():
        answers.accept(answer, by=alice)
    assert (points_of(bob), points_of(alice)) == (15, 2)
    with unit_of_work():
        rulings.uphold_pair(bob.id, alice.id, by=carol, reason="One person with two accounts.")
    assert (points_of(bob), points_of(alice)) == (0, 0)
    assert replay().differences == {}
    with unit_of_work():
        rulings.unrule_pair(alice.id, bob.id, by=carol)
    assert (points_of(bob), points_of(alice)) == (15, 2)


def test_what_a_lost_event_left_wrong_is_found_by_the_check_and_set_right_by_a_replay(
    app: "Huzhu", thread: Thread, alice: Actor, bob: Actor, people: People
) -> None:
    asker = people(1)[0]
    bus = app.extensions["huzhu_bus"]
    kept, bus._handlers = bus._handlers, type(bus._handlers)(list)
    _mutual(thread, alice, bob, asker, 5)
    bus._handlers = kept
    found = checks.run_all(db.session())
    db.session.rollback()
    assert found["pairs"]
    before = lines()
    assert replay().pairs
    assert lines() == before  # nothing was booked, and nothing should be
    assert _well(app)
    assert (points_of(alice), points_of(bob)) == (0, 0)
