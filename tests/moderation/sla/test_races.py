"""Many at once: what is late is told once, settings keep their order, and all clocks agree with their cases."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from community.kernel import checks, clock
from community.kernel.db import db
from community.kernel.errors import Conflict
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.notifications.models import Notification
from moderation.audit.checking import chain_breaches
from moderation.audit.models import ModerationLogEntry
from moderation.escalation import promises, queries, timers, working
from moderation.escalation.models import Case
from moderation.escalation.rules import CaseState
from moderation.sla import queries as clocks
from moderation.sla import services, setting
from moderation.sla.models import CaseClock, SlaPolicy
from tests.conftest import MakeMember, actor_of, both_databases
from tests.moderation.escalation.conftest import ANGRY_EN, Ask
from tests.moderation.escalation.conftest import ask as ask  # noqa: PLC0414 - a fixture
from tests.moderation.sla.conftest import MONDAY, Matter
from tests.parallel import at_once

HOUR = timedelta(hours=1)


def sound() -> list[str]:
    db.session.rollback()
    found = checks.run_all(db.session())
    return [line for name in ("case-clocks", "cases-as-clocks", "one-open-case") for line in found[name]]


@both_databases
def test_three_workers_tell_of_everything_once(app: Flask, ask: Ask, dave: Actor) -> None:
    with clock.at(MONDAY):
        for number in range(8):
            ask((f"{ANGRY_EN[0]} {number}", f"{ANGRY_EN[1]} Number {number}."))
    count = db.session.query(CaseClock).filter_by(clock="first-response").count()

    def work(moment: timedelta) -> Callable[[], object]:
        def run() -> object:
            timers.keep_time(MONDAY + moment)
            return None

        return run

    soon = min(each.warn_at for each in db.session.query(CaseClock) if each.warn_at) - MONDAY
    at_once(app, [work(soon + timedelta(minutes=1))] * 3)
    warned = db.session.query(Notification).filter_by(kind="case-due", member_id=dave.id).count()
    at_once(app, [work(5 * HOUR)] * 3)
    late = db.session.query(CaseClock).filter(CaseClock.breached_at.is_not(None)).count()
    assert (count, warned, late) == (8, 8, 8)
    assert db.session.query(ModerationLogEntry).filter_by(act="case-late").count() == 8
    assert db.session.query(Notification).filter_by(kind="case-late", member_id=dave.id).count() == 8
    assert chain_breaches(db.session()) == []
    assert sound() == []


@both_databases
def test_an_answer_and_a_timer_at_the_same_moment_tell_once(app: Flask, matter: Matter) -> None:
    moment = MONDAY + 5 * HOUR

    def answer() -> object:
        matter.replies(moment)
        return None

    def work() -> object:
        timers.keep_time(moment)
        return None

    at_once(app, [work, answer, work])
    first = matter.clock("first-response")
    assert first.state == "missed"
    told = [each.data for each in db.session.query(ModerationLogEntry).filter_by(act="case-late")]
    assert [each["clock"] for each in told if each["clock"] == "first-response"] == ["first-response"]
    assert sound() == []


@both_databases
def test_pausing_writing_resolving_and_keeping_time_at_once_leave_clocks_that_agree(
    app: Flask, matter: Matter
) -> None:
    matter.replies(MONDAY + HOUR)

    def deed(run: Callable[[], object]) -> Callable[[], object]:
        def attempt() -> object:
            with clock.at(MONDAY + 3 * HOUR):
                try:
                    run()
                except Conflict:
                    return "refused"
            return None

        return attempt

    moment = MONDAY + 3 * HOUR
    at_once(
        app,
        [
            deed(lambda: matter.waits(moment)),
            deed(lambda: matter.writes(moment)),
            deed(lambda: matter.replies(moment)),
            deed(lambda: timers.keep_time(moment)),
            deed(lambda: matter.at(moment, lambda case: working.resolve(case.id, by=matter.dave))),
        ],
    )
    assert sound() == []


@both_databases
def test_two_workers_give_a_new_site_its_policies_once(app: Flask) -> None:
    def furnish() -> object:
        with unit_of_work():
            services.furnish()
        return None

    at_once(app, [furnish] * 4)
    assert [each.name for each in clocks.policies()] == ["Urgent", "High", "Specialists", "Everything else"]
    assert len(clocks.calendars()) == 1


@both_databases
def test_moving_policies_at_once_keeps_them_in_some_order(app: Flask, member: MakeMember) -> None:
    admin = actor_of(member("ines", role="admin"))
    with unit_of_work():
        services.furnish()
    ids = [each.id for each in db.session.query(SlaPolicy).filter_by(is_fallback=False)]

    def move(policy_id: int, up: bool) -> Callable[[], object]:
        def run() -> object:
            with unit_of_work():
                setting.move_policy(policy_id, up=up, by=admin)
            return None

        return run

    at_once(app, [move(each, up) for each in ids for up in (True, False)])
    db.session.expire_all()
    found = clocks.policies()
    assert sorted(each.position for each in found[:-1]) == [1, 2, 3]
    assert found[-1].is_fallback


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"due_at": MONDAY}, "is due at"),
        ({"state": "paused"}, "though the case goes on"),
        ({"target_minutes": 7}, "something else than was promised"),
        ({"state": "met"}, "has no clock for it"),
    ],
)
def test_a_clock_that_was_tampered_with_is_found(
    matter: Matter, values: dict[str, object], words: str
) -> None:
    assert sound() == []
    with unit_of_work():
        row = clocks.unended(matter.id)["first-response"]
        for name, value in values.items():
            setattr(row, name, value)
    assert words in " ".join(sound())


def test_a_case_that_is_due_otherwise_than_its_clocks_is_found(matter: Matter) -> None:
    with unit_of_work():
        case = queries.case_or_404(matter.id, for_update=True)
        case.due_at = MONDAY
        case.state = "on-hold"
    told = " ".join(sound())
    assert "its first clock at" in told
    assert "its clocks run" in told


def test_a_long_life_leaves_everything_sound(matter: Matter) -> None:
    moment = MONDAY
    for number in range(3):
        for deed in (matter.replies, matter.waits, matter.writes, matter.replies, matter.writes):
            moment += timedelta(hours=5, minutes=number)
            deed(moment)
            timers.keep_time(moment)
            assert sound() == []
    with clock.at(moment), unit_of_work():
        working.resolve(matter.id, by=matter.dave)
    with clock.at(moment + HOUR), unit_of_work():
        working.reopen(matter.id, by=matter.dave)
    with clock.at(moment + 2 * HOUR), unit_of_work():
        promises.pause(db.session.get_one(Case, matter.id), CaseState.ON_HOLD)
    assert sound() == []
