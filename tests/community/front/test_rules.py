"""The order of the blocks: nothing is lost, what is chosen comes first, use moves it only from one day to the next."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from community.front import rules
from community.front.rules import Choice

SLUGS = ("own", "needed", "guess", "answered", "waiting")
TODAY = date(2026, 3, 10)
orders = st.lists(st.sampled_from([*SLUGS, "gone"]))


@given(orders, st.sampled_from(SLUGS), st.integers(-9, 9))
def test_however_blocks_are_moved_each_is_there_once(order: list[str], slug: str, steps: int) -> None:
    shown = rules.arranged(SLUGS, Choice(order=tuple(order)))
    moved = rules.moved(shown, slug, steps)
    assert sorted(moved) == sorted(shown) == sorted(SLUGS)


@given(st.integers(0, 4))
def test_a_step_up_and_a_step_down_bring_a_block_back(place: int) -> None:
    slug = SLUGS[place]
    up = rules.moved(SLUGS, slug, -1)
    assert rules.moved(up, slug, 1) == (SLUGS if place else rules.moved(SLUGS, slug, 1))


def test_what_is_new_on_the_site_stands_behind_what_was_chosen() -> None:
    assert rules.arranged(SLUGS, Choice(order=("guess", "own"))) == [
        "guess",
        "own",
        "needed",
        "answered",
        "waiting",
    ]


def test_what_is_used_most_comes_first_and_equal_ones_stay() -> None:
    yesterday = TODAY - timedelta(days=1)
    uses = [("waiting", yesterday, 5), ("guess", yesterday, 2)]
    assert rules.by_use(SLUGS, uses, TODAY) == ["waiting", "guess", "own", "needed", "answered"]


def test_nothing_changes_its_place_by_what_is_used_today() -> None:
    assert rules.by_use(SLUGS, [("waiting", TODAY, 50)], TODAY) == list(SLUGS)


def test_what_was_used_long_ago_weighs_less_than_what_is_used_lately() -> None:
    uses = [("own", TODAY - timedelta(days=50), 9), ("guess", TODAY - timedelta(days=1), 2)]
    assert rules.by_use(SLUGS, uses, TODAY)[0] == "guess"


def test_use_moves_nothing_unless_the_reader_wants_it() -> None:
    assert rules.arranged(SLUGS, Choice(), used=("waiting",)) == list(SLUGS)
    assert rules.arranged(SLUGS, Choice(by_use=True), used=("waiting",))[0] == "waiting"


def test_moving_by_hand_ends_the_order_by_use() -> None:
    assert not rules.chosen(Choice(by_use=True), SLUGS).by_use


def test_a_choice_survives_being_kept_and_odd_settings_count_as_none() -> None:
    choice = Choice(("guess",), frozenset({"own"}), by_use=True)
    assert Choice.of({"front": {"blocks": choice.plain()}}) == choice
    for odd in ({}, {"front": 3}, {"front": {"blocks": []}}, {"front": {"blocks": {"order": 1, "away": {}}}}):
        assert Choice.of(odd) == Choice()


@given(st.lists(st.integers(1, 200), max_size=200))
def test_a_browser_counts_each_question_once_a_day_and_only_so_many(opened: list[int]) -> None:
    kept, counted = None, []
    for number in opened:
        more = rules.opened_today(kept, number, TODAY)
        if more is not None:
            kept = more
            counted.append(number)
    assert counted == list(dict.fromkeys(opened))[: rules.OPENINGS_MOST]
    assert rules.opened_today(kept, 7, TODAY + timedelta(days=1)) == ["2026-03-11", 7]
