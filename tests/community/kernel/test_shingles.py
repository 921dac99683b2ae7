"""How likeness of texts behaves."""

from hypothesis import given
from hypothesis import strategies as st

from community.kernel import text

WORDS = st.lists(st.sampled_from("router light reset wifi cable 路 由 器 灯 the a".split()), max_size=80).map(
    " ".join
)


@given(WORDS, WORDS)
def test_likeness_is_a_share_and_the_same_both_ways(one: str, other: str) -> None:
    assert 0.0 <= text.similarity(one, other) <= 1.0
    assert text.similarity(one, other) == text.similarity(other, one)


@given(WORDS)
def test_a_text_is_wholly_like_itself_however_it_is_typed(sample: str) -> None:
    assert text.similarity(sample, sample.upper().replace(" ", "  ")) == 1.0
    assert text.resemblance(text.sketch(sample), text.sketch(sample)) == 1.0


def test_a_changed_word_leaves_a_title_alike_and_another_subject_does_not() -> None:
    asked = "How do I reset the password of my router"
    assert text.similarity(asked, "How can I reset the password of my router") > 0.5
    assert text.similarity(asked, "Light blinks red after the update") < 0.1
    assert text.similarity("忘记了路由器的密码怎么办", "忘記路由器密碼怎麼辦") > 0.5


def test_a_sketch_estimates_the_share_of_common_shingles() -> None:
    numbers = [str(number) for number in range(3_000)]
    one, other = " ".join(numbers[:2_000]), " ".join(numbers[1_000:])
    exact = text.similarity(one, other)
    assert abs(text.resemblance(text.sketch(one), text.sketch(other)) - exact) < 0.15


def test_sketches_are_the_same_in_every_process() -> None:
    assert text.sketch("the same words") == (text.sketch("THE same, words!"))
    assert text.sketch("reset") == (11857229015996119925,)
