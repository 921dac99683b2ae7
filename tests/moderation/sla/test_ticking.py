"""A clock runs, stands still, and is held to another target."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from moderation.sla.hours import Calendar, due_at
from moderation.sla.rules import Conditions, Facts, Policy, Terms, Ticking, facts_from, first_match
from tests.moderation.sla import calendars
from tests.moderation.sla.calendars import NINE_TO_FIVE, SHANGHAI

HOUR = timedelta(hours=1)
MONDAY = datetime(2026, 11, 23, 10, tzinfo=UTC)
MOMENTS = st.timedeltas(timedelta(), timedelta(days=900)).map(
    lambda span: datetime(2025, 6, 1, tzinfo=UTC) + span
)
TARGETS = st.timedeltas(timedelta(minutes=1), timedelta(hours=80))
PAUSES = st.lists(st.integers(0, 30 * 60), min_size=2, max_size=6).map(
    lambda minutes: [timedelta(minutes=each) for each in minutes]
)
CALENDARS = st.sampled_from(calendars.ALL)


def running(start: datetime, target: timedelta) -> Ticking:
    return Ticking(target=target, since=start)


@given(MOMENTS, TARGETS, PAUSES, CALENDARS)
def test_standing_still_never_makes_it_earlier(
    start: datetime, target: timedelta, spans: list[timedelta], calendar: Calendar
) -> None:
    clock, now = running(start, target), start
    due = clock.due_at(calendar)
    assert due is not None
    for runs, stands in zip(spans[::2], spans[1::2], strict=False):
        clock = clock.stopped(now + runs, calendar)
        assert clock.due_at(calendar) is None
        now += runs + stands
        clock = clock.started(now)
        later = clock.due_at(calendar)
        assert later is not None
        assert later >= due or clock.used >= target  # what has run out is not due again
        due = max(due, later)


@given(MOMENTS, TARGETS, st.timedeltas(timedelta(), timedelta(hours=60)), CALENDARS)
def test_a_pause_of_no_length_changes_nothing(
    start: datetime, target: timedelta, after: timedelta, calendar: Calendar
) -> None:
    due = due_at(start, target, calendar)
    moment = min(start + after, due)
    again = running(start, target).stopped(moment, calendar).started(moment)
    assert again.due_at(calendar) in {due, due_at(moment, timedelta(), calendar)}
    assert again.used_at(due, calendar) == target


@given(MOMENTS, TARGETS, st.timedeltas(timedelta(), timedelta(hours=40)), PAUSES, CALENDARS)
def test_a_pause_in_pieces_is_one_pause(
    start: datetime, target: timedelta, runs: timedelta, pieces: list[timedelta], calendar: Calendar
) -> None:
    stopped = running(start, target).stopped(start + runs, calendar)
    now, pieced = start + runs, stopped
    for piece in pieces:
        now += piece
        pieced = pieced.started(now).stopped(now, calendar)
    assert pieced == stopped
    assert pieced.started(now).due_at(calendar) == stopped.started(now).due_at(calendar)


@given(MOMENTS, TARGETS, TARGETS, st.timedeltas(timedelta(), timedelta(hours=40)), CALENDARS)
def test_another_target_counts_from_the_start(
    start: datetime, first: timedelta, second: timedelta, after: timedelta, calendar: Calendar
) -> None:
    moved = running(start, first).held_to(second, start + after, calendar, calendar)
    assert moved.due_at(calendar) == due_at(start, second, calendar)


@given(MOMENTS, TARGETS, TARGETS, st.timedeltas(timedelta(), timedelta(hours=40)))
def test_another_calendar_keeps_what_is_used(
    start: datetime, first: timedelta, second: timedelta, after: timedelta
) -> None:
    now = start + after
    before = running(start, first)
    moved = before.held_to(second, now, NINE_TO_FIVE, SHANGHAI)
    assert moved.used_at(now, SHANGHAI) == before.used_at(now, NINE_TO_FIVE)
    due = moved.due_at(SHANGHAI)
    assert due is not None
    assert due >= now


def test_what_is_late_stays_due_when_it_was() -> None:
    late = Ticking(target=HOUR, since=MONDAY, breached_at=MONDAY + HOUR)
    again = late.stopped(MONDAY + 3 * HOUR, NINE_TO_FIVE).started(MONDAY + 9 * HOUR)
    assert again.due_at(NINE_TO_FIVE) == MONDAY + HOUR
    assert again.used == 3 * HOUR
    longer = again.held_to(5 * HOUR, MONDAY + 9 * HOUR, NINE_TO_FIVE, NINE_TO_FIVE)
    assert longer.due_at(NINE_TO_FIVE) == MONDAY + timedelta(days=1, hours=1)


def test_a_warning_comes_at_its_share_or_so_many_minutes_before() -> None:
    assert Terms(warn_share=75).warn_after(4 * HOUR) == 3 * HOUR
    assert Terms(warn_minutes=30).warn_after(4 * HOUR) == timedelta(hours=3, minutes=30)
    assert Terms(warn_minutes=30).warn_after(timedelta(minutes=20)) == timedelta()
    assert Terms().warn_after(HOUR) is None


def policy(number: int, conditions: Conditions) -> Policy:
    return Policy(id=number, name=str(number), conditions=conditions, terms=Terms(), hours_id=1)


def test_the_first_policy_that_fits_wins() -> None:
    policies = [
        policy(1, Conditions(priorities=("P1", "P2"), tiers=(2,))),
        policy(2, Conditions(tags=("refund", "billing"))),
        policy(3, Conditions(langs=("zh",), levels=(3, 4))),
        policy(4, Conditions(rules=("safety",), channels=("web",), teams=("care",))),
        policy(5, Conditions()),
    ]
    found = [
        first_match(policies, facts).id
        for facts in (
            Facts(tier=2, priority="P1", tags=("refund",)),
            Facts(tier=1, priority="P1", tags=("refund", "wifi")),
            Facts(tier=1, priority="P4", lang="zh", level=3),
            Facts(tier=1, priority="P4", lang="zh", level=2),
            Facts(tier=1, priority="P4", rules=("safety", "low-stars"), team="care"),
            Facts(tier=1, priority="P4", rules=("low-stars",), team="care"),
        )
    ]
    assert found == [1, 2, 3, 5, 4, 5]


TEXTS = st.lists(st.sampled_from(["refund", "wifi", "mesh"]), unique=True).map(tuple)


@given(TEXTS, TEXTS, st.sampled_from([1, 2]), st.sampled_from(["P1", "P4"]))
def test_facts_are_kept_and_read_again(
    rules: tuple[str, ...], tags: tuple[str, ...], tier: int, priority: str
) -> None:
    facts = Facts(tier=tier, priority=priority, rules=rules, tags=tags)
    assert facts_from(facts.as_json()).as_json() == facts.as_json()
