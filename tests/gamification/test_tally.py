"""Laws of boards in memory: what lines change is what adding all up would give; missing numbers are remembered."""

from collections import Counter
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from gamification.leaderboards.gaps import PATIENCE, Gaps
from gamification.leaderboards.tally import Tally, ranked

NOW = datetime(2026, 5, 14, 12, tzinfo=UTC)
members = st.integers(1, 12)
changes = st.lists(st.tuples(members, st.integers(-9, 15)), max_size=40)
out = st.frozensets(members, max_size=4)


def summed(lines: list[tuple[int, int]]) -> dict[int, int]:
    points: Counter[int] = Counter()
    for member_id, delta in lines:
        points[member_id] += delta
    return dict(points)


@given(changes, changes, out, st.integers(1, 20))
def test_a_board_that_was_changed_is_one_that_was_added_up(
    first: list[tuple[int, int]], then: list[tuple[int, int]], without: frozenset[int], most: int
) -> None:
    changed, whole = Tally(summed(first)), summed(first + then)
    for member_id, delta in then:
        changed.add(member_id, delta)
    shown = sorted(
        (
            (member_id, points)
            for member_id, points in whole.items()
            if points > 0 and member_id not in without
        ),
        key=lambda row: (-row[1], row[0]),
    )
    assert changed.best(most, without) == shown[:most]
    for member_id, points in shown:
        assert changed.points_of(member_id) == points
        assert changed.rank_of(points, without) == 1 + sum(other > points for _, other in shown)


@given(changes, out)
def test_equal_points_share_a_rank_which_counts_those_ahead(
    lines: list[tuple[int, int]], without: frozenset[int]
) -> None:
    tally = Tally(summed(lines))
    for rank, _member_id, points in ranked(tally.best(100, without)):
        assert rank == tally.rank_of(points, without)


@given(st.lists(st.frozensets(st.integers(1, 40), min_size=1), min_size=1, max_size=6))
def test_every_number_is_seen_or_asked_for(batches: list[frozenset[int]]) -> None:
    gaps, seen, known = Gaps(), 0, set()
    for batch in batches:
        spans = gaps.spans(NOW)
        asked = {number for first, last in spans for number in range(first, last + 1)}
        read = {number for number in batch if number > seen or number in asked}
        seen = gaps.see(read, seen, NOW)
        known |= read
        still = {number for first, last in gaps.spans(NOW) for number in range(first, last + 1)}
        assert known | still == set(range(1, seen + 1))
        assert not known & still


def test_what_was_rolled_back_is_forgotten_after_a_while() -> None:
    gaps = Gaps([(3, 5)], NOW)
    assert gaps.see([9], 7, NOW + timedelta(minutes=1)) == 9
    assert gaps.spans(NOW + timedelta(minutes=2)) == [(3, 5), (8, 8)]
    assert gaps.spans(NOW + PATIENCE) == [(8, 8)]
    assert gaps.spans(NOW + PATIENCE + timedelta(minutes=1)) == []
