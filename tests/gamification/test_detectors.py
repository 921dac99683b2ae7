"""Laws of the detectors: what must hold for every graph of ratings, whoever the members are."""

import random
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import permutations
from math import exp, isclose

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from community.kernel.shingles import shingles
from gamification.integrity import bursts, chance, circles, copies, newcomers
from gamification.integrity.closeup import surroundings
from gamification.integrity.drawing import draw, ticks
from gamification.integrity.graph import Graph
from gamification.integrity.newcomers import Others
from gamification.integrity.rules import Bars, Given, Kind, Suspicion, clearly_more, same_members

BEGUN = datetime(2026, 1, 1, tzinfo=UTC)
seeds = st.integers(0, 10_000)


def rated(pairs: Iterable[tuple[int, int]], *, every: float = 6.0, first: int = 1) -> list[Given]:
    """One rating for each (rater, author), one after another, each of an answer of its own."""
    return [
        Given(number, rater, author, 1_000 + number, 5, BEGUN + timedelta(hours=every * number), (1,))
        for number, (rater, author) in enumerate(pairs, first)
    ]


def honest(seed: int, members: int = 40, ratings: int = 600) -> list[Given]:
    """Everyone rates as they come; some write more than others, so they get more."""
    chances = random.Random(seed)
    weights = [1 / (1 + number) for number in range(members)]
    pairs = []
    while len(pairs) < ratings:
        rater = chances.randrange(members)
        author = chances.choices(range(members), weights)[0]
        if rater != author:
            pairs.append((rater + 1, author + 1))
    return rated(pairs)


def ring_of(members: Sequence[int], each: int, first: int = 100_000) -> list[Given]:
    return rated([pair for pair in permutations(members, 2) for _ in range(each)], first=first)


def detect(ratings: Sequence[Given]) -> list[Suspicion]:
    edges = Counter((each.rater_id, each.author_id) for each in ratings)
    gave = Counter(each.rater_id for each in ratings)
    got = Counter(each.author_id for each in ratings)
    return circles.find(
        Graph(edges, gave, got), lambda who, without: surroundings(who, ratings, without), Bars()
    )


@settings(max_examples=25, deadline=None)
@given(seeds)
def test_an_honest_graph_gives_no_findings(seed: int) -> None:
    assert detect(honest(seed)) == []


@settings(max_examples=25, deadline=None)
@given(seeds, st.integers(3, 8), st.integers(1, 4))
def test_a_planted_ring_is_found_with_its_members_and_nobody_else(seed: int, size: int, each: int) -> None:
    each = max(each, 2 if size == 3 else 1)
    members = range(500, 500 + size)
    (found,) = detect([*honest(seed), *ring_of(members, each)])
    assert found.kind is Kind.RING
    assert found.members == frozenset(members)
    assert found.seen == size * (size - 1) * each


@settings(max_examples=15, deadline=None)
@given(seeds, st.integers(4, 8))
def test_a_ring_in_which_each_rates_only_the_next_is_found(seed: int, size: int) -> None:
    members = list(range(500, 500 + size))
    pairs = [(members[at], members[(at + 1) % size]) for at in range(size) for _ in range(5)]
    (found,) = detect([*honest(seed), *rated(pairs, first=100_000)])
    assert found.members == frozenset(members)


@settings(max_examples=15, deadline=None)
@given(seeds, st.randoms(use_true_random=False))
def test_who_is_called_what_changes_nothing(seed: int, chances: random.Random) -> None:
    ratings = [*honest(seed), *ring_of(range(500, 505), 2), *ring_of(range(700, 702), 6, 200_000)]
    names = sorted({who for each in ratings for who in (each.rater_id, each.author_id)})
    others = dict(zip(names, chances.sample(range(1, 10_000), len(names)), strict=True))
    renamed = [
        replace(each, rater_id=others[each.rater_id], author_id=others[each.author_id]) for each in ratings
    ]
    told = {(found.kind, frozenset(others[who] for who in found.members)) for found in detect(ratings)}
    again = detect(renamed)
    assert {(found.kind, found.members) for found in again} == told
    assert len(again) == 2


@settings(max_examples=25, deadline=None)
@given(seeds, st.integers(1, 60))
def test_honest_ratings_given_outside_never_raise_a_rings_score(seed: int, more: int) -> None:
    chances = random.Random(seed)
    members = frozenset(range(500, 504))
    ratings = [*honest(seed), *ring_of(sorted(members), 3)]
    outside = [(chances.choice(sorted(members)), chances.randrange(1, 40)) for _ in range(more)]
    before = circles.weigh(members, surroundings(members, ratings), 45, Bars())
    diluted = [*ratings, *rated(outside, first=300_000)]
    after = circles.weigh(members, surroundings(members, diluted), 45, Bars())
    assert before is not None
    assert after is None or after.score <= before.score


