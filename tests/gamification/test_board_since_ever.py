"""The board since ever comes from totals in order, and says what adding up the whole ledger would say."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import update

from community.accounts import closing
from community.accounts.models import Member, MemberStatus
from community.answers.models import Answer
from community.kernel import clock
from community.kernel.db import db
from community.kernel.policy import Actor, Role
from community.kernel.unit_of_work import unit_of_work
from community.posts import services as posts
from community.ratings import services as ratings
from gamification.campaigns.players import takes_part
from gamification.leaderboards import ledger, rankings, totals
from gamification.leaderboards.queries import board
from gamification.leaderboards.rules import Period
from gamification.leaderboards.tally import Tally, ranked
from gamification.reputation import services as reputation
from gamification.reputation.models import MemberStanding
from tests.gamification.conftest import Thread, on_both_databases
from tests.plans import asked_of

People = Callable[[int], list[Actor]]
SOME = 9


def added_up() -> tuple[Tally, list[int]]:
    """Everyone's points from the whole ledger, and who stands on no board."""
    sums, _seen = ledger.sums(ledger.Subject(None))
    apart = db.session.query(Member.id).filter(~takes_part(Member)).all()
    db.session.rollback()
    return Tally(sums), [row[0] for row in apart]


def same_as_added_up(people: list[Actor], limit: int = 3) -> None:
    tally, apart = added_up()
    wanted = list(ranked(tally.best(limit, apart)))
    for someone in people:
        found = board(Period.ALL, limit=limit, viewer_id=someone.id)
        assert [(row.rank, row.member.id, row.points) for row in found.rows] == wanted
        is_shown = someone.id in {row[1] for row in wanted}
        assert (found.own is None) == (is_shown or someone.id in apart), someone
        if found.own is not None:
            points = tally.points_of(someone.id)
            own = found.own
            assert (own.points, own.rank) == (points, tally.rank_of(max(points, 0), apart))
    db.session.rollback()


def written(answer_id: int) -> Answer:
    return db.session.get_one(Answer, answer_id)


def change(someone: Actor, **values: object) -> None:
    with unit_of_work():
        db.session.execute(update(Member).where(Member.id == someone.id).values(**values))


@on_both_databases
def test_whatever_happens_it_is_the_sum_of_the_ledger(
    app: Flask, thread: Thread, people: People, carol: Actor, dave: Actor
) -> None:
    some = people(SOME)
    asker, *others = some
    everyone = [*some, carol, dave]
    same_as_added_up(everyone)
    given = []
    for number, someone in enumerate([*others, *others[:4], carol, dave]):
        answer_id = thread(asker, someone).id
        with unit_of_work():
            given.append(answer_id)
            ratings.rate(written(answer_id), 5 - number % 3, by=asker)
        db.session.rollback()
    same_as_added_up(everyone)
    change(others[0], hides_game=True)
    change(others[1], status=MemberStatus.SUSPENDED, suspended_until=clock.now() + timedelta(hours=1))
    change(others[2], role=Role.AGENT)
    same_as_added_up(everyone)
    with clock.at(clock.now() + timedelta(hours=2)):
        same_as_added_up(everyone)
    change(others[0], hides_game=False)
    with unit_of_work():
        ratings.rate(written(given[-3]), 1, by=asker)
        posts.hide(written(given[4]), "off-topic", by=carol)
    same_as_added_up(everyone)
    with unit_of_work():
        closing.close_account(db.session.get_one(Member, others[3].id), sure=True)
    same_as_added_up(everyone)


@on_both_databases
def test_who_has_less_than_nothing_comes_after_all_who_stand_there(
    app: Flask, thread: Thread, people: People
) -> None:
    first, second, third = people(3)
    with unit_of_work():
        reputation.ensure_rows([first.id, second.id, third.id])
        for someone, points in ((first, 5), (second, -4)):
            db.session.execute(
                update(MemberStanding).where(MemberStanding.member_id == someone.id).values(points=points)
            )
    for someone, points in ((second, -4), (third, 0)):
        own = board(Period.ALL, viewer_id=someone.id).own
        assert own is not None
        assert (own.rank, own.points) == (2, points)
    db.session.rollback()


def test_nothing_is_added_up_or_kept_for_it(app: Flask, thread: Thread, people: People) -> None:
    alice, bob = people(2)
    answer_id = thread(alice, bob).id
    with unit_of_work():
        ratings.rate(written(answer_id), 5, by=alice)
    with asked_of(db.engine) as asked:
        assert board(Period.ALL).rows[0].points == 10
    assert len(asked) == 1
    assert "reputation_events" not in asked[0].words
    assert not rankings.boards().kept
    with asked_of(db.engine) as asked:
        assert totals.own(alice.id) is not None
    assert len(asked) == 1
    db.session.rollback()


@pytest.mark.parametrize("limit", [1, 2])
def test_of_equals_the_lower_id_comes_first_and_they_share_the_rank(
    app: Flask, thread: Thread, people: People, limit: int
) -> None:
    asker, *some = people(4)
    for someone in reversed(some):
        answer_id = thread(asker, someone).id
        with unit_of_work():
            ratings.rate(written(answer_id), 5, by=asker)
    rows = board(Period.ALL, limit=limit).rows
    assert [(row.rank, row.member.id) for row in rows] == [(1, each.id) for each in some[:limit]]
    db.session.rollback()
