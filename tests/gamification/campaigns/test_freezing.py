"""A standing is frozen once, whoever tries, pays what it owes once, and nothing changes it afterwards."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from community.accounts.models import Member, MemberStatus
from community.answers.models import Answer
from community.kernel import checks, clock, worker
from community.kernel.db import db
from community.kernel.errors import Conflict
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.notifications.models import Notification
from community.posts import services as posts
from community.posts.models import Post
from community.ratings import services as ratings
from gamification.badges.catalogue import BADGES
from gamification.badges.models import BadgeAward
from gamification.badges.rules import Family
from gamification.campaigns import freezing, queries, tables
from gamification.campaigns.models import Campaign, CampaignReward, CampaignStanding
from gamification.campaigns.rules import State
from moderation.audit import queries as audit
from tests.gamification.campaigns.conftest import END, FROZEN, START, MakeCampaign, star
from tests.gamification.conftest import Thread, on_both_databases
from tests.gamification.test_at_once import People, at_once

NOON = START + timedelta(hours=12)


def rows() -> list[tuple[int, int, int, int]]:
    query = select(
        CampaignStanding.rank, CampaignStanding.member_id, CampaignStanding.score, CampaignStanding.reward
    ).order_by(CampaignStanding.rank, CampaignStanding.member_id)
    found = [tuple(row) for row in db.session.execute(query)]
    db.session.rollback()
    return found  # type: ignore[return-value]


def paid() -> list[tuple[int, int, int]]:
    query = select(CampaignReward.member_id, CampaignReward.number, CampaignReward.amount)
    found = [tuple(row) for row in db.session.execute(query.order_by(CampaignReward.id))]
    db.session.rollback()
    return found  # type: ignore[return-value]


def number_of(slug: str) -> int:
    found = db.session.scalar(select(Campaign.id).where(Campaign.slug == slug))
    db.session.rollback()
    assert found is not None
    return found


@on_both_databases
def test_a_clock_that_is_looked_at_begins_and_freezes(
    app: Flask, campaign: MakeCampaign, thread: Thread, alice: Actor, bob: Actor, carol: Actor
) -> None:
    slug = campaign()
    star(thread, alice, bob, NOON)
    star(thread, alice, bob, NOON + timedelta(days=1), stars=4)
    star(thread, bob, carol, NOON)
    star(thread, alice, carol, END + timedelta(hours=1))  # too late
    assert worker.tick(NOON)["failed"] == 0
    worker.tick(END + timedelta(hours=23))
    assert rows() == []  # ratings of the last day ripen first
    for _ in range(2):
        assert worker.tick(FROZEN)["failed"] == 0
        assert rows() == [(1, bob.id, 9, 18), (2, carol.id, 6, 12)]
        assert paid() == [(bob.id, 1, 18), (carol.id, 1, 12)]
    with clock.at(FROZEN):
        found = db.session.scalars(select(Campaign).where(Campaign.slug == slug)).one()
        assert queries.state_of(found) is State.FROZEN
        assert found.result == {"days": [["2026-04-01", 2], ["2026-04-02", 1]], "metrics": {"stars": 3}}
    db.session.rollback()


@on_both_databases
def test_two_who_freeze_at_once_freeze_once(
    app: Flask, campaign: MakeCampaign, thread: Thread, alice: Actor, people: People
) -> None:
    number = number_of(campaign())
    for person in people(4):
        star(thread, alice, person, NOON)
    done: list[bool] = []

    def freeze() -> None:
        with clock.at(FROZEN):
            done.append(freezing.freeze(number))

    assert at_once(app, [freeze] * 6) == []
    assert sorted(done) == [False] * 5 + [True]
    assert [row[0] for row in rows()] == [1, 1, 1, 1]
    assert len(paid()) == 4


@on_both_databases
def test_rewards_settled_by_many_at_once_are_paid_once(
    app: Flask, campaign: MakeCampaign, thread: Thread, alice: Actor, bob: Actor
) -> None:
    number = number_of(campaign())
    star(thread, alice, bob, NOON)
    with clock.at(FROZEN), unit_of_work():
        freezing.freeze(number)
    with unit_of_work():
        db.session.execute(update(CampaignReward).values(amount=5))  # as if the rest had been lost
    assert at_once(app, [lambda: freezing.settle_rewards(number) and None] * 6) == []
    assert paid() == [(bob.id, 1, 5), (bob.id, 2, 7)]


def test_later_changes_of_the_record_change_nothing(
    app: Flask, campaign: MakeCampaign, thread: Thread, alice: Actor, bob: Actor, carol: Actor
) -> None:
    slug = campaign()
    first = star(thread, alice, bob, NOON)
    star(thread, alice, carol, NOON, stars=4)
    worker.tick(FROZEN)
    before, ledger = rows(), paid()
    with clock.at(FROZEN + timedelta(days=1)):
        with unit_of_work():
            ratings.rate(db.session.get_one(Answer, first), 1, by=alice)
        with unit_of_work():
            posts.hide(db.session.get_one(Post, first), "spam", by=carol)
        with unit_of_work():
            db.session.get_one(Member, bob.id).status = MemberStatus.CLOSED
    worker.tick(FROZEN + timedelta(days=2))
    assert (rows(), paid()) == (before, ledger)
    with clock.at(FROZEN + timedelta(days=2)):
        found = db.session.scalars(select(Campaign).where(Campaign.slug == slug)).one()
        table = tables.table(found, carol.id)
        assert [(row.rank, row.member.name if row.member else None) for row in table.rows] == [
            (1, None),
            (2, "carol"),
        ]
    db.session.rollback()


def test_a_cancelled_or_running_campaign_is_not_frozen(
    app: Flask, campaign: MakeCampaign, admin: Actor, thread: Thread, alice: Actor, bob: Actor
) -> None:
    number = number_of(campaign())
    star(thread, alice, bob, NOON)
    with clock.at(NOON), pytest.raises(Conflict), unit_of_work():
        freezing.freeze_by_hand(number, by=admin)
    with clock.at(END + timedelta(hours=1)), unit_of_work():
        freezing.freeze_by_hand(number, by=admin)  # an admin need not wait
    assert rows() == [(1, bob.id, 6, 12)]
    with clock.at(END + timedelta(hours=2)), pytest.raises(Conflict), unit_of_work():
        freezing.freeze_by_hand(number, by=admin)
    acts = [(each.act, each.by_id) for each in audit.acts_on(f"campaign:{number}")]
    assert acts == [("campaign-published", admin.id), ("campaign-frozen", admin.id)]


def test_who_has_a_place_is_told_of_it_once(
    app: Flask, campaign: MakeCampaign, thread: Thread, alice: Actor, bob: Actor
) -> None:
    campaign()
    star(thread, alice, bob, NOON)
    for _ in range(2):
        worker.tick(FROZEN)
    found = db.session.scalars(select(Notification).where(Notification.kind == "campaign-result")).all()
    assert [(each.member_id, each.data["rank"], each.data["slug"]) for each in found] == [
        (bob.id, 1, "april-helps")
    ]
    db.session.rollback()


def test_a_place_brings_its_badges(
    app: Flask, campaign: MakeCampaign, thread: Thread, alice: Actor, bob: Actor
) -> None:
    campaign()
    star(thread, alice, bob, NOON)
    query = select(BadgeAward.badge).where(BadgeAward.member_id == bob.id)
    before = set(db.session.scalars(query))
    worker.tick(FROZEN)
    gained = {BADGES[slug].family for slug in set(db.session.scalars(query)) - before}
    assert Family.CAMPAIGNS in gained
    db.session.rollback()


def test_staff_suspended_and_hiding_members_are_left_out_and_the_budget_is_kept(
    app: Flask, campaign: MakeCampaign, thread: Thread, alice: Actor, dave: Actor, people: People
) -> None:
    campaign(budget=25, pair_cap=100)
    one, two, hidden, suspended = people(4)
    for person in (one, one, two, hidden, suspended, dave):
        star(thread, alice, person, NOON)
    with unit_of_work():
        db.session.get_one(Member, hidden.id).hides_game = True
        db.session.get_one(Member, suspended.id).status = MemberStatus.SUSPENDED
    worker.tick(FROZEN)
    assert [(row[1], row[2]) for row in rows()] == [(one.id, 12), (two.id, 6)]
    assert 20 <= sum(row[3] for row in rows()) <= 25


@pytest.mark.parametrize(
    "harm",
    [
        ("UPDATE campaign_standings SET rank = 3 WHERE rank = 2", "campaign-standings", "should have 2"),
        ("UPDATE campaigns SET frozen_at = NULL", "campaign-standings", "not written when it was frozen"),
        ("UPDATE campaigns SET budget = 1", "campaign-rewards", "more than its budget of 1"),
        ("DELETE FROM campaign_rewards", "campaign-rewards", "was paid 0"),
        ("DELETE FROM campaign_standings WHERE rank = 2", "campaign-rewards", "without a place"),
    ],
)
def test_the_check_tells_what_is_wrong(
    app: Flask,
    campaign: MakeCampaign,
    thread: Thread,
    alice: Actor,
    bob: Actor,
    carol: Actor,
    harm: tuple[str, str, str],
) -> None:
    statement, slug, said = harm
    campaign()
    star(thread, alice, bob, NOON)
    star(thread, alice, carol, NOON, stars=4)
    worker.tick(FROZEN)
    found = checks.run_all(db.session())
    assert found["campaign-standings"] == found["campaign-rewards"] == []
    db.session.rollback()
    with db.engine.begin() as connection:
        connection.exec_driver_sql(statement)
    assert said in " ".join(checks.run_all(db.session())[slug])
    assert db.session.scalar(select(func.count()).select_from(Campaign)) == 1


def test_a_campaign_that_fails_stops_no_other(
    app: Flask, campaign: MakeCampaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = (number_of(campaign(title=title)) for title in ("The first", "The second"))
    for name in ("begin", "freeze"):
        deed = getattr(freezing, name)

        def broken(campaign_id: int, deed: Callable[[int], bool] = deed) -> bool:
            if campaign_id == first:
                raise RuntimeError
            return deed(campaign_id)

        monkeypatch.setattr(freezing, name, broken)
    worker.tick(NOON)
    worker.tick(FROZEN)
    row = db.session.get_one(Campaign, second)
    assert (row.began_at, row.frozen_at) == (NOON, FROZEN)
