"""Counting: all at once and one by one is the same, on both databases, and windows have sharp edges."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import text

from community.kernel import clock
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.posts.models import Post
from community.ratings.models import Rating
from gamification.badges import counts
from gamification.badges.metrics import Metric
from gamification.badges.records import records_of
from gamification.badges.rules import Badge, Family, Gate, Scope, Tier, times_earned
from gamification.badges.windows import Span, Window, parsed
from tests.gamification.busy_site import NOON, fill, rate
from tests.gamification.conftest import People, Thread, Threads, on_both_databases
from tests.gamification.kept import kept


def badge(metric: Metric, threshold: int = 1, **given: object) -> Badge:
    return Badge(
        slug="x",
        title="x",
        blurb="x",
        tier=Tier.BRONZE,
        family=Family.FIRST,
        metric=metric,
        threshold=threshold,
        **given,  # type: ignore[arg-type]
    )


def count(of: Badge, someone: Actor, now: datetime = NOON) -> int:
    db.session.rollback()
    return counts.seen_by(of, [someone.id], now)[someone.id].count(of.metric)


@pytest.fixture
def busy(
    request: pytest.FixtureRequest,
    thread: Threads,
    alice: Actor,
    bob: Actor,
    dave: Actor,
    erin: Actor,
    people: People,
) -> list[Actor]:
    made = kept(request, thread, people, lambda: tuple(fill(thread, alice, bob, dave, erin, people)), "busy")
    return list(made)


# Nothing of these happens in what `busy` makes: waiting a month and writing well in two languages.
NEVER_HERE = {Metric.LATE_RESCUES, Metric.TAGS_KNOWN, Metric.YEARS}


@on_both_databases
def test_all_at_once_and_one_by_one_is_the_same(app: Flask, busy: list[Actor]) -> None:
    ids = [member.id for member in busy]
    db.session.rollback()
    at_once = records_of(ids)
    for metric in Metric:
        alone = counts.seen_by(badge(metric), ids, NOON)
        earners = {each.member_id for each in counts.earners(badge(metric), NOON)}
        for member_id in ids:
            number = at_once[member_id].count(metric)
            assert alone[member_id].count(metric) == number, (metric, member_id)
            assert (member_id in earners) == (number >= 1), (metric, member_id)
        assert metric in NEVER_HERE or any(at_once[member_id].count(metric) for member_id in ids), metric


@on_both_databases
@pytest.mark.parametrize("repeatable", [False, True])
def test_each_earning_has_the_date_on_which_the_count_was_full(
    app: Flask, busy: list[Actor], *, repeatable: bool
) -> None:
    bob = busy[1]
    db.session.rollback()
    wanted = badge(Metric.ANSWERS, 3, repeatable=repeatable)
    found = {each.member_id: each.dates for each in counts.earners(wanted, NOON)}[bob.id]
    written = db.session.scalars(
        db.select(Post.published_at)
        .where(Post.author_id == bob.id, Post.kind == "answer")
        .order_by(Post.published_at)
    ).all()
    every_third = tuple(written[2::3])
    assert found == (every_third if repeatable else every_third[:1])


@on_both_databases
def test_a_window_has_sharp_edges(app: Flask, thread: Thread, alice: Actor, bob: Actor) -> None:
    with clock.at(NOON - timedelta(days=30)):
        thread(alice, bob)
    month = badge(Metric.ANSWERS, window=Window(Span.DAYS, days=30))
    assert count(month, bob, NOON) == 1
    assert count(month, bob, NOON + timedelta(seconds=1)) == 0
    assert count(month, bob, NOON - timedelta(days=30)) == 1
    assert count(month, bob, NOON - timedelta(days=30, seconds=1)) == 0


@on_both_databases
def test_months_and_days_are_those_of_utc_wherever_the_database_stands(
    app: Flask, thread: Thread, alice: Actor, bob: Actor
) -> None:
    if db.engine.dialect.name == "postgresql":
        with db.engine.begin() as connection:
            name = connection.scalar(text("SELECT current_database()"))
            connection.exec_driver_sql(f"ALTER DATABASE {name} SET timezone TO 'Pacific/Kiritimati'")
        db.session.remove()
        db.engine.dispose()
    for moment in (
        datetime(2024, 2, 29, 0, 0, 1, tzinfo=UTC),
        datetime(2024, 2, 29, 23, 59, 59, tzinfo=UTC),
        datetime(2024, 3, 1, 0, 0, 1, tzinfo=UTC),
    ):
        with clock.at(moment):
            answer = thread(alice, bob)
        rate(answer, 5, alice, moment)
    assert count(badge(Metric.ACTIVE_DAYS), bob) == 2
    assert count(badge(Metric.STREAK_DAYS), bob) == 2
    assert count(badge(Metric.LEAP_DAY_ANSWERS), bob) == 2
    assert count(badge(Metric.ANSWERS, window=parsed("2024-02")), bob) == 2
    assert count(badge(Metric.ANSWERS, window=parsed("2024")), bob) == 3
    assert count(badge(Metric.ANSWERS, window=parsed("2023")), bob) == 0
    db.session.rollback()
    together = records_of([bob.id])[bob.id]
    assert [
        together.count(each) for each in (Metric.ACTIVE_DAYS, Metric.STREAK_DAYS, Metric.LEAP_DAY_ANSWERS)
    ] == [2] * 3


@on_both_databases
def test_a_streak_is_the_longest_row_of_days(app: Flask, thread: Thread, alice: Actor, bob: Actor) -> None:
    for day in (0, 1, 2, 4, 5, 9, 10, 11, 12, 14):
        with clock.at(NOON + timedelta(days=day)):
            thread(alice, bob)
            thread(alice, bob)
    later = NOON + timedelta(days=20)
    assert count(badge(Metric.STREAK_DAYS), bob, later) == 4
    assert count(badge(Metric.STREAK_DAYS, window=Window(Span.DAYS, days=10)), bob, later) == 3
    assert count(badge(Metric.ACTIVE_DAYS), bob, later) == 10


@on_both_databases
def test_a_scope_counts_one_tag_or_one_language(app: Flask, thread: Thread, alice: Actor, bob: Actor) -> None:
    with clock.at(NOON):
        for tags in (("mesh",), ("mesh", "wifi"), ("wifi",)):
            rate(thread(alice, bob, tags), 5, alice, NOON)
    for metric in (Metric.ANSWERS, Metric.FIVE_STARS, Metric.PEOPLE_HELPED, Metric.ACTIVE_DAYS):
        whole = count(badge(metric), bob)
        assert whole >= 1
        assert count(badge(metric, scope=Scope(lang="en")), bob) == whole
        assert count(badge(metric, scope=Scope(lang="zh-Hans")), bob) == 0
        assert count(badge(metric, scope=Scope(tag="unheard-of")), bob) == 0
    assert count(badge(Metric.ANSWERS, scope=Scope(tag="mesh")), bob) == 2
    assert count(badge(Metric.TAG_POINTS, scope=Scope(tag="mesh")), bob) == 20
    assert count(badge(Metric.TAG_POINTS, scope=Scope(tag="wifi", lang="en")), bob) == 20


@on_both_databases
def test_the_gate_looks_at_the_stars_inside_the_window(
    app: Flask, thread: Thread, alice: Actor, bob: Actor, people: People
) -> None:
    with clock.at(NOON - timedelta(days=100)):
        old = thread(alice, bob)
        new = thread(alice, bob)
    for rater in people(4):
        rate(old, 1, rater, NOON - timedelta(days=90))
        rate(new, 5, rater, NOON - timedelta(days=3))
    gated = badge(Metric.RATINGS_RECEIVED, 4, window=Window(Span.DAYS, days=30), gate=Gate(4.5, 4))
    db.session.rollback()
    assert times_earned(gated, counts.seen_by(gated, [bob.id], NOON)[bob.id]) == 1
    assert [each.member_id for each in counts.earners(gated, NOON)] == [bob.id]
    ever = badge(Metric.RATINGS_RECEIVED, 4, gate=Gate(4.5, 4))
    assert counts.earners(ever, NOON) == []
    with unit_of_work():
        db.session.query(Rating).filter_by(answer_id=new.id).first().withdrawn_at = NOON  # type: ignore[union-attr]
    assert counts.earners(gated, NOON) == []
