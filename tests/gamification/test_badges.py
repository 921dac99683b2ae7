"""Badges: each entry has a picture, is given once, and never for less than it says."""

import threading
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from community.answers import services as answers
from community.kernel import checks
from community.kernel.db import db
from community.kernel.events import BadgeAwarded
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.ratings import services as ratings
from gamification.badges import services
from gamification.badges.catalogue import BADGES
from gamification.badges.models import BadgeAward
from gamification.badges.queries import awards_of, gallery
from gamification.badges.rules import (
    SOURCE_OF,
    Badge,
    Family,
    Gate,
    MemberRecord,
    Metric,
    Source,
    Tier,
    newly_earned,
    progress,
    times_earned,
)
from gamification.reputation.models import MemberStanding
from tests.gamification.conftest import Thread, on_both_databases

PICTURES = Path(__file__).parents[2] / "static" / "img" / "badges"
each_badge = pytest.mark.parametrize("badge", list(BADGES), ids=lambda badge: badge.slug)
records = st.builds(
    MemberRecord,
    counts=st.dictionaries(st.sampled_from(Metric), st.integers(0, 2_000)),
    mean=st.floats(1, 5),
    ratings=st.integers(0, 100),
)
badges = st.sampled_from(list(BADGES))


@each_badge
def test_each_badge_has_a_picture_of_its_own(badge: Badge) -> None:
    drawn = PICTURES / f"{badge.slug}.svg"
    picture = ET.parse(drawn).getroot()  # noqa: S314 - our own file
    assert picture.get("viewBox") == "0 0 64 64"
    same = [other for other in PICTURES.glob("*.svg") if other.read_bytes() == drawn.read_bytes()]
    assert same == [drawn]


@each_badge
def test_each_badge_for_many_answers_has_a_gate_of_quality(badge: Badge) -> None:
    if badge.metric is Metric.ANSWERS_ACCEPTED and badge.threshold > 1:
        assert badge.gate is not None
    if badge.gate is not None:
        assert SOURCE_OF[badge.metric] is Source.ANSWERS


def test_no_picture_is_left_over() -> None:
    assert {path.stem for path in PICTURES.glob("*.svg")} == {badge.slug for badge in BADGES}


@given(records, badges, st.integers(1, 50))
def test_more_of_it_never_loses_a_badge(record: MemberRecord, badge: Badge, more: int) -> None:
    richer = MemberRecord(
        {**record.counts, badge.metric: record.count(badge.metric) + more}, record.mean, record.ratings
    )
    assert times_earned(badge, richer) >= times_earned(badge, record)


@given(records)
def test_what_is_given_is_not_given_again(record: MemberRecord) -> None:
    given_now = newly_earned(BADGES, record, {})
    held: dict[str, int] = {}
    for badge, number in given_now:
        held[badge.slug] = max(number, held.get(badge.slug, 0))
    assert newly_earned(BADGES, record, held) == []


@given(records, badges)
def test_progress_is_full_only_when_it_is_earned(record: MemberRecord, badge: Badge) -> None:
    now, needed = progress(badge, record)
    assert 0 <= now <= needed
    assert (now == needed) == (times_earned(badge, record) > 0)


def test_a_gate_asks_for_the_mean_and_for_enough_ratings() -> None:
    badge = Badge(
        slug="x",
        title="x",
        blurb="x",
        tier=Tier.BRONZE,
        family=Family.ANSWERING,
        metric=Metric.ANSWERS_ACCEPTED,
        threshold=10,
        gate=Gate(4.0, 10),
    )
    enough = {Metric.ANSWERS_ACCEPTED: 10}
    assert times_earned(badge, MemberRecord(enough, 4.0, 10)) == 1
    assert times_earned(badge, MemberRecord(enough, 3.9, 10)) == 0
    assert times_earned(badge, MemberRecord(enough, 5.0, 9)) == 0


def slugs(someone: Actor) -> set[str]:
    db.session.rollback()
    return {award.badge.slug for award in awards_of(someone.id)}


@on_both_databases
def test_first_steps_are_rewarded_and_told_once(app: Flask, thread: Thread, alice: Actor, bob: Actor) -> None:
    told: list[tuple[int, str]] = []
    app.extensions["huzhu_bus"].on(BadgeAwarded, lambda event: told.append((event.member_id, event.badge)))
    for _ in range(2):
        answer = thread(alice, bob)
        with unit_of_work():
            answers.accept(answer, by=alice)
    assert slugs(alice) == {"first-question"}
    assert slugs(bob) == {"first-answer", "first-solution"}
    assert sorted(told) == [
        (alice.id, "first-question"),
        (bob.id, "first-answer"),
        (bob.id, "first-solution"),
    ]


def test_looking_back_gives_what_was_lost_and_then_nothing(
    app: Flask, thread: Thread, alice: Actor, bob: Actor
) -> None:
    bus = app.extensions["huzhu_bus"]
    kept, bus._handlers = bus._handlers, type(bus._handlers)(list)
    thread(alice, bob)
    bus._handlers = kept
    assert slugs(bob) == set()
    assert services.look_back_at_everyone() == 2
    assert slugs(bob) == {"first-answer"}
    assert services.look_back_at_everyone() == 0
    assert not any(checks.run_all(db.session())[slug] for slug in ("badges", "points", "causes"))


def test_a_revocable_badge_goes_when_it_is_no_longer_true(
    app: Flask, thread: Thread, alice: Actor, bob: Actor, people: object
) -> None:
    answer = thread(alice, bob)
    raters = people(25)  # type: ignore[operator]
    for rater in raters:
        with unit_of_work():
            ratings.rate(answer, 5, by=rater)
    assert "five-star-helper" in slugs(bob)
    with unit_of_work():
        ratings.withdraw(answer, by=raters[0])
    assert "five-star-helper" not in slugs(bob)
    assert checks.run_all(db.session())["badges"] == []


def test_secret_badges_are_shown_to_those_who_have_them_alone(
    thread: Thread, alice: Actor, bob: Actor
) -> None:
    secret = {badge.slug for badge in BADGES if badge.secret}
    assert secret
    assert not secret & {shown.badge.slug for shown in gallery(None)}
    assert not secret & {shown.badge.slug for shown in gallery(bob.id)}


@on_both_databases
def test_twenty_triggers_at_once_give_a_badge_once(
    app: Flask, thread: Thread, alice: Actor, bob: Actor
) -> None:
    bus = app.extensions["huzhu_bus"]
    kept, bus._handlers = bus._handlers, type(bus._handlers)(list)
    thread(alice, bob)
    bus._handlers = kept
    failures: list[BaseException] = []

    def look() -> None:
        try:
            with app.app_context(), unit_of_work():
                services.look_at([bob.id])
        except BaseException as error:  # noqa: BLE001 - told by the assertion below
            failures.append(error)
        finally:
            with app.app_context():
                db.session.remove()

    threads = [threading.Thread(target=look) for _ in range(20)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert failures == []
    db.session.rollback()
    count = select(func.count()).select_from(BadgeAward).where(BadgeAward.member_id == bob.id)
    assert db.session.scalar(count) == 1
    assert db.session.get_one(MemberStanding, bob.id).bronze == 1
