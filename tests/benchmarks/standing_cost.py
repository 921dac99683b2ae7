"""What standing costs: points, levels and badges at each rating, a replay's speed, and its memory.

CPU of this process, on a real community (the dump of quantumcomputing) and on a made-up ledger. A rating is
given twice to answers of the same author: once with all reactions, once without those of standing; the
difference of the medians is what standing adds.
"""

import random
import time
import tracemalloc
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from statistics import median

import pytest
from flask import Flask
from sqlalchemy import delete, func, insert, select, text

from community.accounts.models import Member
from community.answers.models import Answer
from community.imports.stackexchange.columns import Site
from community.imports.stackexchange.loader import import_dump
from community.kernel.db import db, table_of
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.posts.models import Post, PostKind
from community.ratings import services as ratings
from community.ratings.models import Rating
from gamification.reputation.models import MemberStanding, ReputationEvent
from gamification.reputation.replay import replay, settle_everyone
from tests.conftest import actor_of
from tests.machine import data_folder

DUMP = "quantumcomputing.stackexchange.com"
RATERS = 40


@pytest.fixture
def quantum(app: Flask) -> Flask:
    """A site that holds the dump."""
    import_dump(data_folder() / "qa_dumps" / DUMP, Site(DUMP), "Huzhu", quiet=True)
    return app


def spent(deed: Callable[[], object]) -> float:
    """Seconds of CPU."""
    began = time.process_time()
    deed()
    return time.process_time() - began


def answers_of(rank: int) -> list[int]:
    """The answers of the member who has the `rank`-th most of them."""
    post = table_of(Post)
    mine = (post.c.kind == PostKind.ANSWER, post.c.author_id.is_not(None))
    busy = (
        select(post.c.author_id)
        .where(*mine)
        .group_by(post.c.author_id)
        .order_by(func.count().desc(), post.c.author_id)
    )
    author = db.session.scalar(busy.limit(1).offset(rank))
    found = list(db.session.scalars(select(post.c.id).where(*mine, post.c.author_id == author)))
    db.session.rollback()
    return found


def raters() -> list[Actor]:
    """Members who may rate: the last who came."""
    found = [
        actor_of(each) for each in db.session.scalars(select(Member).order_by(Member.id.desc()).limit(RATERS))
    ]
    db.session.rollback()
    return [Actor(member_id=each.member_id, name=each.name, level=4, confirmed=True) for each in found]


def rate(answer_id: int, stars: int, by: Actor) -> None:
    with unit_of_work():
        ratings.rate(db.session.get_one(Answer, answer_id), stars, by=by)


class without_standing:  # noqa: N801 - reads as a sentence where it is used
    """For a while nobody of the package gamification hears anything."""

    def __init__(self, app: Flask) -> None:
        self.bus = app.extensions["huzhu_bus"]

    def __enter__(self) -> None:
        self.kept = {event: list(some) for event, some in self.bus._handlers.items()}
        for event, some in self.kept.items():
            self.bus._handlers[event] = [
                each for each in some if not each[0].__module__.startswith("gamification.")
            ]

    def __exit__(self, *_: object) -> None:
        self.bus._handlers.update(self.kept)


def ratings_cost(app: Flask, answer_ids: list[int]) -> tuple[float, float]:
    """Milliseconds a rating takes with standing, and without."""
    people = raters()
    rate(answer_ids[0], 5, people[0])  # statements are made once
    costs: dict[bool, list[float]] = {True: [], False: []}
    for number, person in enumerate(people[1:]):
        answer_id = answer_ids[number % len(answer_ids)]
        costs[True].append(1000 * spent(partial(rate, answer_id, 5, person)))
        with without_standing(app):
            costs[False].append(1000 * spent(partial(rate, answer_id, 4, person)))
    return median(costs[True]), median(costs[False])


@pytest.mark.data
def test_a_rating(quantum: Flask) -> None:
    print("\nA rating, CPU ms (median)       with   without   standing adds")
    for name, rank in (("the busiest author", 0), ("the tenth", 9), ("the hundredth", 99)):
        full, bare = ratings_cost(quantum, answers_of(rank))
        print(f"  {name:28} {full:6.2f}    {bare:6.2f}          {full - bare:6.2f}")


@pytest.mark.data
def test_a_replay_of_a_real_community(quantum: Flask) -> None:
    causes = replay().causes
    seconds = spent(replay)
    print(f"\nReplay, nothing to set right: {causes} causes, {causes / seconds:,.0f} a second of CPU")
    with unit_of_work():
        db.session.execute(delete(ReputationEvent))
        db.session.execute(text("UPDATE member_standings SET points = 0"))
    seconds = spent(replay)
    print(f"Replay from an empty ledger, looked at and then written: {causes / seconds:,.0f} a second")
    with unit_of_work():
        db.session.execute(delete(ReputationEvent))
        db.session.execute(text("UPDATE member_standings SET points = 0"))
    seconds = spent(settle_everyone)
    print(f"Settling an empty ledger, as after an import: {causes / seconds:,.0f} a second")


@pytest.mark.data
def test_memory_of_a_replay(quantum: Flask) -> None:
    """The same answers with ever more ratings: what a replay holds at most, in MB."""
    chance = random.Random(1)
    print("\nReplay: ratings in the record, MB held at most, causes a second")
    for more in (0, 50_000, 200_000):
        _more_ratings(more, chance)
        settle_everyone()
        tracemalloc.start()
        began = time.process_time()
        report = replay()
        seconds = time.process_time() - began
        _now, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        print(
            f"  {report.causes:9,}   {most / 1e6:6.1f}   {report.causes / seconds:8,.0f} (while memory is watched)"
        )
    assert report.differences == {}
    total = db.session.scalar(select(func.sum(MemberStanding.points)))
    assert total


def _more_ratings(count: int, chance: random.Random) -> None:
    """Ratings without a rater for the answers there are, half of them for one answer's author."""
    ids = list(db.session.scalars(select(Answer.id)))
    favourites = answers_of(0)
    start = datetime(2020, 1, 1, tzinfo=UTC)
    with unit_of_work():
        for begin in range(0, count, 5_000):
            rows = [
                {
                    "answer_id": chance.choice(favourites if number % 2 else ids),
                    "stars": chance.choice((1, 5, 5, 5)),
                    "created_at": (moment := start + timedelta(minutes=chance.randrange(2_000_000))),
                    "updated_at": moment,
                }
                for number in range(begin, min(begin + 5_000, count))
            ]
            db.session.execute(insert(table_of(Rating)), rows)
