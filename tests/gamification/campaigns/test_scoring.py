"""Laws of scoring: order, repetition, edges of days and time zones change nothing; more good never costs anything."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from gamification.campaigns.limits import Offer, fill
from gamification.campaigns.rules import Metric, Ties
from gamification.campaigns.scoring import Deed, Standing, Terms, ranked, standing

START = datetime(2026, 3, 1, tzinfo=UTC)
TERMS = Terms(
    weights={Metric.ACCEPTED: 5, Metric.STARS: 2, Metric.PEOPLE_HELPED: 4},
    starts_at=START,
    ends_at=START + timedelta(days=3),
    daily_cap=9,
    pair_cap=7,
)
moments = st.integers(-24 * 60, 96 * 60).map(lambda minutes: START + timedelta(minutes=minutes))
deeds = st.builds(
    Deed,
    metric=st.sampled_from([Metric.ACCEPTED, Metric.STARS, Metric.PEOPLE_HELPED, Metric.EDITS]),
    key=st.integers(1, 10_000).map(str),
    member_id=st.integers(1, 3),
    giver_id=st.none() | st.integers(10, 13),
    moment=moments,
    units=st.integers(1, 2),
    own_thread=st.sampled_from([False, False, False, True]),
).map(lambda deed: replace(deed, once=str(deed.giver_id)) if deed.metric is Metric.PEOPLE_HELPED else deed)
some = st.lists(deeds, max_size=25, unique_by=lambda deed: (deed.metric, deed.key))
days = st.integers(1, 5).map(lambda number: date(2026, 3, number))
offers = st.lists(
    st.builds(
        Offer,
        giver_id=st.none() | st.integers(1, 3),
        once=st.none() | st.sampled_from(["a", "b"]),
        day=days,
        points=st.integers(1, 6),
    ).map(lambda offer: replace(offer, points=3) if offer.once else offer),
    max_size=14,
)


def scores(found: Standing) -> dict[int, int]:
    return {place.member_id: place.score for place in found.places}


@given(some, st.randoms(use_true_random=False))
def test_the_order_in_which_deeds_are_told_does_not_matter(told: list[Deed], chance: object) -> None:
    mixed = list(told)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    assert standing(mixed, TERMS) == standing(told, TERMS)


@given(some, st.integers(2, 4))
def test_a_deed_that_is_told_again_changes_nothing(told: list[Deed], times: int) -> None:
    assert standing(told * times, TERMS) == standing(told, TERMS)


@given(some, st.integers(-14, 14))
def test_the_clock_on_the_wall_does_not_matter(told: list[Deed], hours: int) -> None:
    elsewhere = [
        replace(deed, moment=deed.moment.astimezone(timezone(timedelta(hours=hours)))) for deed in told
    ]
    assert standing(elsewhere, TERMS) == standing(told, TERMS)


@given(some, deeds)
def test_another_good_deed_never_lowers_a_score(told: list[Deed], more: Deed) -> None:
    before, after = scores(standing(told, TERMS)), scores(standing([*told, more], TERMS))
    assert all(after.get(member, 0) >= score for member, score in before.items())


@given(some)
def test_no_limit_is_passed(told: list[Deed]) -> None:
    allowed = TERMS.daily_cap * 3  # the campaign has three days, however deeds lie at their edges
    for member, score in scores(standing(told, TERMS)).items():
        mine = [deed for deed in told if deed.member_id == member]
        givers = {deed.giver_id for deed in mine}
        free = sum(10 for deed in mine if deed.giver_id is None)
        assert score <= min(allowed, TERMS.pair_cap * len(givers - {None}) + free)


@given(some)
def test_nothing_counts_in_own_threads_from_oneself_or_outside_the_dates(told: list[Deed]) -> None:
    nothing = [
        *(replace(deed, own_thread=True) for deed in told),
        *(replace(deed, giver_id=deed.member_id) for deed in told),
        *(replace(deed, moment=TERMS.ends_at) for deed in told),
        *(replace(deed, moment=TERMS.starts_at - timedelta(microseconds=1)) for deed in told),
        *(replace(deed, metric=Metric.FLAGS) for deed in told),
    ]
    assert standing(nothing, TERMS).places == ()


@given(offers, st.integers(1, 10), st.integers(1, 8))
def test_as_much_counts_as_both_limits_allow(some: list[Offer], daily: int, pair: int) -> None:
    found = fill(some, daily, pair)
    assert sum(found.values()) == most(some, daily, pair)
    assert all(0 < points <= daily for points in found.values())


@given(offers, st.integers(1, 10), st.integers(1, 8), days)
def test_the_first_days_stand_as_they_stood_when_they_were_over(
    some: list[Offer], daily: int, pair: int, day: date
) -> None:
    whole = fill(some, daily, pair)
    first = fill([offer for offer in some if offer.day <= day], daily, pair)
    assert {key: value for key, value in whole.items() if key <= day} == first


@given(st.lists(st.tuples(st.integers(1, 9), days), min_size=1, max_size=12), st.sampled_from(list(Ties)))
def test_ranks_count_those_who_are_better(rows: list[tuple[int, date]], ties: Ties) -> None:
    places = ranked([(number, score, 1, day) for number, (score, day) in enumerate(rows)], ties)
    for place in places:
        better = [
            other
            for other in places
            if other.score > place.score
            or (ties is Ties.EARLIER and other.score == place.score and other.reached_on < place.reached_on)
        ]
        assert place.rank == len(better) + 1


def test_a_full_day_leaves_what_one_person_gave_for_another_day() -> None:
    first, second = date(2026, 3, 1), date(2026, 3, 2)
    offers = [Offer(1, None, first, 5), Offer(1, None, second, 5), Offer(2, None, first, 5)]
    assert fill(offers, daily_cap=5, pair_cap=5) == {first: 5, second: 5}


def most(some: Iterable[Offer], daily: int, pair: int) -> int:
    """The greatest flow from givers to days, by trying paths in a plain graph."""
    room: dict[tuple[object, object], int] = defaultdict(int)
    once: dict[tuple[object, object], int] = defaultdict(int)
    for number, offer in enumerate(some):
        giver = ("giver", offer.giver_id)
        room["source", giver] = pair if offer.giver_id is not None else 10**6
        if offer.once:
            thing = ("thing", offer.giver_id, offer.once)
            once[giver, thing] = max(once[giver, thing], offer.points)
            key = (thing, ("day", offer.day))
            room[key] = max(room[key], offer.points)
        else:
            thing = ("thing", number)
            room[giver, thing] = offer.points
            room[thing, ("day", offer.day)] = offer.points
        room[("day", offer.day), "sink"] = daily
    room.update(once)
    total = 0
    while (path := _path(room)) is not None:
        for edge in path:
            room[edge] -= 1
            room[edge[1], edge[0]] += 1
        total += 1
    return total


def _path(room: dict[tuple[object, object], int]) -> list[tuple[object, object]] | None:
    came: dict[object, object] = {"source": None}
    queue: list[object] = ["source"]
    for node in queue:
        for (left, right), amount in room.items():
            if left == node and amount > 0 and right not in came:
                came[right] = node
                queue.append(right)
    if "sink" not in came:
        return None
    path, node = [], "sink"
    while came[node] is not None:
        path.append((came[node], node))
        node = came[node]  # type: ignore[assignment]
    return path