def test_a_few_who_rate_each_other_in_a_small_community_are_left_alone() -> None:
    everyone = [pair for pair in permutations(range(1, 7), 2) for _ in range(3)]
    assert detect(rated(everyone)) == []


def test_a_half_of_the_site_that_speaks_its_own_language_is_no_ring() -> None:
    halves = [list(permutations(range(first, first + 10), 2)) * 2 for first in (1, 101)]
    english, chinese = (
        [replace(each, language=number) for each in rated(pairs, first=number * 10_000)]
        for number, pairs in enumerate(halves, 1)
    )
    assert detect([*english, *chinese]) == []


def hour(rater: int, authors: Iterable[int], begun: datetime, first: int) -> list[Given]:
    return [
        Given(first + number, rater, author, first + number, 5, begun + timedelta(minutes=2 * number))
        for number, author in enumerate(authors)
    ]


def test_a_burst_from_one_is_far_from_what_that_member_does() -> None:
    usual = [
        rating for day in range(20) for rating in hour(1, (2, 3, 4), BEGUN + timedelta(days=day), day * 10)
    ]
    burst = hour(1, [9] * 8, BEGUN + timedelta(days=30), 900)
    popularity = dict.fromkeys(range(2, 12), 0.1)
    (found,) = bursts.from_one([*usual, *burst], popularity, 50)
    assert (found.raters, found.members) == (frozenset({1}), frozenset({1, 9}))
    assert found.rating_ids == tuple(range(900, 908))
    assert list(bursts.from_one(usual, popularity, 50)) == []


def test_whoever_reads_a_lot_in_one_sitting_is_no_burst() -> None:
    sitting = hour(1, [2, 3, 4, 2, 5, 2, 6, 2, 7, 2, 8, 2], BEGUN, 1)
    assert list(bursts.from_one(sitting, {2: 0.3}, 50)) == []


def moments(ratings: Iterable[Given]) -> dict[int, list[datetime]]:
    found: dict[int, list[datetime]] = {}
    for each in sorted(ratings, key=lambda each: each.at):
        found.setdefault(each.rater_id, []).append(each.at)
    return found


def test_a_burst_from_several_is_seen_and_one_loved_answer_is_not() -> None:
    usual = [replace(each, author_id=9) for each in rated([(20 + n, 9) for n in range(30)], every=40)]
    later = BEGUN + timedelta(days=90)
    burst = [rating for n in range(4) for rating in hour(50 + n, [9] * 4, later, 900 + 10 * n)]
    (found,) = bursts.from_several([*usual, *burst], moments([*usual, *burst]), 0.05, 90, 40)
    assert found.raters == frozenset({50, 51, 52, 53})
    loved = [Given(n, 100 + n, 9, 1, 5, later + timedelta(minutes=n)) for n in range(40)]
    assert list(bursts.from_several([*usual, *loved], moments([*usual, *loved]), 0.05, 90, 40)) == []


def test_new_accounts_for_one_author_are_seen_where_new_accounts_are_rare() -> None:
    early = [rating for n in range(4) for rating in hour(50 + n, [9] * 4, BEGUN + timedelta(days=n), 10 * n)]
    joined = dict.fromkeys(range(50, 54), BEGUN - timedelta(days=1))
    (found,) = newcomers.concentrated(early, joined, lambda *_: Others(3, 200, 180), 40)
    assert (found.raters, found.members) == (frozenset(joined), frozenset({*joined, 9}))
    assert list(newcomers.concentrated(early, joined, lambda *_: Others(3, 200, 20), 40)) == []
    assert list(newcomers.concentrated(early, joined, lambda *_: Others(120, 200, 180), 40)) == []
    own = [replace(each, own_question=True) for each in early]
    assert list(newcomers.concentrated(own, joined, lambda *_: Others(3, 200, 180), 40)) == []
    settled = dict.fromkeys(joined, BEGUN - timedelta(days=100))
    assert list(newcomers.concentrated(early, settled, lambda *_: Others(3, 200, 180), 40)) == []


ENGLISH = " ".join(f"step{number} of the long way to a quiet lamp" for number in range(12))
CHINESE = "把路由器的五吉赫频段固定在一个信道上，关闭每天夜里的自动搜索，再重启第二个节点，等指示灯变白。" * 2


