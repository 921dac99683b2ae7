"""Laws of sanctions, tried on whatever hypothesis thinks of."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from community.kernel.restraints import Restraint, in_force
from moderation.sanctions import rules
from moderation.sanctions.catalogue import LIMITS, REASONS, TEMPLATES
from moderation.sanctions.rules import LADDER, Kind, Past

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
pasts = st.lists(st.builds(Past, st.sampled_from(Kind), st.floats(0, 2_000)), max_size=12)
gravity = st.integers(0, 3)


@given(pasts, st.builds(Past, st.sampled_from(Kind), st.floats(0, 2_000)), gravity)
def test_one_more_sanction_never_leads_to_a_milder_step(history: list[Past], more: Past, grave: int) -> None:
    before = rules.next_step(history, grave, memory_days=365)
    after = rules.next_step([*history, more], grave, memory_days=365)
    assert before <= after <= before + 1


@given(pasts, gravity)
def test_what_is_graver_is_never_milder_and_the_ladder_ends(history: list[Past], grave: int) -> None:
    step = rules.next_step(history, grave, memory_days=365)
    assert step <= rules.next_step(history, grave + 1, memory_days=365) < len(LADDER)


@given(pasts, gravity)
def test_what_is_forgotten_and_removed_posts_count_for_nothing(history: list[Past], grave: int) -> None:
    counting = [each for each in history if each.kind is not Kind.REMOVAL and each.days_ago <= 365]
    assert rules.next_step(history, grave, memory_days=365) == rules.next_step(
        counting, grave, memory_days=365
    )


def test_the_ladder_begins_with_a_warning_and_gets_no_milder() -> None:
    order = [Kind.WARN, Kind.LIMIT, Kind.SUSPEND]
    assert LADDER[0].kind is Kind.WARN
    weights = [(order.index(step.kind), step.days or 10_000) for step in LADDER[1:]]
    assert weights == sorted(weights)


@given(st.booleans(), st.booleans(), st.booleans())
def test_nobody_sanctions_themselves_or_the_last_admin(admin: bool, team: bool, both: bool) -> None:
    for oneself, last in ((True, both), (both, True)):
        assert not rules.may_sanction(by_admin=admin, of_the_team=team, oneself=oneself, last_admin=last)


@given(st.integers(1, 730), st.integers(-400, 400))
def test_more_days_end_later_and_in_the_future(days: int, until_in: int) -> None:
    until = NOW + timedelta(days=until_in)
    later = rules.extended(until, days, NOW)
    assert later >= max(until, NOW) + timedelta(days=days)


@given(st.dictionaries(st.sampled_from(Restraint), st.one_of(st.none(), st.integers(-9, 9))))
def test_a_restraint_holds_until_its_end_and_not_longer(kept: dict[Restraint, int | None]) -> None:
    written = {
        str(slug): None if hours is None else (NOW + timedelta(hours=hours)).isoformat()
        for slug, hours in kept.items()
    }
    holds = {slug for slug, hours in kept.items() if hours is None or hours > 0}
    assert in_force(written, NOW) == holds


def test_the_catalogues_know_each_other() -> None:
    own_choice = {Restraint.NO_AGREEMENT}  # no moderator hands it out
    assert {each.slug for each in LIMITS} == set(Restraint) - own_choice
    assert all(each.reason in REASONS for each in TEMPLATES)
    assert all(each.limit in LIMITS for each in REASONS)
