"""What a comparison of two texts promises."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.kernel import diff
from community.kernel.diff import Line, difference, line_difference, set_difference

TEXT = st.text(alphabet="ab \n重置", max_size=60)


def _side(lines: list[Line], without: str) -> list[str]:
    """The lines of one of the two texts, read from their comparison."""
    mine = [line for line in lines if not line or any(kind != without for kind, _ in line)]
    return ["".join(text for kind, text in line if kind != without) for line in mine]


@given(TEXT, TEXT)
def test_both_texts_can_be_read_from_their_comparison(before: str, after: str) -> None:
    lines = difference(before, after, context=1_000)
    if before.splitlines() == after.splitlines():
        assert lines == []
    else:
        assert _side(lines, "insert") == before.splitlines()
        assert _side(lines, "delete") == after.splitlines()


def test_a_changed_word_is_marked_within_its_line() -> None:
    assert line_difference("The light blinks orange.", "The light blinks amber.") == [
        ("equal", "The light blinks "), ("delete", "orange"), ("insert", "amber"), ("equal", "."),
    ]  # fmt: skip


def test_chinese_is_compared_by_character() -> None:
    assert line_difference("重启后断网", "升级后断网") == [
        ("delete", "重启"), ("insert", "升级"), ("equal", "后断网"),
    ]  # fmt: skip


def test_a_line_written_anew_is_shown_after_the_old_one() -> None:
    assert difference("It never works.", "重启以后就好了。") == [
        [("delete", "It never works.")], [("insert", "重启以后就好了。")],
    ]  # fmt: skip


def test_lines_far_from_a_change_are_left_out() -> None:
    before = "\n".join(f"this is line {number}" for number in range(50))
    lines = difference(before, before.replace("line 25", "line twenty-five"), context=2)
    assert len(lines) == 7
    assert lines[0] == lines[-1] == [("equal", "⋯")]


def test_tags_taken_and_added_are_marked() -> None:
    assert set_difference(["wifi", "mesh"], ["mesh", "app"]) == [
        ("delete", "wifi"), ("equal", "mesh"), ("insert", "app"),
    ]  # fmt: skip


def test_texts_with_nothing_in_common_are_compared_at_a_bounded_cost(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    steps: list[int] = []
    rounds = diff._rounds

    def counted(before: Sequence[str], after: Sequence[str], most: int) -> list[dict[int, int]] | None:
        found = rounds(before, after, most)
        steps.append((most if found is None else len(found)) ** 2)
        return found

    monkeypatch.setattr(diff, "_rounds", counted)
    for separator in ("\n", " ", " a\n"):
        before, after = (separator.join(f"{side}{n * 7919 % 997}" for n in range(6_000)) for side in "xy")
        steps.clear()
        assert difference(before, after)
        assert sum(steps) < 1_000_000, "without a bound it would be the square of twelve thousand"