def written(number: int, author: int, markdown: str, *, prepared: bool = False) -> copies.Written:
    at = BEGUN + timedelta(hours=number)
    return copies.Written(number, author, at, copies.runs_of(markdown), prepared=prepared)


@pytest.mark.parametrize("words", [ENGLISH, CHINESE])
def test_a_copy_is_found_in_either_language_also_with_a_greeting(words: str) -> None:
    later = f"{words}\n\nThanks." if words is ENGLISH else f"{words}谢谢。"
    (found,) = copies.copied([written(2, 8, later), written(1, 7, words)])
    assert (found.raters, found.answer_ids, found.facts["source"]) == (frozenset({8}), (2,), 7)


@pytest.mark.parametrize(
    "markdown",
    [
        "\n".join(f"> {line}" for line in ENGLISH.split(" to ")) + "\n\nI agree.",
        f"```\n{ENGLISH}\n```\nThis is what it printed here.",
        "Yes, restart it.",
        CHINESE,
    ],
)
def test_quotes_listings_short_and_other_answers_are_no_copies(markdown: str) -> None:
    assert copies.copied([written(1, 7, ENGLISH), written(2, 8, markdown)]) == []
    assert copies.copied([written(1, 7, markdown), written(2, 8, "Yes, restart it.")]) == []


def test_the_same_answer_again_and_again_is_found_the_third_time() -> None:
    again = [written(number, 7, ENGLISH) for number in (1, 2, 3)]
    assert copies.copied(again[:2]) == []
    (found,) = copies.copied(again)
    assert (found.members, found.answer_ids) == (frozenset({7}), (2, 3))


def test_prepared_answers_of_staff_copy_nobody() -> None:
    assert copies.copied([written(1, 7, ENGLISH), written(2, 8, ENGLISH, prepared=True)]) == []


def test_anchors_fit_a_signed_column_and_copies_share_them() -> None:
    runs = shingles(ENGLISH)
    assert all(-(1 << 63) <= each < 1 << 63 for each in copies.anchors(runs))
    near = set(copies.anchors(shingles(f"{ENGLISH} and thanks")))
    assert len(near & set(copies.anchors(runs))) >= copies.SHARED


@given(st.integers(1, 60), st.floats(0.05, 40))
def test_a_tail_is_what_adding_up_says(seen: int, mean: float) -> None:
    term, below = exp(-mean), 0.0
    for count in range(seen):
        below += term
        term *= mean / (count + 1)
    tail = exp(chance.log_tail(seen, mean))
    assert isclose(tail, max(0.0, 1 - below), rel_tol=1e-6, abs_tol=1e-9)
    assert chance.log_tail(seen + 1, mean) <= chance.log_tail(seen, mean) + 1e-9


@given(st.integers(1, 40), st.floats(0.01, 0.99))
def test_all_of_so_many_tries_hit_as_often_as_the_product_says(tries: int, share: float) -> None:
    assert isclose(exp(chance.log_binomial_tail(tries, tries, share)), share**tries, rel_tol=1e-6)
    assert chance.log_binomial_tail(0, tries, share) == 0


@given(st.floats(0, 50), st.floats(0.01, 50))
def test_only_more_than_expected_is_an_excess(seen: float, expected: float) -> None:
    assert (chance.excess(seen, expected) > 0) == (seen > expected) or isclose(seen, expected)


@given(st.sets(st.integers(1, 30), min_size=1), st.sets(st.integers(1, 30), min_size=1))
def test_mostly_the_same_members_is_seen_from_both_sides(one: set[int], other: set[int]) -> None:
    assert same_members(one, other) == same_members(other, one)
    assert same_members(one, one)


@given(st.integers(0, 500), st.integers(0, 500))
def test_clearly_more_is_never_the_same_or_less(before: int, now: int) -> None:
    if clearly_more(before, now):
        assert now > before


@pytest.mark.parametrize("count", [1, 2, 3, 12, 40])
def test_a_picture_keeps_everyone_inside_its_frame(count: int) -> None:
    names = dict.fromkeys(range(count), "一个很长的名字在这里")
    picture = draw(names, dict.fromkeys(permutations(names, 2), 3), 0)
    assert all(0 < dot.x < picture.width and 0 < dot.y < picture.height for dot in picture.dots)
    assert len(picture.arrows) == count * (count - 1)
    assert len({(dot.x, dot.y) for dot in picture.dots}) == count


def test_ticks_lie_on_the_line_in_order() -> None:
    places = ticks([BEGUN + timedelta(hours=number**2) for number in range(2_000)])
    assert places == sorted(places)
    assert 0 <= places[0] <= places[-1] <= 640
    assert len(places) <= 400
    assert ticks([]) == []
