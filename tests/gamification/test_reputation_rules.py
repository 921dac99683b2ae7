"""Laws of points: what a day is worth whatever the order, and a ledger that says what the record says."""

from collections import Counter
from datetime import UTC, datetime, timedelta, timezone
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from gamification.reputation.rules import (
    POINTS_FOR_STARS,
    UNCAPPED,
    Booking,
    Deed,
    Kind,
    Limits,
    points_for,
    settlement,
    targets,
)

NOON = datetime(2024, 5, 1, 12, tzinfo=UTC)
LIMITS = Limits(a_day=200, ratings_a_pair=6)
SMALL_KINDS = [kind for kind in Kind if kind not in {Kind.CAP, Kind.RATING}]

moments = st.datetimes(datetime(2024, 4, 30), datetime(2024, 5, 3), timezones=st.just(UTC))  # noqa: DTZ001
ratings = st.builds(
    Deed,
    kind=st.just(Kind.RATING),
    key=st.integers(1, 400).map(str),
    member_id=st.just(7),
    post_id=st.just(1),
    arose_at=moments,
    stars=st.integers(1, 5),
    from_id=st.none() | st.integers(1, 4),
    own_thread=st.booleans(),
)
others = st.builds(
    Deed,
    kind=st.sampled_from(SMALL_KINDS),
    key=st.integers(1, 400).map(str),
    member_id=st.just(7),
    post_id=st.just(1),
    arose_at=moments,
    own_thread=st.booleans(),
)
records = st.lists(ratings | others, max_size=60, unique_by=lambda deed: deed.cause)


def deed(kind: Kind, key: int, *, hours: int = 0, **given: object) -> Deed:
    return Deed(
        kind=kind,
        key=str(key),
        member_id=7,
        post_id=1,
        arose_at=NOON + timedelta(hours=hours),
        **given,  # type: ignore[arg-type]
    )


def total(record: list[Deed]) -> int:
    return sum(each.points for each in targets(record, LIMITS).values())


def booked(ledger: list[Booking]) -> dict[tuple[str, datetime], int]:
    sums: Counter[tuple[str, datetime]] = Counter()
    for line in ledger:
        sums[line.cause, line.arose_at] += line.points
    return {place: points for place, points in sums.items() if points}


@given(records, st.randoms(use_true_random=False))
def test_the_order_in_which_deeds_become_known_does_not_matter(record: list[Deed], chance: object) -> None:
    shuffled = list(record)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert targets(shuffled, LIMITS) == targets(record, LIMITS)


@given(records)
def test_no_day_gains_more_than_its_limit_and_all_losses_count(record: list[Deed]) -> None:
    wanted = targets(record, LIMITS)
    days = {each.day for each in record}
    for day in days:
        gained = sum(
            each.points
            for each in wanted.values()
            if each.day == day and (each.kind == Kind.CAP or (each.points > 0 and each.kind not in UNCAPPED))
        )
        assert gained <= LIMITS.a_day
    assert all(each.points <= 0 for each in wanted.values() if each.kind == Kind.CAP)


@given(records)
def test_a_limit_takes_off_only_what_exceeds_it(record: list[Deed]) -> None:
    free = Limits(a_day=10**9, ratings_a_pair=LIMITS.ratings_a_pair)
    for day in {each.day for each in record}:
        of_day = [each for each in record if each.day == day]
        gains = sum(
            each.points
            for each in targets(of_day, free).values()
            if each.points > 0 and each.kind not in UNCAPPED
        )
        cap = [each.points for each in targets(of_day, LIMITS).values() if each.kind == Kind.CAP]
        assert sum(cap) == min(0, LIMITS.a_day - gains)
        assert all(points < 0 for points in cap)


@given(st.lists(records, min_size=1, max_size=5), st.integers(1, 3))
def test_the_ledger_says_what_the_last_record_says_and_then_needs_nothing(
    histories: list[list[Deed]], times: int
) -> None:
    ledger: list[Booking] = []
    for record in histories:
        wanted = targets(record, LIMITS)
        for _ in range(times):
            ledger += settlement(ledger_balances(ledger), wanted)
    assert booked(ledger) == {
        (each.cause, each.arose_at): each.points for each in wanted.values() if each.points
    }
    assert list(settlement(ledger_balances(ledger), wanted)) == []


def ledger_balances(ledger: list[Booking]) -> list[Booking]:
    sums: Counter[tuple[str, str, datetime]] = Counter()
    for line in ledger:
        sums[line.cause, line.kind, line.arose_at] += line.points
    return [Booking(cause, kind, 7, 1, points, arose_at) for (cause, kind, arose_at), points in sums.items()]


def test_another_time_zone_opens_no_second_day() -> None:
    """One UTC day is one day, in whatever offset its moments are written."""
    shifted = [
        deed(Kind.RATING, n, hours=n % 11, stars=5).arose_at.astimezone(timezone(timedelta(hours=n % 13)))
        for n in range(40)
    ]
    record = [
        Deed(kind=Kind.RATING, key=str(n), member_id=7, post_id=1, arose_at=moment, stars=5)
        for n, moment in enumerate(shifted)
    ]
    assert total(record) == LIMITS.a_day


def test_stars_are_worth_what_the_table_says() -> None:
    worth = {stars: points_for(deed(Kind.RATING, 1, stars=stars)) for stars in range(1, 6)}
    assert worth == POINTS_FOR_STARS == {5: 10, 4: 6, 3: 2, 2: 0, 1: -2}


def test_own_threads_are_worth_nothing_but_removals_count() -> None:
    assert points_for(deed(Kind.RATING, 1, stars=5, own_thread=True)) == 0
    assert points_for(deed(Kind.ACCEPTED, 1, own_thread=True)) == 0
    assert points_for(deed(Kind.REMOVED, 1, own_thread=True)) == -100


def test_acceptances_and_thanks_are_outside_the_limit() -> None:
    record = [deed(Kind.RATING, n, stars=5) for n in range(30)]
    assert total(record) == 200
    assert total([*record, deed(Kind.ACCEPTED, 1), deed(Kind.THANKS, 1)]) == 235
    assert total([*record, deed(Kind.EDIT, 1)]) == 200
    assert total([*record, deed(Kind.RATING, 99, stars=1)]) == 198


def test_of_one_rater_the_first_six_ratings_of_a_day_count() -> None:
    record = [deed(Kind.RATING, n, hours=n, stars=5 if n < 6 else 1, from_id=3) for n in range(9)]
    for some in permutations(record[4:], 5):
        assert total([*record[:4], *some]) == 60
    assert total([*record, deed(Kind.RATING, 50, hours=1, stars=5, from_id=4)]) == 70


def test_imported_ratings_have_no_rater_and_know_only_the_limit_of_the_day() -> None:
    assert total([deed(Kind.RATING, n, stars=5) for n in range(9)]) == 90


def test_a_cause_that_moves_to_another_moment_leaves_nothing_behind() -> None:
    first = targets([deed(Kind.ACCEPTED, 1)], LIMITS)
    ledger = list(settlement([], first))
    moved = targets([deed(Kind.ACCEPTED, 1, hours=48)], LIMITS)
    ledger += settlement(ledger_balances(ledger), moved)
    assert [line.points for line in ledger] == [15, -15, 15]
    assert booked(ledger) == {("accepted:1", NOON + timedelta(hours=48)): 15}
