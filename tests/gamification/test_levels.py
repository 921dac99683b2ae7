"""Levels: reached by quality, kept for two weeks of grace, and what they open is enforced."""

import html
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from flask import Flask
from flask.testing import FlaskClient

from community.answers import services as answers
from community.kernel import clock, worker
from community.kernel.db import db
from community.kernel.events import LevelChanged
from community.kernel.policy import Actor, Permission, may
from community.kernel.ports import standing_of
from community.kernel.unit_of_work import unit_of_work
from community.notifications.queries import inbox
from community.ratings import services as ratings
from gamification.levels.handlers import Timer
from gamification.levels.queries import records_of
from gamification.levels.rules import GRACE
from gamification.levels.services import look_at_everyone
from gamification.reputation.models import MemberStanding
from gamification.reputation.rulings import lift, uphold_pair, void
from gamification.standing.way import way_of
from tests.conftest import SignIn, actor_of
from tests.gamification.conftest import Thread, on_both_databases


def level_of(someone: Actor) -> int:
    db.session.rollback()
    return standing_of(someone.id).level


def test_accepted_answers_open_a_privilege(thread: Thread, alice: Actor, bob: Actor) -> None:
    assert not may(bob, Permission.RETAG)
    for day in range(8):
        with clock.at(clock.now() - timedelta(days=day)):
            given = thread(alice, bob)
        with unit_of_work():
            answers.accept(given, by=alice)
    assert level_of(bob) == 3
    risen = actor_of_again(bob)
    assert may(risen, Permission.RETAG)
    assert not may(risen, Permission.CLOSE)


def actor_of_again(someone: Actor) -> Actor:
    from community.accounts.models import Member

    return actor_of(db.session.get_one(Member, someone.id))


def test_stars_count_for_levels_once_they_are_a_day_old(thread: Thread, alice: Actor, bob: Actor) -> None:
    for answer in [thread(alice, bob) for _ in range(3)]:
        with unit_of_work():
            ratings.rate(answer, 5, by=alice)
    look = Timer()
    now = clock.now()
    with clock.at(now + timedelta(hours=23)):
        look(clock.now())
    assert level_of(bob) == 1
    with clock.at(now + timedelta(hours=25)):
        look(clock.now())
    assert level_of(bob) == 2


def test_activity_that_ends_costs_a_level_after_the_grace(
    app: Flask, thread: Thread, alice: Actor, bob: Actor
) -> None:
    for day in range(8):
        with clock.at(clock.now() - timedelta(days=day)):
            given = thread(alice, bob)
        with unit_of_work():
            answers.accept(given, by=alice)
    now, look = clock.now(), Timer()
    levels = []
    for days in (50, 101, 110, 116):
        with clock.at(now + timedelta(days=days)):
            look(clock.now())
            levels.append(level_of(bob))
    assert levels == [3, 3, 3, 2]
    row = db.session.get_one(MemberStanding, bob.id)
    assert row.below_since is None


def test_the_command_that_looks_at_the_clock_ends_a_level_to_the_second(
    app: Flask, thread: Thread, alice: Actor, bob: Actor
) -> None:
    for day in range(8):
        with clock.at(clock.now() - timedelta(days=day)):
            given = thread(alice, bob)
        with unit_of_work():
            answers.accept(given, by=alice)
    db.session.remove()
    below = clock.now() + timedelta(days=110)

    def ticks(at: datetime) -> int:
        # The clock of the timer is that of the process; each command is one of its own.
        app.extensions["huzhu_ticks"][:] = [
            replace(tick, run=Timer()) if tick.name.startswith("levels") else tick
            for tick in app.extensions["huzhu_ticks"]
        ]
        worker.tick(at)
        return level_of(bob)

    assert ticks(below) == 3
    assert ticks(below + GRACE - timedelta(seconds=1)) == 3
    assert ticks(below + GRACE) == 2


def test_levels_are_told_up_and_down_with_the_reason(
    app: Flask, client: FlaskClient, thread: Thread, alice: Actor, bob: Actor, sign_in: SignIn
) -> None:
    for day in range(8):
        with clock.at(clock.now() - timedelta(days=day)):
            given = thread(alice, bob)
        with unit_of_work():
            answers.accept(given, by=alice)
    now = clock.now()
    for days in (110, 125):
        with clock.at(now + timedelta(days=days)):
            Timer()(clock.now())
    told = [each for each in inbox(bob, 1).items if each.kind == "level"]
    assert [each.data["title"] for each in told] == [["Contributor"], ["Curator"], ["Contributor"]]
    page = " ".join(html.unescape(sign_in(client, bob).get("/notifications").text).split())
    assert "Your level is “Curator” now: what you gave has helped others" in page
    assert "Your level is “Contributor” now: you have written on fewer days lately" in page
    with app.app_context():  # a context keeps the language of its first request
        page = html.unescape(
            sign_in(app.test_client(), bob).get("/notifications", headers={"Accept-Language": "zh"}).text
        )
    assert "你现在的等级是“贡献者”" in page
    sent = client.post(f"/notifications/{told[0].id}")
    assert sent.location.endswith("/levels")


