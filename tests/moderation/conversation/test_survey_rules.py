"""Laws of satisfaction: experienced minus expected, always beside how many answered."""

from hypothesis import given
from hypothesis import strategies as st

from moderation.surveys import rules
from moderation.surveys.rules import LOW, SCALE, Ratings, Result

RATINGS = st.builds(Ratings, st.sampled_from(SCALE), st.sampled_from(SCALE))


@given(RATINGS)
def test_satisfaction_is_experience_minus_expectation(said: Ratings) -> None:
    assert said.satisfaction == said.experienced - said.expected
    assert -4 <= said.satisfaction <= 4
    assert said.is_low == (said.satisfaction <= LOW)


@given(st.integers(), st.integers())
def test_only_one_to_five_are_valid(expected: int, experienced: int) -> None:
    assert Ratings(expected, experienced).is_valid == (1 <= expected <= 5 and 1 <= experienced <= 5)


@given(st.lists(RATINGS, max_size=30), st.integers(0, 30))
def test_the_grid_holds_every_answer_once(given_: list[Ratings], silent: int) -> None:
    result = Result(asked=len(given_) + silent, given=given_)
    assert sum(map(sum, result.grid)) == result.answered == len(given_)
    for each in given_:
        assert result.grid[5 - each.experienced][each.expected - 1] > 0
    if given_:
        assert result.mean is not None
        assert result.mean_expected is not None
        assert result.mean_experienced is not None
        assert abs(result.mean - (result.mean_experienced - result.mean_expected)) < 1e-9
        assert result.response_rate is not None
        assert 0 < result.response_rate <= 1
    else:
        assert result.mean is None


@given(st.integers(0, 1000), st.integers(0, 1000))
def test_more_is_never_paler(count: int, more: int) -> None:
    most = count + more
    assert 0 <= rules.shade(count, most) <= rules.shade(most, most) <= 4
    assert (rules.shade(count, most) == 0) == (count == 0)
