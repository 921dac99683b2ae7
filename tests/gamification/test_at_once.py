"""Many deeds at once leave the points that the same deeds one after another leave, on both databases."""

import threading
from collections.abc import Callable
from itertools import product

from flask import Flask
from sqlalchemy import func, select

from community.answers import services as answers
from community.answers.models import Answer
from community.kernel import checks, clock
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.ratings import services as ratings
from gamification.badges import choosing
from gamification.badges import queries as badges
from gamification.badges.models import BadgeAward
from gamification.reputation import services
from gamification.reputation.models import ReputationEvent
from gamification.reputation.replay import replay
from tests.gamification.conftest import Thread, on_both_databases, points_of

People = Callable[[int], list[Actor]]


def at_once(app: Flask, deeds: list[Callable[[], None]]) -> list[BaseException]:
    """Do all deeds at the same time, each in a unit of work of its own; returns what went wrong."""
    failures: list[BaseException] = []
    start = threading.Barrier(len(deeds))

    def do(deed: Callable[[], None]) -> None:
        with app.app_context():
            try:
                start.wait()
                with unit_of_work():
                    deed()
            except BaseException as error:  # noqa: BLE001 - told by the caller's assertion
                failures.append(error)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=do, args=(deed,)) for deed in deeds]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    db.session.rollback()
    return failures


def nothing_is_broken() -> bool:
    found = checks.run_all(db.session())
    db.session.rollback()
    return not any(found[slug] for slug in ("points", "causes", "daily-limits", "badges"))


@on_both_databases
def test_ratings_of_many_members_at_once(
    app: Flask, thread: Thread, alice: Actor, bob: Actor, people: People
) -> None:
    ids = [thread(alice, bob).id for _ in range(2)]

    def rate(answer_id: int, by: Actor) -> Callable[[], None]:
        return lambda: ratings.rate(db.session.get_one(Answer, answer_id), 5, by=by) and None

    # Twenty-four times ten points in a day: the limit takes forty off, whoever comes last.
    failures = at_once(app, [rate(answer_id, person) for answer_id, person in product(ids, people(12))])
    assert failures == []
    assert points_of(bob) == 200
    assert nothing_is_broken()
    assert replay().differences == {}


@on_both_databases
def test_members_who_accept_each_other_at_once(app: Flask, thread: Thread, alice: Actor, bob: Actor) -> None:
    pairs = [(thread(alice, bob).id, alice) for _ in range(5)] + [
        (thread(bob, alice).id, bob) for _ in range(5)
    ]

    def accept(answer_id: int, by: Actor) -> Callable[[], None]:
        return lambda: answers.accept(db.session.get_one(Answer, answer_id), by=by)

    assert at_once(app, [accept(*pair) for pair in pairs]) == []
    assert (points_of(alice), points_of(bob)) == (85, 85)
    assert nothing_is_broken()


@on_both_databases
def test_one_deed_told_twenty_times_at_once_is_booked_once(
    app: Flask, thread: Thread, alice: Actor, bob: Actor
) -> None:
    answer = thread(alice, bob)
    bus = app.extensions["huzhu_bus"]
    kept, bus._handlers = bus._handlers, type(bus._handlers)(list)
    with unit_of_work():
        answers.accept(answer, by=alice)
    bus._handlers = kept
    answer_id = answer.id
    assert at_once(app, [lambda: services.settle_about(answer_id)] * 20) == []
    assert (points_of(bob), points_of(alice)) == (15, 2)
    assert db.session.scalar(select(func.count()).select_from(ReputationEvent)) == 2


@on_both_databases
def test_badges_that_are_chosen_in_two_tabs_at_once(app: Flask, alice: Actor) -> None:
    member_id = alice.id
    with unit_of_work():
        for slug in ("thanked", "helper", "pillar"):
            award = BadgeAward(member_id=member_id, badge=slug, tier="bronze", awarded_at=clock.now())
            db.session.add(award)
    ways = [["thanked", "helper"], ["helper", "pillar"]]
    deeds = [lambda slugs=slugs: choosing.choose(member_id, slugs) for slugs in ways * 4]
    assert at_once(app, deeds) == []
    places = badges.places_of(member_id)
    assert sorted(places, key=lambda slug: places[slug]) in ways
