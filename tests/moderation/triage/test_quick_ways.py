"""The quick ways of reading a text find what the plain ways find."""

from array import array
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moderation.triage import disguise, insults, learned, linear, needed, offers, stacked
from moderation.triage.analyse import analyse
from moderation.triage.features import BUCKETS, Buckets
from moderation.triage.hidden import Layer, Net, Unit
from moderation.triage.reading import Reading
from moderation.triage.records import Message
from moderation.triage.trees import CERTAIN, LEAF, Forest

PATTERNS = (
    *(sign.pattern for sign in offers._signs()[0]),
    *(pattern for _, pattern in insults._patterns()[0]),
    *(pattern for pattern, _ in disguise._known().phrases),
)
TEXTS = (
    "加我微信领红包，日结",
    "兼职刷单 加q 00000",
    "没母的东西",
    "代开发票请联系我",
    "滚出去，傻子",
    "谢谢您的回答",
)


@given(text=st.text(alphabet=sorted(set("".join(TEXTS)) | set("加微vx信qq代开票0兼职母")), max_size=40))
def test_a_sieve_lets_through_every_pattern_that_matches(text: str) -> None:
    sieve = needed.Sieve([pattern.pattern for pattern in PATTERNS])
    likely = sieve.likely(text)
    assert likely == sorted(likely)
    assert {number for number, pattern in enumerate(PATTERNS) if pattern.search(text)} <= set(likely)


@pytest.mark.parametrize(
    ("pattern", "characters"),
    [
        ("微信", "微"),
        ("a?b", "b"),
        ("(?:ab|c)d*", "ac"),
        ("[a-c]+", "abc-"),
        ("(?<!x)y", "y"),
        ("x{0,2}z", "z"),
        (r"\d|a", ""),
        ("[^a]", ""),
        ("(?i)a", ""),
    ],
)
def test_what_every_match_of_a_pattern_holds(pattern: str, characters: str) -> None:
    assert needed.characters(pattern) == frozenset(characters)


def test_a_sieve_keeps_most_patterns_from_an_honest_text() -> None:
    sieve = needed.Sieve([pattern.pattern for pattern in PATTERNS])
    assert len(sieve.likely("谢谢您的回答")) < len(PATTERNS) / 2


@pytest.mark.parametrize("names", linear.TOGETHER)
@settings(deadline=None)  # the first example loads the models
@given(found=st.frozensets(st.integers(0, BUCKETS - 1), max_size=300))
def test_models_asked_together_say_what_each_says_alone(
    names: tuple[str, ...], found: frozenset[int]
) -> None:
    together = Buckets(found)
    for name in names:
        model = linear.load(name)
        assert model.margin(together) == pytest.approx(
            linear.LinearModel(name, model.weights, model.scale, model.bias).margin(found)
        )


@pytest.mark.parametrize("size", [0, 1, 2, 255, 256, 257, 1000])
def test_a_net_adds_up_every_bucket_of_a_text_of_any_length(size: int) -> None:
    chance = Random(size)
    weights = array("b", [chance.choice((-127, 0, 127)) for _ in range(BUCKETS)])
    net = Net("test", (Layer((Unit(weights, 1.0, 0.0, (1.0, 0.0)),), (0.0, 0.0)),), bytes([1]) * BUCKETS, {})
    found = Buckets(chance.sample(range(BUCKETS), size))
    assert net._sums(found) == [sum(weights[each] for each in found)]


def test_trees_are_asked_no_further_once_the_first_of_them_are_far_from_a_yes() -> None:
    count = 200
    asks, heights = array("h", [LEAF] * count), array("f", [0.0] * count)
    shy = Forest("shy", tuple(range(count)), asks, heights, array("i", [0] * 12 + [CERTAIN] * 188))
    words, letters, steps = (linear.load(f"spam_en_{part}") for part in ("words", "letters", "steps"))
    model = stacked.StackedModel(words, letters, steps, shy, 0.0)
    assert model._looked_at([], -1.0) == 0.0
    assert model._looked_at([], 9.0) == pytest.approx(188 / 200)


def test_the_share_that_a_margin_takes_is_the_one_that_gives_it() -> None:
    assert stacked.joined(-0.7, stacked.share_for(0.4, -0.7)) == pytest.approx(0.4)


def test_no_word_of_a_text_is_read_differently_after_the_models_were_given_back() -> None:
    text = "This is the worst service I have ever seen, I am furious."
    before = analyse(Message(text))
    learned.forget()
    assert analyse(Message(text)) == before


def test_letters_and_capitals_are_those_of_ascii() -> None:
    assert Reading(Message("ABC défg, ÉÀ 你好 x")).letters_and_capitals == (7, 3)
