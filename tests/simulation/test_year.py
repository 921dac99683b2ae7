"""Laws of the simulated year: nobody is lost or counted twice, chance is repeatable, more hands do no harm."""

from collections import Counter
from dataclasses import replace
from itertools import pairwise
from math import inf

import pytest

from community.routing.rules import STAFF_STAGES, Stage
from tests.simulation.assumptions import CROWD_ONLY, DESK_ONLY, LADDER, NO_RINGS, RINGS, SERVICES, Service
from tests.simulation.helpers import Helpers
from tests.simulation.measures import ENDS, PROMPT, WORKING_DAY, Measures, measured
from tests.simulation.needs import Year
from tests.simulation.rates import CLASSES, kept
from tests.simulation.service import Outcome, run

RATES = kept()
MONTH = 28
NOBODY_HELPS = replace(
    RATES,
    first_answer={kind: [0.0] * 14 for kind in CLASSES},
    helpers=dict.fromkeys(CLASSES, 0.0),
)


def month(service: Service, **numbers: float) -> Outcome:
    """Four weeks are enough for laws."""
    return run(service.but(days=MONTH, **numbers), RATES)


def figures(service: Service, **numbers: float) -> Measures:
    return measured(month(service, **numbers))


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.slug)
def test_every_need_ends_in_exactly_one_bucket(service: Service) -> None:
    outcome = month(service)
    assert Counter(need.resolved_by for need in outcome.needs).keys() <= set(ENDS)
    assert sum(measured(outcome).ends.values()) == pytest.approx(1)
    assert [need.number for need in outcome.needs] == list(range(1, len(outcome.needs) + 1))
    assert len(outcome.needs) == pytest.approx(MONTH * service.numbers.needs_a_day, rel=0.1)


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.slug)
def test_nobody_is_answered_before_asking(service: Service) -> None:
    assert all(need.answered_at >= need.asked_at for need in month(service).needs)


@pytest.mark.parametrize("service", [DESK_ONLY, NO_RINGS, LADDER], ids=lambda service: service.slug)
def test_the_ladder_and_the_desk_lose_nobody(service: Service) -> None:
    outcome = month(service)
    assert not [need for need in outcome.needs if need.answered_at == inf]
    assert measured(outcome).ends["nobody"] == 0
    assert all(tier.free == tier.agents and not tier.take(inf) for tier in outcome.tiers.values())


def test_a_need_moves_only_as_the_state_machine_of_the_project_lets_it() -> None:
    for need in month(LADDER).needs:
        stages = [Stage.SELF_SERVICE, *(stage for _, _, stage in need.moves)]
        times = [at for at, _, _ in need.moves]
        assert times == sorted(times)
        assert all(before != after for before, after in pairwise(stages))
        assert (stages[-1] == Stage.RESOLVED) == (need.resolved_by not in {"unknown", "nobody"})


def test_the_same_seed_gives_the_same_year_and_another_one_another() -> None:
    first, again, other = figures(LADDER), figures(LADDER), figures(LADDER, seed=7)
    assert first == again
    assert first.waits != other.waits


def test_all_services_meet_the_same_needs() -> None:
    asked = [
        [(need.asked_at, need.kind, need.tier_1_hours) for need in month(service).needs]
        for service in SERVICES
    ]
    assert all(each == asked[0] for each in asked)


@pytest.mark.parametrize("service", [DESK_ONLY, LADDER], ids=lambda service: service.slug)
def test_more_agents_answer_no_fewer_in_time(service: Service) -> None:
    runs = [figures(service, tier_1=agents) for agents in (2, 4, 6, 9)]
    for fewer, more in pairwise(runs):
        assert more.service_waits.within(PROMPT) >= fewer.service_waits.within(PROMPT) - 0.02
        assert more.service_waits.within(WORKING_DAY) >= fewer.service_waits.within(WORKING_DAY) - 0.02


def test_without_helpers_staff_do_all_that_is_not_found() -> None:
    found = measured(run(LADDER.but(days=MONTH), NOBODY_HELPS))
    assert found.ends["crowd"] == found.ends["unknown"] == found.ends["nobody"] == 0
    assert found.by_staff == pytest.approx(1 - found.ends["self-service"])
    assert found.invitations == 0


