"""Private data in a few hundred sentences written for this test: what must be covered, and what only looks like it."""

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.imports.stackexchange import reader
from community.kernel.html_to_markdown import html_to_markdown
from moderation.triage import pii
from tests.machine import data_folder

FIXTURES = Path(__file__).parent / "fixtures"
MISSED_AT_MOST = 0.03
WRONG_AT_MOST = 0.005


def lines(name: str) -> list[str]:
    text = (FIXTURES / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def bare(marked: str) -> tuple[str, list[tuple[int, int]]]:
    """The text without its marks, and where they stood."""
    text, spans, start = "", [], 0
    for sign in marked:
        if sign == "«":
            start = len(text)
        elif sign == "»":
            spans.append((start, len(text)))
        else:
            text += sign
    return text, spans


def misses() -> tuple[int, list[str]]:
    """How many cases there are, and those in which some of it would still show or has another kind."""
    missed, cases = [], lines("private_yes.txt")
    for case in cases:
        kind, _bar, marked = case.partition(" | ")
        text, spans = bare(marked)
        found = pii.find(text)
        for start, end in spans:
            over = [each for each in found if each.start < end and each.end > start]
            covered = {place for each in over for place in range(each.start, each.end)}
            telling = {place for place in range(start, end) if text[place].isalnum()}
            if not telling <= covered or kind not in {each.kind for each in over}:
                missed.append(f"{case} -> {[(each.kind, text[each.start : each.end]) for each in found]}")
    return len(cases), missed


def test_what_is_private_is_found() -> None:
    count, missed = misses()
    assert count >= 150
    assert len(missed) <= MISSED_AT_MOST * count, "\n".join(missed)


def test_what_only_looks_private_is_left_alone() -> None:
    cases = lines("private_no.txt")
    assert len(cases) >= 150
    wrong = [(case, pii.find(case)) for case in cases if pii.find(case)]
    assert len(wrong) <= len(cases) * WRONG_AT_MOST, wrong


@pytest.mark.data
@pytest.mark.slow
@pytest.mark.parametrize("kind", ["Posts", "Comments"])
def test_posts_of_real_communities_are_left_alone(kind: str) -> None:
    found: Counter[str] = Counter()
    total = 0
    for dump in sorted(each for each in (data_folder() / "qa_dumps").iterdir() if each.is_dir()):
        rows = reader.rows(reader.find(dump, kind) or dump)
        for number, row in enumerate(rows):
            if number % 4 == 0:  # a quarter says as much
                body = row.values.get("Body") or row.values.get("Text", "")
                total += 1
                found["hit"] += bool(pii.find(html_to_markdown(body)))
    assert total > 500
    assert found["hit"] <= total * WRONG_AT_MOST


@given(st.text(alphabet="0123456789 +-().@abcxX微信号电话：QQ\n`$/,", max_size=120))
def test_finds_lie_in_the_text_in_order_and_nothing_is_left(text: str) -> None:
    found = pii.find(text)
    ends = [0]
    for each in found:
        assert ends[-1] <= each.start < each.end <= len(text)
        assert "\n" not in text[each.start : each.end]
        ends.append(each.end)
    blank = "".join(
        "▒" if any(f.start <= at < f.end for f in found) else sign for at, sign in enumerate(text)
    )
    assert pii.find(blank) == ()
