"""What reports weigh."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.flags import rules

VECTORS = [(20, 0.9, 7.2), (20, 0.7, 0.0), (20, 0.4, -4.6), (6, 1.0, 6.5), (100, 0.9, 11.1)]


@pytest.mark.parametrize(("decided", "share", "bonus"), VECTORS)
def test_worked_examples(decided: int, share: float, bonus: float) -> None:
    assert rules.accuracy_bonus(round(decided * share), decided) == pytest.approx(bonus, abs=0.05)


@given(st.integers(0, 5), st.integers(0, 5))
def test_few_decided_reports_say_nothing(upheld: int, decided: int) -> None:
    assert rules.accuracy_bonus(min(upheld, decided), decided) == 0


@given(st.integers(0, 5), st.integers(6, 500), st.data())
def test_a_better_record_never_weighs_less(level: int, decided: int, data: st.DataObject) -> None:
    upheld = data.draw(st.integers(0, decided - 1))
    assert rules.weight_of(level, upheld + 1, decided) >= rules.weight_of(level, upheld, decided) >= 0


@given(st.floats(0, 1000))
def test_one_person_alone_never_hides_a_post(weight: float) -> None:
    assert not rules.hides(weight, 1, 12.5)