def test_without_staff_no_case_is_worked_on_and_account_matters_stay_open() -> None:
    outcome = month(CROWD_ONLY)
    assert measured(outcome).all_staff_hours == 0
    assert {need.resolved_by for need in outcome.needs if need.kind == "account"} == {"nobody"}


def test_staff_work_only_in_service_hours_or_to_finish_what_they_began() -> None:
    outcome = month(DESK_ONLY)
    for need in outcome.needs:
        if need.resolved_by in STAFF_STAGES:
            hours = need.tier_2_hours if need.resolved_by == Stage.TIER_2 else need.tier_1_hours
            began = need.answered_at - hours
            # Begun while the desk was open: the next opening is that very moment.
            assert outcome.hours.next_open(began + 1e-6) == pytest.approx(began + 1e-6)


def test_no_agent_is_in_two_cases_at_once() -> None:
    outcome = month(DESK_ONLY, tier_1=3)
    tier = outcome.tiers[Stage.TIER_1]
    spans = [
        (need.answered_at - need.tier_1_hours, need.answered_at)
        for need in outcome.needs
        if need.resolved_by == Stage.TIER_1
    ]
    changes = sorted([(end, -1) for _, end in spans] + [(start + 1e-9, 1) for start, _ in spans])
    busy = most = 0
    for _, change in changes:
        busy += change
        most = max(most, busy)
    assert most == tier.agents


def test_patience_ends_after_service_hours_not_before() -> None:
    outcome = month(NO_RINGS)
    waited = [
        outcome.hours.between(need.asked_at, at)
        for need in outcome.needs
        for at, reason, _ in need.moves
        if reason == "unanswered"
    ]
    assert len(waited) > 100
    assert all(wait == pytest.approx(2) for wait in waited)


def test_rings_bring_answers_sooner_and_take_work_from_staff() -> None:
    without, with_rings = figures(NO_RINGS), figures(LADDER)
    assert with_rings.waits.within(PROMPT) > without.waits.within(PROMPT)
    assert with_rings.by_staff < without.by_staff
    assert without.invitations == 0 < with_rings.invitations


def test_rings_go_out_at_their_times_while_nobody_has_answered_and_never_for_what_staff_have() -> None:
    needs = month(LADDER).needs
    for need in needs:
        planned = [need.asked_at + after for after, _ in RINGS]
        assert need.rings == planned[: len(need.rings)]
        assert all(ring < need.answered_at for ring in need.rings)
        assert not (need.rings and need.about.reason)
    assert Counter(len(need.rings) for need in needs).keys() == {0, 1, 2, 3}


def test_invitations_that_nobody_heeds_change_little() -> None:
    without, ignored = figures(NO_RINGS), figures(LADDER, invited=0.0)
    assert ignored.waits == without.waits


def test_no_helper_is_invited_to_one_need_twice_or_more_often_a_day_than_they_bear() -> None:
    numbers = LADDER.but(needs_a_day=4, invitations_a_day=3).numbers
    helpers = Helpers(RATES, numbers, Year(RATES, numbers).helping)
    for _ in range(40):
        known: set[int] = set()
        for ring in (5, 10, 20):
            before = len(known)
            sent = helpers.sent
            helpers.invite(ring, 12.0, known)
            assert helpers.sent - sent == len(known) - before <= ring
    assert max(helpers.invitations.values()) == 3
    assert helpers.sent == sum(helpers.invitations.values()) <= 3 * len(helpers.kinds)
    helpers.invite(5, 36.0, set())
    assert max(helpers.invitations.values()) == 1


def test_the_crowd_left_alone_behaves_as_it_was_measured() -> None:
    alone = measured(run(CROWD_ONLY.but(days=120), RATES)).alone
    count = sum(each.questions for each in RATES.communities)
    for hours, name in ((2, "within_2_hours"), (24, "within_a_day"), (1e6, "answered")):
        real = sum(each.questions * getattr(each, name) for each in RATES.communities) / count
        assert alone.within(hours) == pytest.approx(real, abs=0.02)
