"""Badges for days: the first thing that is written on a day counts it, and nothing later on it is counted again."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from community.answers.models import Answer
from community.kernel import checks, events
from community.kernel.bus import publish
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.posts import services as posts
from community.posts.models import PostStatus
from gamification.badges import making
from gamification.badges.models import BadgeAward
from tests.gamification.conftest import RULE, Thread, on_both_databases
from tests.plans import Asked, asked_of

NIGHT = datetime(2026, 1, 10, 23, 30, tzinfo=UTC)
DAYS = "two-days"


@pytest.fixture
def machine() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NIGHT, tick=False) as traveller:
        yield traveller


@pytest.fixture
def two_days(app: Flask, machine: time_machine.Traveller, root: Actor) -> str:
    """A badge for two days with something written, taken back where it is no longer true."""
    return made(root, threshold="2")


def made(root: Actor, **given: Any) -> str:
    rule = {**RULE, "slug": DAYS, "title": "Two days", "tag": "", "metric": "active-days", "revocable": True}
    with unit_of_work():
        making.make({**rule, **given}, by=root)
    with unit_of_work():
        making.go_live(making.custom_or_404(DAYS), by=root)
    return DAYS


def holds(someone: Actor) -> bool:
    db.session.rollback()
    live = select(BadgeAward.id).filter_by(member_id=someone.id, badge=DAYS, lapsed_at=None)
    found = db.session.scalars(live).all()
    assert checks.run_all(db.session())["badges"] == []
    db.session.rollback()
    return bool(found)


def days_are_counted(asked: list[Asked]) -> bool:
    return any("count(distinct date(" in each.words.lower() for each in asked)


@on_both_databases
def test_midnight_begins_another_day_and_the_same_day_is_counted_once(
    two_days: str, thread: Thread, machine: time_machine.Traveller, alice: Actor, bob: Actor
) -> None:
    thread(alice, bob)
    machine.shift(timedelta(minutes=29))
    with asked_of(db.engine) as asked:
        thread(alice, bob)
    assert not days_are_counted(asked)
    assert not holds(bob)
    machine.shift(timedelta(minutes=2))
    with asked_of(db.engine) as asked:
        thread(alice, bob)
    assert days_are_counted(asked)
    assert holds(bob)


@on_both_databases
def test_a_day_counts_as_long_as_anything_of_it_can_be_seen(
    two_days: str, thread: Thread, machine: time_machine.Traveller, alice: Actor, bob: Actor, root: Actor
) -> None:
    first, second = (thread(alice, bob).id for _ in range(2))
    machine.shift(timedelta(days=1))
    thread(alice, bob)
    assert holds(bob)
    for hidden, still in ((first, True), (second, False)):
        with unit_of_work():
            posts.hide(db.session.get_one(Answer, hidden), "off-topic", by=root)
        assert holds(bob) is still
    with unit_of_work():
        posts.restore(db.session.get_one(Answer, second), by=root)
    assert holds(bob)


@on_both_databases
def test_what_comes_into_sight_at_once_is_counted(
    two_days: str, thread: Thread, machine: time_machine.Traveller, alice: Actor, bob: Actor, root: Actor
) -> None:
    ids = [thread(alice, bob).id for _ in range(2)]
    machine.shift(timedelta(days=1))
    thread(alice, bob)
    for answer_id in ids:
        with unit_of_work():
            posts.hide(db.session.get_one(Answer, answer_id), "off-topic", by=root)
    assert not holds(bob)
    with unit_of_work():
        both = [db.session.get_one(Answer, answer_id) for answer_id in ids]
        for each in both:
            each.status = PostStatus.PUBLISHED
        db.session.flush()
        for each in both:  # the other can be seen by then
            publish(events.PostRestored(**posts.about(each), by_id=root.id))
    assert holds(bob)


@on_both_databases
def test_a_part_is_counted_with_each_post(
    app: Flask, machine: time_machine.Traveller, thread: Thread, alice: Actor, bob: Actor, root: Actor
) -> None:
    thread(root, alice, ("attic",))
    made(root, threshold="1", tag="attic", metric="streak-days")
    thread(alice, bob)
    assert not holds(bob)
    thread(alice, bob, ("attic",))
    assert holds(bob)
