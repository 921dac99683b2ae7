"""Guessing at misspelt words: the laws of the distance, and when nothing is suggested."""

from hypothesis import given
from hypothesis import strategies as st

from community.search.rules import parse
from community.search.spelling import corrected, distance

WORDS = st.text(alphabet="abc", max_size=8)


class Small:
    """A vocabulary of a few counted words."""

    def __init__(self, **counts: int) -> None:
        self.counts = counts

    def has_written(self, word: str) -> bool:
        return word in self.counts

    def count(self, term: str) -> int:
        return self.counts.get(term, 0)

    def spelt_like(self, word: str) -> list[tuple[str, int]]:
        return list(self.counts.items())

    def after(self, character: str) -> list[tuple[str, int]]:
        return [(word[1], count) for word, count in self.counts.items() if word[0] == character]

    def before(self, character: str) -> list[tuple[str, int]]:
        return [(word[0], count) for word, count in self.counts.items() if word[1:] == character]


@given(WORDS, WORDS)
def test_the_distance_is_the_same_both_ways_and_zero_only_for_itself(first: str, second: str) -> None:
    assert distance(first, second, 9) == distance(second, first, 9)
    assert (distance(first, second, 9) == 0) == (first == second)


@given(WORDS, WORDS, st.integers(0, 4))
def test_a_bound_changes_nothing_below_itself(first: str, second: str, most: int) -> None:
    assert distance(first, second, most) == min(distance(first, second, 9), most + 1)


@given(WORDS, st.integers(0, 7))
def test_swapping_two_neighbours_is_one_slip(word: str, at: int) -> None:
    swapped = word[:at] + word[at + 1 : at + 2] + word[at : at + 1] + word[at + 2 :]
    assert distance(word, swapped, 9) <= 1


@given(st.text(max_size=60))
def test_an_empty_vocabulary_suggests_nothing(text: str) -> None:
    assert corrected(parse(text), Small()) is None


def test_the_nearest_word_wins_and_of_equally_near_ones_the_commoner() -> None:
    vocabulary = Small(router=5, routes=50, rooster=500)
    assert corrected(parse("routet"), vocabulary) == "routes"
    assert corrected(parse("rouuter"), vocabulary) == "router"


def test_a_known_word_is_replaced_only_by_a_much_commoner_one() -> None:
    assert corrected(parse("router"), Small(router=3, routes=40)) is None
    assert corrected(parse("firmvare"), Small(firmvar=1, firmware=40, firmwar=40)) == "firmware"


def test_short_words_numbers_and_other_forms_of_a_word_are_left_alone() -> None:
    assert corrected(parse("ont 80211"), Small(one=9, only=9)) is None
    assert corrected(parse("updating"), Small(updates=90, updat=1)) is None


def test_two_words_written_as_one_are_parted() -> None:
    assert corrected(parse("meshnode"), Small(mesh=3, nod=4)) == "mesh node"


def test_filters_are_kept() -> None:
    assert corrected(parse("Ruoter tag:mesh is:solved"), Small(router=3)) == "router tag:mesh is:solved"


def test_a_wrong_character_is_replaced_by_one_that_goes_with_both_neighbours() -> None:
    vocabulary = Small(路由=9, 由器=9, 路灯=90, 交由=50)
    assert corrected(parse("路油器"), vocabulary) == "路由器"
    assert corrected(parse("路由气"), vocabulary) == "路由器"
    assert (
        corrected(parse("录由器"), vocabulary) == "路由器"
        or corrected(parse("录由器"), vocabulary) == "交由器"
    )


def test_of_two_characters_only_the_order_is_put_right() -> None:
    """One character that is left goes with too many others."""
    vocabulary = Small(空气=9, 网络=9, 电气=3)
    assert corrected(parse("天气"), vocabulary) is None
    assert corrected(parse("络网"), vocabulary) == "网络"
