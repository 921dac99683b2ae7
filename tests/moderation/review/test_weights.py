"""What makes an item urgent: laws of the weight, and that nothing waits for ever."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from moderation.review import weights
from moderation.review.rules import ItemKind

FINDINGS = st.sets(st.sampled_from(["abuse", "spam", "links", "substance", "private-data", "first-posts"]))
KINDS = st.sampled_from(list(ItemKind))
FLAGS = st.floats(0, 100)
NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
AGES = st.integers(0, 24 * 365).map(lambda hours: NOW - timedelta(hours=hours))


def sum_of(kind: ItemKind, found: set[str], flags: float = 0.0, **more: bool) -> int:
    return weights.priority_of(weights.parts_of(kind, found, flags, **more))


@given(KINDS, FINDINGS, FINDINGS, FLAGS, FLAGS)
def test_more_findings_and_more_reports_never_make_it_less_urgent(
    kind: ItemKind, some: set[str], more: set[str], one: float, other: float
) -> None:
    assert sum_of(kind, some | more) >= sum_of(kind, some)
    assert sum_of(kind, some, max(one, other)) >= sum_of(kind, some, min(one, other))
    assert sum_of(kind, some, held=True) > sum_of(kind, some)


@given(KINDS, KINDS, FINDINGS, FINDINGS)
def test_two_matters_of_one_post_are_at_least_as_urgent_as_either(
    one: ItemKind, other: ItemKind, some: set[str], more: set[str]
) -> None:
    parts = weights.parts_of(one, some), weights.parts_of(other, more)
    both = weights.priority_of(weights.joined(*parts))
    assert both >= max(map(weights.priority_of, parts))
    assert weights.joined(*parts) == weights.joined(*reversed(parts))


@given(AGES, AGES, st.integers(0, 250), st.integers(0, 250))
def test_the_order_is_that_of_weight_and_waiting_at_any_moment(
    one: datetime, other: datetime, light: int, heavy: int
) -> None:
    def now_and_waiting(created: datetime, priority: int, at: datetime) -> float:
        return priority + (at - created) / weights.AN_HOUR

    first = weights.rank_at(one, light) <= weights.rank_at(other, heavy)
    for at in (NOW, NOW + timedelta(days=30)):
        assert first == (now_and_waiting(one, light, at) >= now_and_waiting(other, heavy, at))


@given(KINDS, FINDINGS, FLAGS)
def test_nothing_waits_for_ever(kind: ItemKind, found: set[str], flags: float) -> None:
    """The least urgent thing of all goes before anything that comes eleven days later."""
    least = min(sum_of(each, set()) for each in ItemKind)
    later = NOW + timedelta(days=11)
    most = sum_of(kind, found, flags, held=True, ahead=True)
    assert weights.rank_at(NOW, least) < weights.rank_at(later, most)


@given(st.lists(st.booleans(), max_size=8), st.integers(1, 5))
def test_a_rest_comes_after_so_many_in_a_row_and_not_before(latest: list[bool], in_a_row: int) -> None:
    assert weights.needs_a_rest(latest, in_a_row) == (latest[:in_a_row] == [True] * in_a_row)
