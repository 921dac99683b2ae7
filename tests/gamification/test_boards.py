"""Boards: shared ranks, the right stretch of time, nobody who should not stand there, one's own row always."""

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from community.accounts.models import Member, MemberStatus
from community.kernel import clock
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.ratings import services as ratings
from gamification.leaderboards.queries import Board, board
from gamification.leaderboards.rules import Period, begins
from tests.conftest import SignIn
from tests.gamification.conftest import Thread

NOW = datetime(2026, 5, 14, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("period", "first"),
    [
        (Period.DAY, date(2026, 5, 14)),
        (Period.WEEK, date(2026, 5, 11)),
        (Period.MONTH, date(2026, 5, 1)),
        (Period.QUARTER, date(2026, 4, 1)),
        (Period.YEAR, date(2026, 1, 1)),
        (Period.ALL, None),
    ],
)
def test_periods_begin_where_people_expect(period: Period, first: date | None) -> None:
    assert begins(period, NOW.date()) == first


def names(found: Board) -> list[tuple[int, str, int]]:
    return [(row.rank, row.member.name, row.points) for row in found.rows]


def reward(thread: Thread, author: Actor, by: Actor, stars: int = 5, **given: object) -> None:
    answer = thread(by, author, **given)
    with unit_of_work():
        ratings.rate(answer, stars, by=by)
    db.session.rollback()


def change(someone: Actor, **values: object) -> None:
    with unit_of_work():
        member = db.session.get_one(Member, someone.id)
        for name, value in values.items():
            setattr(member, name, value)


def test_a_board_looks_at_its_stretch_of_time(
    thread: Thread, alice: Actor, bob: Actor, people: object
) -> None:
    (cleo,) = people(1)  # type: ignore[operator]
    with clock.at(NOW - timedelta(days=40)):
        reward(thread, bob, alice)
        reward(thread, bob, alice)
    with clock.at(NOW):
        reward(thread, cleo, alice)
        assert names(board(Period.DAY)) == [(1, cleo.name, 10)]
        assert names(board(Period.MONTH)) == [(1, cleo.name, 10)]
        assert names(board(Period.QUARTER)) == [(1, "bob", 20), (2, cleo.name, 10)]
        assert names(board(Period.ALL)) == [(1, "bob", 20), (2, cleo.name, 10)]


def test_a_board_of_a_tag_and_of_a_language(thread: Thread, alice: Actor, bob: Actor, carol: Actor) -> None:
    reward(thread, bob, alice, tags=("mesh", "wifi"))
    reward(thread, carol, alice, tags=("wifi",))
    assert names(board(Period.ALL, tag="mesh")) == [(1, "bob", 10)]
    assert names(board(Period.ALL, tag="wifi")) == [(1, "bob", 10), (1, "carol", 10)]
    assert names(board(Period.ALL, tag="nothing")) == []
    assert len(names(board(Period.ALL, lang="en"))) == 2
    assert names(board(Period.ALL, lang="zh-Hans")) == []


def test_staff_suspended_closed_and_hidden_members_are_left_out(
    thread: Thread, alice: Actor, people: object, dave: Actor
) -> None:
    shown, suspended, closed, hidden, back = people(5)  # type: ignore[operator]
    for someone in (shown, suspended, closed, hidden, back, dave):
        reward(thread, someone, alice)
    change(suspended, status=MemberStatus.SUSPENDED)
    change(back, status=MemberStatus.SUSPENDED, suspended_until=clock.now() - timedelta(days=1))
    change(closed, status=MemberStatus.CLOSED)
    change(hidden, hides_game=True)
    assert names(board(Period.ALL)) == [(1, shown.name, 10), (1, back.name, 10)]


def test_ones_own_row_is_always_there(thread: Thread, alice: Actor, people: object) -> None:
    first, second, third = people(3)  # type: ignore[operator]
    for count, someone in ((3, first), (3, second), (1, third)):
        for _ in range(count):
            reward(thread, someone, alice)
    found = board(Period.ALL, limit=1, viewer_id=third.id)
    assert names(found) == [(1, first.name, 30)]
    assert found.own is not None
    assert (found.own.rank, found.own.points) == (3, 10)
    assert board(Period.ALL, limit=1, viewer_id=second.id).own.rank == 1  # type: ignore[union-attr]
    assert board(Period.ALL, viewer_id=third.id).own is None
    nothing = board(Period.ALL, viewer_id=alice.id).own
    assert nothing is not None
    assert (nothing.rank, nothing.points) == (4, 0)


def test_the_pages_show_what_was_earned(
    app: Flask, client: FlaskClient, sign_in: SignIn, thread: Thread, alice: Actor, bob: Actor
) -> None:
    reward(thread, bob, alice)
    sign_in(client, bob)
    assert "Bob" in client.get("/leaderboards?period=all").text
    assert client.get("/leaderboards?period=nonsense&tag=%00").status_code == 200
    ledger = client.get("/members/bob/reputation").text
    assert "An answer was given five stars." in ledger
    assert "First answer" in client.get("/badges").text
    assert "Bob" in client.get("/badges/first-answer").text
    assert client.get("/badges/late-rescue").status_code == 404
    assert client.get("/badges/none-such").status_code == 404
    assert "Contributor" in client.get("/levels").text
    profile = client.get("/members/bob").text
    assert "Participant" in profile
    assert "img/badges/first-answer.svg" in profile


def test_who_hides_the_game_sees_none_of_it_and_shows_none(
    app: Flask, client: FlaskClient, sign_in: SignIn, thread: Thread, alice: Actor, bob: Actor
) -> None:
    reward(thread, bob, alice)
    assert "Participant" in client.get("/members").text
    change(bob, hides_game=True)
    change(alice, hides_game=True)
    assert "Participant" not in client.get("/members").text
    assert "img/badges" not in client.get("/members/bob").text
    assert "Bob" not in client.get("/badges/first-answer").text
    assert client.get("/members/bob/reputation").status_code == 404
    sign_in(client, bob)
    assert client.get("/members/bob/reputation").status_code == 200
    assert "img/badges" not in client.get("/members/alice").text
