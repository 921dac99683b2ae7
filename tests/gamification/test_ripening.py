"""Stars count for levels once they are a day old, also where they were changed or given anew."""

from datetime import datetime, timedelta

from community.answers import services as answers
from community.answers.models import Answer
from community.kernel import clock
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.ratings import services as ratings
from gamification.levels import services as levels
from gamification.levels.queries import due, records_of
from gamification.reputation.pages import ledger_page
from tests.gamification.conftest import Thread, on_both_databases


@on_both_databases
def test_stars_given_anew_ripen_anew(thread: Thread, alice: Actor, bob: Actor) -> None:
    answer, now = thread(alice, bob), clock.now()
    with unit_of_work():
        ratings.rate(answer, 1, by=alice)
        ratings.withdraw(answer, by=alice)
    with clock.at(now + timedelta(days=3)):
        with unit_of_work():
            ratings.rate(answer, 5, by=alice)
        assert records_of([bob.id])[bob.id].good_posts == 0
    with clock.at(now + timedelta(days=4, hours=1)):
        assert records_of([bob.id])[bob.id].good_posts == 1


@on_both_databases
def test_whose_stars_were_given_anew_is_looked_at_when_they_ripen(
    thread: Thread, alice: Actor, bob: Actor
) -> None:
    answer, now = thread(alice, bob), clock.now()
    with unit_of_work():
        ratings.rate(answer, 1, by=alice)
        levels.look_at([bob.id])
    with clock.at(now + timedelta(days=3)), unit_of_work():
        ratings.rate(answer, 5, by=alice)
    with clock.at(now + timedelta(days=3, hours=1)):
        assert bob.id not in due(timedelta(minutes=15))
    with clock.at(now + timedelta(days=4, minutes=5)):
        assert bob.id in due(timedelta(minutes=15))


@on_both_databases
def test_the_same_stars_once_more_leave_ripe_ones_as_they_are(
    thread: Thread, alice: Actor, bob: Actor
) -> None:
    answer, now = thread(alice, bob), clock.now()
    with unit_of_work():
        ratings.rate(answer, 5, by=alice)
    with clock.at(now + timedelta(days=3)):
        with unit_of_work():
            ratings.rate(answer, 5, by=alice)
        assert records_of([bob.id])[bob.id].good_posts == 1


@on_both_databases
def test_the_ledger_says_that_stars_ripen_as_long_as_they_do(
    thread: Thread, alice: Actor, bob: Actor
) -> None:
    answer, now = thread(alice, bob), clock.now()
    with clock.at(now), unit_of_work():
        ratings.rate(answer, 4, by=alice)
        answers.accept(answer, by=alice)
    with clock.at(now + timedelta(hours=20)), unit_of_work():
        ratings.rate(db.session.get_one(Answer, answer.id), 5, by=alice)
    ripe = now + timedelta(hours=44)

    def told(hours: int) -> dict[int, datetime | None]:
        with clock.at(now + timedelta(hours=hours)):
            return {line.points: line.ripens_at for line in ledger_page(bob.id, 1).items}

    assert told(21) == told(25) == {4: ripe, 6: ripe, 15: None}
    assert told(45) == {4: None, 6: None, 15: None}
    with clock.at(now + timedelta(hours=22)), unit_of_work():
        ratings.withdraw(db.session.get_one(Answer, answer.id), by=alice)
    assert set(told(23).values()) == {None}