def test_until_when_a_level_can_be_kept_is_told(
    app: Flask, client: FlaskClient, thread: Thread, alice: Actor, bob: Actor, sign_in: SignIn
) -> None:
    for day in range(8):
        with clock.at(clock.now() - timedelta(days=day)):
            given = thread(alice, bob)
        with unit_of_work():
            answers.accept(given, by=alice)
    below = clock.now() + timedelta(days=105)
    with clock.at(below):
        Timer()(clock.now())
        row = db.session.get(MemberStanding, bob.id, populate_existing=True)
        way = way_of(bob.id, row)
    assert way.level.slug == "curator"
    assert way.ends == below + GRACE
    assert way.to_keep is not None
    assert way.to_keep.active_days == 3
    db.session.rollback()
    with clock.at(below):
        page = sign_in(client, bob).get("/levels").text
        own = client.get("/members/bob").text
        other = app.test_client().get("/members/bob").text
    for told in (page, own):
        assert "You keep Curator until" in told
        assert "3 more days on which you write something" in told
    assert "You keep Curator until" not in other


def test_stars_that_are_taken_back_are_noticed_at_once(
    app: Flask, thread: Thread, alice: Actor, bob: Actor, people: Callable[[int], list[Actor]]
) -> None:
    given = [thread(each, bob) for each in people(3)]
    for answer, each in zip(given, people(3), strict=True):
        with unit_of_work():
            ratings.rate(answer, 5, by=each)
    with clock.at(clock.now() + timedelta(days=2)):
        Timer()(clock.now())
        assert level_of(bob) == 2
        with unit_of_work():
            ratings.rate(given[0], 1, by=people(3)[0])
            ratings.withdraw(given[1], by=people(3)[1])
        db.session.rollback()
        row = db.session.get(MemberStanding, bob.id, populate_existing=True)
        assert row is not None
        assert row.below_since is not None


@on_both_databases
def test_what_was_ruled_out_counts_for_no_level(
    app: Flask, thread: Thread, alice: Actor, bob: Actor, people: Callable[[int], list[Actor]]
) -> None:
    given = [thread(each, bob) for each in people(3)]
    for answer, each in zip(given, people(3), strict=True):
        with unit_of_work():
            ratings.rate(answer, 5, by=each)
    accepted = thread(alice, bob)
    with unit_of_work():
        answers.accept(accepted, by=alice)
    with clock.at(clock.now() + timedelta(days=2)):
        assert records_of([bob.id])[bob.id].good_posts == 4
        with unit_of_work():
            uphold_pair(bob.id, people(3)[0].id, by=alice, reason="They rate each other only.")
        assert records_of([bob.id])[bob.id].good_posts == 3
        with unit_of_work():
            void({f"accepted:{accepted.id}": bob.id}, source="finding:1", reason="Copied.", by=alice)
        assert records_of([bob.id])[bob.id].good_posts == 2
        with unit_of_work():
            lift("finding:1", reason="It was not.", by=alice)
        assert records_of([bob.id])[bob.id].good_posts == 3


def test_a_site_that_stood_still_catches_up_with_what_ripened(
    thread: Thread, alice: Actor, bob: Actor
) -> None:
    for answer in [thread(alice, bob) for _ in range(3)]:
        with unit_of_work():
            ratings.rate(answer, 5, by=alice)
    with clock.at(clock.now() + timedelta(days=30)):
        Timer()(clock.now())
    assert level_of(bob) == 2


def test_a_level_that_is_reached_is_told_unless_the_past_was_brought_in(
    app: Flask, thread: Thread, alice: Actor, bob: Actor
) -> None:
    told: list[LevelChanged] = []
    app.extensions["huzhu_bus"].on(LevelChanged, told.append)
    for answer in [thread(alice, bob) for _ in range(3)]:
        with unit_of_work():
            ratings.rate(answer, 5, by=alice)
    with clock.at(clock.now() + timedelta(days=2)):
        assert look_at_everyone() == 1
        assert look_at_everyone() == 0
    assert told == []
