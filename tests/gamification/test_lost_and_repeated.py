"""Events that are lost, told twice, or told late: a total is always the sum of its lines, and a replay makes it true."""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, select, update

from community.answers import services as answers
from community.answers.models import Answer
from community.kernel import checks, clock
from community.kernel.db import db
from community.kernel.errors import DomainError
from community.kernel.policy import SYSTEM, Actor
from community.kernel.unit_of_work import unit_of_work
from community.posts import services as posts
from community.posts.models import Post
from community.ratings import services as ratings
from gamification.reputation.models import MemberStanding, ReputationEvent
from gamification.reputation.replay import replay, settle_everyone
from tests.gamification.conftest import Thread, lines, on_both_databases

People = Callable[[int], list[Actor]]
START = datetime(2026, 3, 31, 20, tzinfo=UTC)  # deeds go on over the edge of a day, a month and a quarter
DEEDS = 40


@contextmanager
def unreliable(app: Flask, chance: random.Random) -> Iterator[None]:
    """Standing hears of some things never, of some twice, and of some only after the next thing."""
    bus = app.extensions["huzhu_bus"]
    kept = {event: list(some) for event, some in bus._handlers.items()}
    late: list[tuple[Callable[[Any], None], Any]] = []

    def wrap(handler: Callable[[Any], None]) -> Callable[[Any], None]:
        def told(event: Any) -> None:
            fate = chance.random()
            if fate < 0.25:
                return
            if fate < 0.45:
                late.append((handler, event))
                return
            handler(event)
            if fate > 0.75:
                handler(event)
            for missed, about in [late.pop(0) for _ in list(late)]:
                missed(about)

        return told

    for event, some in kept.items():
        bus._handlers[event] = [
            (wrap(handler) if handler.__module__.startswith("gamification.") else handler, best)
            for handler, best in some
        ]
    try:
        yield
    finally:
        bus._handlers.update(kept)


def some_deed(chance: random.Random, answer_ids: list[int], people: list[Actor]) -> None:
    """One thing that somebody does to an answer; what the rules refuse is no deed."""
    answer = db.session.get_one(Answer, chance.choice(answer_ids))
    by = chance.choice(people)
    deed = chance.choice(("rate", "rate", "rate", "withdraw", "accept", "unaccept", "hide", "restore"))
    if deed == "rate":
        ratings.rate(answer, chance.randint(1, 5), by=by)
    elif deed == "withdraw":
        ratings.withdraw(answer, by=by)
    elif deed == "accept":
        answers.accept(answer, by=by)
    elif deed == "unaccept":
        answers.unaccept(answer, by=by)
    elif deed == "hide":
        posts.hide(
            db.session.get_one(Post, answer.id), reason=chance.choice(("spam", "off-topic")), by=SYSTEM
        )
    else:
        posts.restore(db.session.get_one(Post, answer.id), by=SYSTEM)


def totals() -> dict[int, int]:
    found = {
        row[0]: row[1] for row in db.session.execute(select(MemberStanding.member_id, MemberStanding.points))
    }
    db.session.rollback()
    return {member_id: points for member_id, points in found.items() if points}


def sums_are_right() -> bool:
    found = checks.run_all(db.session())
    db.session.rollback()
    return not any(found[slug] for slug in ("points", "causes"))


@on_both_databases
@pytest.mark.parametrize("seed", range(4))
def test_whatever_is_lost_or_repeated_a_replay_ends_where_the_record_says(
    app: Flask, thread: Thread, people: People, seed: int
) -> None:
    chance = random.Random(seed)
    everyone = people(5)
    answer_ids = [thread(everyone[n % 5], everyone[(n + 1 + n // 5) % 5]).id for n in range(10)]
    done = 0
    with unreliable(app, chance):
        for step in range(DEEDS):
            with clock.at(START + timedelta(minutes=11 * step)):
                try:
                    with unit_of_work():
                        some_deed(chance, answer_ids, everyone)
                    done += 1
                except DomainError:
                    continue
            if step % 10 == 0:
                assert sums_are_right()
    assert done > DEEDS // 3
    replay()
    after, count = totals(), lines()
    assert replay().differences == {}
    assert lines() == count
    assert sums_are_right()
    with unit_of_work():
        db.session.execute(delete(ReputationEvent))
        db.session.execute(update(MemberStanding).values(points=0))
    settle_everyone()
    assert totals() == after
