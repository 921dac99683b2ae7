"""Settling many members at once writes what settling them one by one writes, in no more statements for more of them."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import delete, func, select

from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from gamification.badges import services as badges
from gamification.badges.models import BadgeAward
from gamification.levels import services as levels
from gamification.reputation import replay
from gamification.reputation import services as reputation
from gamification.reputation.models import MemberStanding, ReputationEvent
from tests.conftest import both_databases
from tests.gamification.busy_site import fill
from tests.gamification.conftest import Thread
from tests.plans import asked_of

pytestmark = both_databases


def forget_everything() -> None:
    with unit_of_work():
        for model in (BadgeAward, ReputationEvent, MemberStanding):
            db.session.execute(delete(model))


def standing() -> list[Any]:
    """Ledger, standings and awards, without the moments and numbers of their writing."""
    lines = select(
        ReputationEvent.member_id,
        ReputationEvent.cause,
        ReputationEvent.kind,
        ReputationEvent.arose_at,
        func.sum(ReputationEvent.points),
    ).group_by(
        ReputationEvent.member_id, ReputationEvent.cause, ReputationEvent.kind, ReputationEvent.arose_at
    )
    tables = [column for column in MemberStanding.__table__.c if column.name != "below_since"]
    awards = select(BadgeAward.member_id, BadgeAward.badge, BadgeAward.number, BadgeAward.tier)
    return [
        sorted(map(tuple, db.session.execute(query).all()), key=repr)
        for query in (lines, select(*tables), awards)
    ]


def test_many_are_settled_as_one_by_one(
    thread: Thread, alice: Actor, bob: Actor, dave: Actor, erin: Actor, people: Callable[[int], list[Actor]]
) -> None:
    everyone = sorted(each.id for each in fill(thread, alice, bob, dave, erin, people))
    forget_everything()
    for member_id in everyone:
        with unit_of_work():
            reputation.settle_members([member_id])
        with unit_of_work():
            badges.look_at_all([member_id])
            levels.look_at([member_id])
    one_by_one = standing()
    forget_everything()
    replay.settle_everyone()
    with unit_of_work():
        badges.look_at_all(everyone)
        levels.look_at(everyone)
    assert standing() == one_by_one
    assert all(one_by_one)


def test_everybody_is_written_in_one_go(
    thread: Thread, alice: Actor, bob: Actor, dave: Actor, erin: Actor, people: Callable[[int], list[Actor]]
) -> None:
    everyone = sorted(each.id for each in fill(thread, alice, bob, dave, erin, people))
    forget_everything()
    replay.settle_everyone()
    with asked_of(db.engine, ("INSERT", "UPDATE")) as asked, unit_of_work():
        assert badges.look_at_all(everyone) > len(everyone)
        levels.look_at(everyone, quiet=True)
    awards = [each for each in asked if each.words.startswith("INSERT INTO badge_awards")]
    standings = [each for each in asked if each.words.startswith("UPDATE member_standings")]
    assert (len(awards), len(standings)) == (1, 2)  # what the awards add to, and the levels
