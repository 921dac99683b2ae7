"""The laws of badges: never for less than they ask, never lost by more good, and once each time."""

import re
import xml.etree.ElementTree as ET
from collections import Counter
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from gamification.badges.catalogue import BADGES, ORDER
from gamification.badges.metrics import COUNTS_ANSWERS, SOURCE_OF, WITHOUT_SCOPE, WITHOUT_WINDOW, Metric
from gamification.badges.rules import (
    EVERYWHERE,
    Badge,
    Family,
    Gate,
    Holding,
    MemberRecord,
    Tier,
    due,
    is_open,
    one_in,
    progress,
    times_earned,
    untrue,
)
from gamification.badges.streams import STREAMS
from gamification.badges.typed import RESERVED
from gamification.badges.windows import Span, Window, parsed
from gamification.badges.words import FAMILY_WORDS, METRIC_WORDS
from tests.tools import badge_pictures

PICTURES = Path(__file__).parents[2] / "static" / "img" / "badges"
# Badges for how much or how often somebody answers well; one answer is no volume.
VOLUME = {
    Metric.ANSWERS,
    Metric.ANSWERS_ACCEPTED,
    Metric.PEOPLE_HELPED,
    Metric.FIVE_STARS,
    Metric.RATINGS_RECEIVED,
    Metric.FAST_ANSWERS,
}
GATED_FAMILIES = {Family.ANSWERING, Family.QUALITY, Family.SPEED}
NOW = datetime(2026, 5, 31, 23, 30, tzinfo=UTC)

