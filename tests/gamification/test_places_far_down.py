"""A place far down on the board since ever: exact where nothing is kept yet, otherwise at most a minute old."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import update

from community.kernel import clock
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from gamification.leaderboards import places, totals
from gamification.leaderboards.queries import board
from gamification.leaderboards.rules import Period
from gamification.reputation import services as reputation
from gamification.reputation.models import MemberStanding
from tests.gamification.conftest import on_both_databases
from tests.plans import asked_of

People = Callable[[int], list[Actor]]
POINTS = (90, 70, 70, 50, 30, 30, 10)
RANKS = (1, 2, 2, 4, 5, 5, 7)


@pytest.fixture
def ladder(app: Flask, people: People, monkeypatch: pytest.MonkeyPatch) -> list[Actor]:
    """Seven with these points, of whom two are near."""
    monkeypatch.setattr(places, "NEAR", 2)
    some = people(len(POINTS))
    for someone, points in zip(some, POINTS, strict=True):
        give(someone, points)
    return some


def give(someone: Actor, points: int) -> None:
    with unit_of_work():
        reputation.ensure_rows([someone.id])
        standing = update(MemberStanding).where(MemberStanding.member_id == someone.id)
        db.session.execute(standing.values(points=points))


def rank_of(someone: Actor) -> int:
    found = totals.own(someone.id)
    db.session.rollback()
    assert found is not None
    return found[1]


def wait() -> None:
    places.kept().behind.wait()


@on_both_databases
def test_it_is_the_same_with_and_without_what_is_kept(app: Flask, ladder: list[Actor]) -> None:
    assert [rank_of(each) for each in ladder] == list(RANKS)
    wait()
    assert places.kept().steps is not None
    assert [rank_of(each) for each in ladder] == list(RANKS)


def test_once_kept_one_statement_tells_it(app: Flask, ladder: list[Actor]) -> None:
    rank_of(ladder[-1])
    wait()
    with asked_of(db.engine) as asked:
        own = board(Period.ALL, limit=1, viewer_id=ladder[-1].id).own
    db.session.rollback()
    assert own is not None
    assert (own.rank, own.points) == (7, 10)
    assert len(asked) == 2  # the board and one's own row


def test_what_came_since_is_counted_within_a_minute(app: Flask, ladder: list[Actor]) -> None:
    rank_of(ladder[-1])
    wait()
    give(ladder[3], 5)  # from the fourth place to the last
    assert rank_of(ladder[4]) == 5
    later = clock.now() + timedelta(seconds=30)
    with clock.at(later):
        assert rank_of(ladder[4]) == 5  # read anew behind its back
        wait()
        assert rank_of(ladder[4]) == 4
    give(ladder[3], 50)
    with clock.at(later + timedelta(minutes=1)):
        assert rank_of(ladder[4]) == 5  # too old to be told: counted at once
        wait()


def test_who_is_far_never_stands_among_the_near(app: Flask, ladder: list[Actor]) -> None:
    rank_of(ladder[-1])
    wait()
    for each in ladder[3:6]:
        give(each, 100)
    assert [rank_of(each) for each in ladder[:3]] == [4, 4, 4]  # at least behind the near
