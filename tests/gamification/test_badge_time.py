"""Badges and time: they lapse once, are earned again by what is new, and news of them grows old."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask

from community.answers.models import Answer
from community.kernel import checks, clock, worker
from community.kernel.db import db
from community.kernel.events import BadgeAwarded
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.ratings import services as ratings
from gamification.badges import giving, making, services, upkeep
from gamification.badges.gallery import gallery
from gamification.badges.models import BadgeAward
from gamification.badges.moment import news_of
from gamification.badges.queries import all_awards_of, awards_of
from gamification.reputation.models import MemberStanding
from tests.gamification.conftest import RULE, Thread, on_both_databases

People = Callable[[int], list[Actor]]
START = datetime(2026, 1, 10, 12, tzinfo=UTC)
ODD = "fine-month"  # ten ratings in thirty days, 4.5 stars or more; lapses after sixty days


@pytest.fixture
def machine() -> "Iterator[time_machine.Traveller]":
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


def rate_all(answer: Answer, stars: int, raters: list[Actor]) -> None:
    answer_id = answer.id
    for rater in raters:
        with unit_of_work():
            ratings.rate(db.session.get_one(Answer, answer_id), stars, by=rater)


def award(someone: Actor, slug: str = ODD) -> list[BadgeAward]:
    db.session.rollback()
    return (
        db.session.query(BadgeAward)
        .filter_by(member_id=someone.id, badge=slug)
        .order_by(BadgeAward.number)
        .all()
    )


def holds(someone: Actor, slug: str = ODD) -> bool:
    db.session.rollback()
    return slug in {each.badge.slug for each in awards_of(someone.id)}


def silver(someone: Actor) -> int:
    db.session.rollback()
    return db.session.get_one(MemberStanding, someone.id).silver


def nothing_is_broken() -> bool:
    db.session.rollback()
    found = checks.run_all(db.session())
    db.session.rollback()
    return not any(found[slug] for slug in ("badges", "lapsed-badges", "own-badges", "points"))


@on_both_databases
def test_a_badge_lapses_once_and_is_earned_again(
    app: Flask,
    thread: Thread,
    alice: Actor,
    bob: Actor,
    people: People,
    machine: time_machine.Traveller,
) -> None:
    told: list[str] = []
    app.extensions["huzhu_bus"].on(BadgeAwarded, lambda event: told.append(event.badge))
    raters = people(22)
    rate_all(thread(alice, bob), 5, raters[:9])
    assert not holds(bob)
    rate_all(db.session.query(Answer).one(), 5, raters[9:11])
    assert holds(bob)
    before = silver(bob)

    machine.move_to(START + timedelta(days=59))
    worker.tick()
    assert holds(bob)

    machine.move_to(START + timedelta(days=60))
    for _ in range(3):  # a tick that comes again changes nothing
        worker.tick()
    assert not holds(bob)
    assert silver(bob) == before - 1
    assert [each.badge.slug for each in all_awards_of(bob.id) if each.lapsed] == [ODD]
    lapsed = award(bob)
    assert [(each.number, each.lapsed_at) for each in lapsed] == [(1, START + timedelta(days=60))]
    assert nothing_is_broken()

    machine.move_to(START + timedelta(days=70))
    rate_all(thread(alice, bob), 5, raters[11:20])
    assert not holds(bob)
    rate_all(db.session.query(Answer).order_by(Answer.id.desc()).first(), 5, raters[20:21])  # type: ignore[arg-type]
    assert holds(bob)
    assert [(each.number, each.lapsed_at is None) for each in award(bob)] == [(1, False), (2, True)]
    assert told.count(ODD) == 2
    assert silver(bob) >= before
    assert nothing_is_broken()


def test_who_never_stopped_is_given_it_again_when_it_lapses(
    app: Flask,
    thread: Thread,
    alice: Actor,
    bob: Actor,
    people: People,
    machine: time_machine.Traveller,
) -> None:
    raters = people(20)
    rate_all(thread(alice, bob), 5, raters[:10])
    machine.move_to(START + timedelta(days=45))
    rate_all(thread(alice, bob), 5, raters[10:20])
    assert [each.number for each in award(bob)] == [1]
    machine.move_to(START + timedelta(days=60, minutes=1))
    worker.tick()
    assert [(each.number, each.lapsed_at is None) for each in award(bob)] == [(1, False), (2, True)]
    assert nothing_is_broken()


def test_bad_stars_that_leave_the_window_make_room(
    app: Flask,
    thread: Thread,
    alice: Actor,
    bob: Actor,
    people: People,
    machine: time_machine.Traveller,
) -> None:
    raters = people(20)
    answer = thread(alice, bob)
    rate_all(answer, 1, raters[:10])
    machine.move_to(START + timedelta(days=10))
    rate_all(db.session.query(Answer).one(), 5, raters[10:20])
    worker.tick()
    assert not holds(bob)
    machine.move_to(START + timedelta(days=31))
    worker.tick()
    assert holds(bob)
    assert nothing_is_broken()


def test_what_was_earned_since_the_last_award_counts_once_that_has_left_the_window(
    app: Flask, thread: Thread, machine: time_machine.Traveller, alice: Actor, bob: Actor, root: Actor
) -> None:
    rule = {**RULE, "tag": "", "window": "30d", "repeatable": True}
    with unit_of_work():
        making.make(rule, by=root)
    with unit_of_work():
        making.go_live(making.custom_or_404(rule["slug"]), by=root)
    for days in (0, 20):
        machine.shift(timedelta(days=days))
        thread(alice, bob)
        thread(alice, bob)
    upkeep.look_at_windows(clock.now())
    assert len(award(bob, rule["slug"])) == 1
    machine.shift(timedelta(days=11))
    upkeep.look_at_windows(clock.now())
    assert len(award(bob, rule["slug"])) == 2
    upkeep.look_at_windows(clock.now())
    assert len(award(bob, rule["slug"])) == 2


def test_a_lapsed_badge_stands_in_the_gallery_with_its_end(
    app: Flask,
    thread: Thread,
    alice: Actor,
    bob: Actor,
    people: People,
    machine: time_machine.Traveller,
) -> None:
    rate_all(thread(alice, bob), 5, people(10))
    machine.move_to(START + timedelta(days=61))
    worker.tick()
    shown = next(
        each for some in gallery(bob.id).families.values() for each in some if each.badge.slug == ODD
    )
    assert not shown.held
    assert shown.until == START + timedelta(days=60)
    assert shown.progress == (0, 10)


def test_news_is_counted_put_away_once_and_grows_old(
    app: Flask, thread: Thread, alice: Actor, bob: Actor, machine: time_machine.Traveller
) -> None:
    thread(alice, bob)
    news = news_of(bob.id)
    assert news is not None
    assert [badge.slug for badge in news.badges] == ["first-answer"]
    assert db.session.get_one(MemberStanding, bob.id).unseen_awards == 1
    for _ in range(2):
        with unit_of_work():
            giving.put_away(clock.now(), bob.id, news.last)
    db.session.expire_all()
    assert db.session.get_one(MemberStanding, bob.id).unseen_awards == 0
    assert news_of(bob.id) is None
    assert news_of(alice.id) is not None
    machine.move_to(START + timedelta(days=15))
    upkeep.forget_old_news(clock.now())
    assert news_of(alice.id) is None
    assert nothing_is_broken()


def test_what_the_past_has_earned_is_no_news(
    app: Flask, thread: Thread, alice: Actor, bob: Actor, machine: time_machine.Traveller
) -> None:
    bus = app.extensions["huzhu_bus"]
    kept, bus._handlers = bus._handlers, type(bus._handlers)(list)
    thread(alice, bob)
    bus._handlers = kept
    machine.move_to(START + timedelta(days=100))
    assert services.look_back_at_everyone() == 2
    assert news_of(bob.id) is None
    assert [each.awarded_at for each in awards_of(bob.id)] == [START]
    assert nothing_is_broken()