each_badge = pytest.mark.parametrize("badge", list(BADGES), ids=lambda badge: badge.slug)
badges = st.sampled_from(list(BADGES))
records = st.builds(
    MemberRecord,
    counts=st.dictionaries(st.sampled_from(Metric), st.integers(0, 2_000)),
    mean=st.floats(1, 5),
    ratings=st.integers(0, 100),
)
moments = st.integers(0, 100 * 365 * 24 * 3600).map(
    lambda seconds: datetime(2000, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
)
zones = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
windows = st.one_of(
    st.integers(1, 3_650).map(lambda days: Window(Span.DAYS, days=days)),
    st.sampled_from([Window(Span.MONTH), Window(Span.YEAR)]),
    st.builds(Window, st.just(Span.PERIOD), year=st.integers(1990, 2200), month=st.integers(0, 12)),
)


def test_there_are_fifty_five_in_all_families_and_tiers() -> None:
    assert len(BADGES) == 55
    assert {badge.family for badge in BADGES} == set(Family) == set(ORDER) == set(FAMILY_WORDS)
    assert set(Counter(badge.tier for badge in BADGES)) == set(Tier)


@each_badge
def test_each_badge_has_a_picture_of_its_own(badge: Badge) -> None:
    drawn = PICTURES / f"{badge.slug}.svg"
    picture = ET.parse(drawn).getroot()  # noqa: S314 - our own file
    assert picture.get("viewBox") == "0 0 64 64"
    same = [other for other in PICTURES.glob("*.svg") if other.read_bytes() == drawn.read_bytes()]
    assert same == [drawn]


def test_the_pictures_are_those_that_are_drawn_of_the_catalogue() -> None:
    there = {f"badges/{path.name}": path.read_text(encoding="utf-8") for path in PICTURES.glob("*.svg")}
    signs = PICTURES.parent / "signs.svg"
    assert {**there, signs.name: signs.read_text(encoding="utf-8")} == badge_pictures.files()


@each_badge
def test_each_badge_for_volume_has_a_gate_of_quality(badge: Badge) -> None:
    if badge.family in GATED_FAMILIES and badge.metric in VOLUME:
        assert badge.gate is not None
        assert badge.gate.mean >= 4.0
        assert badge.gate.ratings >= 10
    if badge.gate is not None:
        assert badge.metric in COUNTS_ANSWERS


@each_badge
def test_each_badge_asks_for_what_can_be_counted(badge: Badge) -> None:
    assert badge.threshold >= 1
    assert badge.slug not in RESERVED
    assert badge.window is None or badge.metric not in WITHOUT_WINDOW
    assert badge.scope == EVERYWHERE or badge.metric not in WITHOUT_SCOPE
    assert badge.expires_after is None or badge.window is not None


def test_each_metric_is_counted_and_called_something() -> None:
    assert set(SOURCE_OF) == set(STREAMS) == set(METRIC_WORDS) == set(Metric)


@given(records, badges, st.integers(1, 50))
def test_more_of_it_never_loses_a_badge(record: MemberRecord, badge: Badge, more: int) -> None:
    richer = MemberRecord(
        {**record.counts, badge.metric: record.count(badge.metric) + more}, record.mean, record.ratings
    )
    assert times_earned(badge, richer) >= times_earned(badge, record)


@given(records, records, badges)
def test_what_cannot_be_taken_back_stays_whatever_happens(
    then: MemberRecord, later: MemberRecord, badge: Badge
) -> None:
    assume(not badge.revocable)
    times = times_earned(badge, then)
    held = Holding(times, NOW) if times else None
    assert untrue(badge, times_earned(badge, later), held) == ()


@given(records, badges, moments)
def test_nothing_is_given_for_less_than_it_asks(record: MemberRecord, badge: Badge, now: datetime) -> None:
    given_now = due(badge, times_earned(badge, record), None, now)
    if given_now:
        assert record.count(badge.metric) >= badge.threshold * len(given_now)
        assert badge.gate is None or record.mean >= badge.gate.mean
    else:
        gated = badge.gate and (record.mean < badge.gate.mean or record.ratings < badge.gate.ratings)
        assert gated or record.count(badge.metric) < badge.threshold


@given(records, badges, moments)
def test_what_is_given_is_not_given_again(record: MemberRecord, badge: Badge, now: datetime) -> None:
    times = times_earned(badge, record)
    numbers = due(badge, times, None, now)
    assert list(numbers) == list(range(1, len(numbers) + 1))
    if numbers:
        held = Holding(numbers[-1], now)
        assert list(due(badge, times, held, now)) == []
        assert list(untrue(badge, times, held)) == []


@given(st.integers(1, 40), st.lists(st.integers(0, 60), max_size=12))
def test_a_repeatable_badge_is_given_once_at_each_multiple(threshold: int, steps: list[int]) -> None:
    badge = made(threshold=threshold, repeatable=True)
    count, given_so_far = 0, 0
    for step in steps:
        count += step
        numbers = due(badge, times_earned(badge, of(count)), holding(given_so_far), NOW)
        given_so_far += len(numbers)
        assert given_so_far == count // threshold


@given(records, badges)
def test_progress_is_full_only_when_it_is_earned(record: MemberRecord, badge: Badge) -> None:
    now, needed = progress(badge, record)
    assert 0 <= now <= needed
    assert (now == needed) == (times_earned(badge, record) > 0)


def made(**given_values: object) -> Badge:
    values: dict[str, object] = {
        "slug": "x",
        "title": "x",
        "blurb": "x",
        "tier": Tier.BRONZE,
        "family": Family.ANSWERING,
        "metric": Metric.ANSWERS_ACCEPTED,
        "threshold": 10,
    }
    return Badge(**{**values, **given_values})  # type: ignore[arg-type]


def of(count: int, mean: float = 5.0, ratings: int = 100) -> MemberRecord:
    return MemberRecord({Metric.ANSWERS_ACCEPTED: count}, mean, ratings)


def holding(times: int, *, live: bool = True, at: datetime = NOW) -> Holding | None:
    return Holding(times, at, live) if times else None


def test_a_gate_asks_for_the_mean_and_for_enough_ratings() -> None:
    badge = made(gate=Gate(4.0, 10))
    assert times_earned(badge, of(10, 4.0, 10)) == 1
    assert times_earned(badge, of(10, 3.9, 10)) == 0
    assert times_earned(badge, of(10, 5.0, 9)) == 0


@given(windows, moments, moments, zones)
def test_a_window_is_the_same_wherever_one_looks_from(
    window: Window, now: datetime, moment: datetime, zone: timezone
) -> None:
    start, end = window.bounds(now)
    assert (start, end) == window.bounds(now.astimezone(zone))
    assert start.tzinfo is UTC
    assert (start <= moment < end) == (start <= moment.astimezone(zone) < end)


@given(windows, moments)
def test_what_happens_now_is_inside_a_window_that_runs(window: Window, now: datetime) -> None:
    start, end = window.bounds(now)
    assert start < end
    if window.span is not Span.PERIOD:
        assert start <= now < end


@given(moments)
def test_months_and_years_follow_each_other_without_gap_or_overlap(now: datetime) -> None:
    for window in (Window(Span.MONTH), Window(Span.YEAR)):
        start, end = window.bounds(now)
        assert window.bounds(end)[0] == end
        assert window.bounds(start - timedelta(microseconds=1))[1] == start


@given(windows)
def test_a_window_is_written_as_it_is_read(window: Window) -> None:
    assert parsed(str(window)) == window


@pytest.mark.parametrize(
    "word", ["0d", "3651d", "-1d", "d", "2026-13", "2026-0", "1989", "week", "30", "٣d", "2026-05-01"]
)
def test_words_that_are_no_window(word: str) -> None:
    with pytest.raises(
        ValueError, match=r"|".join(re.escape(part) for part in (word, word.rstrip("d"), *word.split("-")))
    ):
        parsed(word)


def test_the_edge_of_a_month_is_midnight_in_utc() -> None:
    start, end = parsed("2026-05").bounds(NOW)  # type: ignore[union-attr]
    assert (start, end) == (datetime(2026, 5, 1, tzinfo=UTC), datetime(2026, 6, 1, tzinfo=UTC))
    shanghai = timezone(timedelta(hours=8))
    assert start <= datetime(2026, 6, 1, 7, 59, tzinfo=shanghai) < end
    assert not start <= datetime(2026, 6, 1, 8, 0, tzinfo=shanghai) < end


def test_a_badge_that_lapsed_is_earned_again_by_what_is_new() -> None:
    badge = made(window=Window(Span.DAYS, days=30), expires_after=60)
    given_at = NOW - timedelta(days=60)
    assert due(badge, 1, holding(1, live=False, at=given_at), NOW) == (2,)
    assert due(badge, 0, holding(1, live=False, at=given_at), NOW) == ()
    assert due(badge, 1, holding(1, live=True, at=given_at), NOW) == ()
    # What lies within the window of the last award was rewarded by it.
    assert due(badge, 1, holding(1, live=False, at=NOW - timedelta(days=29)), NOW) == ()


def test_a_repeatable_badge_with_a_window_is_given_once_in_each() -> None:
    badge = made(window=Window(Span.MONTH), repeatable=True)
    assert due(badge, 1, None, NOW) == range(1, 2)
    assert due(badge, 1, holding(1), NOW) == ()
    assert due(badge, 1, holding(1), NOW + timedelta(hours=1)) == (2,)


def test_held_for_good_is_settled() -> None:
    assert not is_open(made(), holding(1), NOW)
    assert is_open(made(repeatable=True), holding(1), NOW)
    assert is_open(made(), None, NOW)


def test_a_revocable_badge_goes_with_what_it_stood_for() -> None:
    assert list(untrue(made(revocable=True), 0, holding(1))) == [1]
    assert list(untrue(made(revocable=True, repeatable=True), 1, holding(3))) == [2, 3]
    assert list(untrue(made(), 0, holding(1))) == []


@given(st.integers(0, 500), st.integers(0, 10_000))
def test_rarity_is_one_in_so_many(holders: int, everyone: int) -> None:
    found = one_in(holders, everyone)
    assert (found is None) == (holders == 0)
    if found is not None:
        assert found >= 1
        assert found == 1 or abs(found - everyone / holders) <= 0.5
