"""Answers in time by both clocks, waits, reasons, outcomes and satisfaction: counted by hand, and by the page."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.kernel.asking import asked
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.posts.models import PostStatus
from community.routing.models import Invitation, Move, MoveReason, Need, Stage
from moderation.escalation.models import Case
from moderation.insights import headline, misses, outcomes, promised, rules, waits
from moderation.insights.misses import Miss
from moderation.insights.reasons import Facts, Reason, reason
from moderation.insights.rules import Rate
from moderation.insights.service_time import ServiceTime
from moderation.sla.hours import Calendar, working_time
from moderation.surveys.models import Survey
from moderation.surveys.rules import SurveyState
from tests.conftest import both_databases
from tests.moderation.insights.conftest import DAY, HOUR, NOW, WEEK, Record, scope

OFFICE = Calendar(hours=dict.fromkeys(range(5), ((540, 1080),)))
MINUTE = timedelta(minutes=1)


@both_databases
def test_answers_in_time_are_counted_by_both_clocks(
    record: Record, service: None, alice: Actor, bob: Actor
) -> None:
    """The last week is from Friday to Friday noon, with a weekend in it."""
    quick = record.asked(NOW - 3 * HOUR, alice)  # 9 o'clock
    record.answered(quick, bob, 2 * HOUR)  # not a minute too late
    late = record.asked(NOW - DAY - 3 * HOUR, alice)  # Thursday, 9 o'clock
    record.answered(late, bob, 2 * HOUR + MINUTE)
    evening = record.asked(NOW - DAY + 5 * HOUR, alice)  # Thursday, 17 o'clock
    record.answered(evening, bob, 17 * HOUR)  # Friday, 10 o'clock: two hours of service
    record.asked(NOW - 6 * DAY, alice)  # Saturday, never answered
    record.asked(NOW - HOUR, alice)  # its time is not over
    record.asked(NOW - 7 * DAY + HOUR, alice, listed=False, status=PostStatus.HIDDEN)
    before = record.asked(NOW - 10 * DAY, alice)
    record.answered(before, bob, HOUR)
    record.asked(NOW - 5 * WEEK + HOUR, alice)  # four weeks before the last one, and outside of the range

    found = asked(promised.answered(scope(4)))
    assert [each.calendar for each in found.weeks] == [Rate(), Rate(), Rate(1, 1), Rate(1, 4)]
    assert [each.service for each in found.weeks] == [Rate(), Rate(), Rate(1, 1), Rate(2, 4)]
    assert (found.calendar, found.service) == (Rate(2, 5), Rate(3, 5))
    assert (found.now, found.before) == (Rate(1, 4), Rate(1, 2))


@both_databases
def test_what_was_asked_after_hours_is_late_only_when_service_has_had_its_time(
    record: Record, service: None, alice: Actor
) -> None:
    record.asked(NOW - 2 * HOUR - MINUTE, alice)  # Friday, 9:59: late by both clocks
    record.asked(NOW - 18 * HOUR, alice)  # Thursday, 18 o'clock: three hours of service have passed
    record.asked(datetime(2026, 11, 27, 8, 59, tzinfo=UTC), alice)
    found = asked(promised.answered(scope(4))).weeks[-1]
    assert (found.calendar, found.service) == (Rate(0, 3), Rate(0, 3))
    sunday = datetime(2026, 11, 29, 12, tzinfo=UTC)
    record.asked(sunday - DAY, alice)
    seen = asked(promised.answered(rules_scope(sunday))).weeks[-1]
    assert (seen.calendar, seen.service) == (Rate(0, 4), Rate(0, 3))


def rules_scope(now: datetime) -> promised.Scope:
    """Four weeks until another moment."""
    return promised.Scope(now=now, weeks=4)


def test_without_a_calendar_only_the_clock_counts(record: Record, alice: Actor) -> None:
    record.asked(NOW - DAY, alice)
    found = asked(promised.answered(scope(4)))
    assert found.weeks[-1].calendar == Rate(0, 1)
    assert found.service is None


@given(
    st.datetimes(datetime(2026, 3, 1), datetime(2026, 4, 10)),  # noqa: DTZ001 - hypothesis wants it so
    st.timedeltas(timedelta(), timedelta(days=9)),
)
def test_time_of_service_is_what_the_promises_count(start: datetime, length: timedelta) -> None:
    begin = start.replace(tzinfo=UTC)
    end = begin + length
    for zone in ("UTC", "Europe/Berlin"):
        calendar = Calendar(hours=OFFICE.hours, zone=zone)
        laid_out = ServiceTime(calendar, datetime(2026, 2, 20, tzinfo=UTC), datetime(2026, 4, 30, tzinfo=UTC))
        assert laid_out.between(begin, end) == working_time(begin, end, calendar)


@both_databases
def test_waits_are_told_by_middle_and_ninetieth(record: Record, alice: Actor, bob: Actor) -> None:
    for minutes in range(10, 110, 10):  # ten waits: 10 to 100 minutes
        record.answered(record.asked(NOW - 2 * DAY, alice), bob, minutes * MINUTE)
    record.answered(record.asked(NOW - 8 * DAY, alice), bob, 7 * MINUTE)
    record.asked(NOW - 8 * DAY, alice)
    found = asked(waits.waits(scope(4)))
    assert [(each.answered, each.unanswered) for each in found] == [(0, 0), (0, 0), (1, 1), (10, 0)]
    assert (found[3].middle, found[3].ninetieth) == (50.0, 90.0)
    assert (found[2].middle, found[2].ninetieth) == (7.0, 7.0)
    assert found[0].middle is None


@given(st.lists(st.integers(), min_size=1))
def test_ranks_are_where_their_names_say(values: list[int]) -> None:
    count, ordered = len(values), sorted(values)
    for rank, share in ((rules.middle(count), 0.5), (rules.ninetieth(count), 0.9)):
        assert 1 <= rank <= count
        assert rank / count >= share
        assert (rank - 1) / count < share
        assert ordered[rank - 1] in values


def _why(found: list[Miss]) -> dict[int, Reason]:
    return {each.question_id: each.why for each in found}


@both_databases
def test_each_miss_has_the_reason_that_is_on_record(
    record: Record, service: None, alice: Actor, bob: Actor, carol: Actor
) -> None:
    noon = NOW - 3 * DAY  # Tuesday
    helped = record.asked(NOW - 20 * DAY, alice, tags=["mesh"])
    record.answered(helped, bob, HOUR)
    own = record.asked(NOW - 20 * DAY, bob, tags=["lamp"])
    record.answered(own, bob, HOUR)  # an answer to oneself is no help
    old = record.asked(noon - 40 * DAY, alice, tags=["cable"])
    record.answered(old, bob, HOUR)

    held = record.asked(noon, alice, tags=["mesh"], published_at=noon + 3 * HOUR)
    record.answered(held, bob, 4 * HOUR)
    closed = record.asked(noon, alice, tags=["mesh"], closed_at=noon + HOUR)
    details = record.asked(noon, alice, tags=["mesh"], needs_info_at=noon + HOUR)
    evening = record.asked(noon + 5 * HOUR + 30 * MINUTE, alice, tags=["mesh"])
    record.answered(evening, bob, 16 * HOUR)  # half an hour of service on each day
    alone = record.asked(noon, alice, tags=["lamp", "cable"])
    called = record.asked(noon, alice, tags=["mesh"])
    need = record.need(called)
    with unit_of_work():
        for member, after in ((bob, HOUR), (carol, 3 * HOUR)):
            db.session.add(
                Invitation(
                    need_id=need.id,
                    member_id=member.id,
                    ring=1,
                    day=noon.date(),
                    slot=1,
                    lang="en",
                    created_at=noon + after,
                )
            )
    nobody = record.asked(noon, alice, tags=["mesh"])

    found = asked(misses.misses(scope(4)))
    assert _why(list(found)) == {
        held.id: Reason.HELD,
        closed.id: Reason.CLOSED,
        details.id: Reason.DETAILS,
        evening.id: Reason.CLOSED_HOURS,
        alone.id: Reason.NO_HELPER,
        called.id: Reason.INVITED,
        nobody.id: Reason.NOBODY,
    }
    by_id = {each.question_id: each for each in found}
    assert by_id[called.id].invited == 1
    assert by_id[alone.id].tags == ["lamp", "cable"]
    assert (by_id[held.id].waited, by_id[nobody.id].waited) == (4 * HOUR, 3 * DAY)
    assert {why: count for why, count in misses.counted(found)} == dict.fromkeys(Reason, 1)  # noqa: C416


@given(st.integers(0, 600), st.integers(0, 600))
def test_the_gate_is_blamed_only_where_it_made_the_difference(shown: int, later: int) -> None:
    patience = 2 * HOUR
    facts = Facts(asked_at=NOW, published_at=NOW + shown * MINUTE, answered_at=NOW + (shown + later) * MINUTE)
    blamed = reason(facts, patience) is Reason.HELD
    assert blamed == (shown > 0 and (later <= 120 or shown >= 120))


@both_databases
def test_solved_and_opened_again_are_shares_of_what_was_asked(
    record: Record, alice: Actor, bob: Actor
) -> None:
    for way in ("solved", "back", "open", "withdrawn", "back-and-solved"):
        question = record.asked(NOW - DAY, alice)
        stage = Stage.CROWD if way in {"back", "open"} else Stage.RESOLVED
        need = record.need(question, stage)
        with unit_of_work():
            if way == "withdrawn":
                _move(need, Stage.CROWD, Stage.RESOLVED, MoveReason.WITHDRAWN)
            elif way != "open":
                _move(need, Stage.CROWD, Stage.RESOLVED, MoveReason.SOLVED)
            if way.startswith("back"):
                _move(need, Stage.RESOLVED, Stage.CROWD, MoveReason.REOPENED)
    found = asked(outcomes.outcomes(scope(4)))
    assert (found[-1].resolved, found[-1].reopened) == (Rate(3, 5), Rate(2, 3))
    assert found[0].resolved == Rate()


def _move(need: Need, start: Stage, end: Stage, why: MoveReason) -> None:
    db.session.add(
        Move(need_id=need.id, from_stage=start, to_stage=end, reason=why, rule="test", created_at=NOW)
    )


@both_databases
def test_satisfaction_is_what_was_experienced_less_what_was_expected(record: Record, alice: Actor) -> None:
    for days, expected, experienced in ((1, 3, 5), (2, 4, 3), (3, None, None), (9, 2, 4)):
        question = record.asked(NOW - 20 * DAY, alice)
        need = record.need(question)
        with unit_of_work():
            case = Case(
                need_id=need.id,
                question_id=question.id,
                tier=1,
                team="care",
                opened_at=NOW - 20 * DAY,
                waiting_since=NOW - 20 * DAY,
            )
            db.session.add(case)
            db.session.flush()
            db.session.add(
                Survey(
                    case_id=case.id,
                    question_id=question.id,
                    team="care",
                    tier=1,
                    state=SurveyState.ANSWERED if expected else SurveyState.ASKED,
                    ask_at=NOW - days * DAY,
                    asked_at=NOW - days * DAY,
                    answered_at=NOW if expected else None,
                    expected=expected,
                    experienced=experienced,
                )
            )
    found = asked(outcomes.satisfaction(scope(4)))
    assert [(each.asked, each.answered) for each in found] == [(0, 0), (0, 0), (1, 1), (3, 2)]
    assert (found[3].expected, found[3].experienced, found[3].satisfaction) == (3.5, 4.0, 0.5)
    assert (found[2].satisfaction, found[0].satisfaction) == (2.0, None)


@pytest.mark.parametrize(
    ("now", "before", "points"),
    [
        (Rate(87, 100), Rate(83, 100), 4),
        (Rate(1, 2), Rate(3, 4), -25),
        (Rate(), Rate(1, 2), None),
        (Rate(1, 2), Rate(), None),
    ],
)
def test_the_headline_says_by_how_many_points_it_moved(now: Rate, before: Rate, points: int | None) -> None:
    found = promised.Answered(patience=2 * HOUR, weeks=[], now=now, before=before)
    told = headline.headline({"answered": found, "misses": []})
    assert (told.points, told.share, told.why) == (points, now.share, None)


def test_the_headline_names_the_commonest_reason_that_hours_do_not_explain() -> None:
    def miss(why: Reason) -> Miss:
        return Miss(
            question_id=1,
            title="",
            lang="en",
            tags=[],
            asked_at=NOW,
            answered=False,
            waited=HOUR,
            why=why,
            invited=0,
        )

    found = promised.Answered(patience=2 * HOUR, weeks=[], now=Rate(1, 2), before=Rate(1, 2))
    reasons = [Reason.CLOSED_HOURS] * 3 + [Reason.NO_HELPER] * 2 + [Reason.HELD]
    told = headline.headline({"answered": found, "misses": [miss(why) for why in reasons]})
    assert (told.why, told.why_count, told.points) == (Reason.NO_HELPER, 2, 0)
