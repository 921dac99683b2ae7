"""The labelled sentences are what their README says: told apart in two like halves, nothing twice, both languages, enough of each."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

SETS = Path(__file__).parent / "sets"
TRAITS = {
    "plain",
    "sarcasm",
    "negation",
    "degree",
    "quote",
    "capitals",
    "emoji",
    "mixed",
    "polite",
    "praise",
    "calm",
}


def rows(name: str) -> list[dict[str, Any]]:
    """The lines of one set."""
    return [json.loads(line) for line in (SETS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]


def chinese(text: str) -> bool:
    """Does it hold Chinese?"""
    return any("\u4e00" <= character <= "\u9fff" for character in text)


@pytest.mark.parametrize("name", ["parallel_anger", "depth"])
def test_the_halves_take_turns_and_no_id_stands_twice(name: str) -> None:
    known = rows(name)
    assert len({row["id"] for row in known}) == len(known)
    assert [row["half"] for row in known] == [("work", "test")[place % 2] for place in range(len(known))]


def test_the_pairs_are_enough_and_each_side_is_its_own_language() -> None:
    pairs = rows("parallel_anger")
    assert len(pairs) >= 240
    assert {pair["trait"] for pair in pairs} == TRAITS
    for side in ("en", "zh"):
        assert len({pair[side] for pair in pairs}) == len(pairs)
    assert all(chinese(pair["zh"]) for pair in pairs)
    assert not any(chinese(pair["en"]) for pair in pairs if pair["trait"] != "mixed")


@pytest.mark.parametrize("half", ["work", "test"])
def test_each_half_holds_anger_complaints_and_their_absence(half: str) -> None:
    pairs = [pair for pair in rows("parallel_anger") if pair["half"] == half]
    assert 0.3 <= sum(pair["angry"] for pair in pairs) / len(pairs) <= 0.45
    assert 0.5 <= sum(pair["complaint"] for pair in pairs) / len(pairs) <= 0.65
    moods = Counter((pair["trait"], pair["angry"]) for pair in pairs)
    assert all(moods[trait, False] for trait in TRAITS)
    assert all(moods[trait, True] for trait in TRAITS - {"calm"})


def test_depth_is_half_chinese_and_expert_from_level_four_on() -> None:
    questions = rows("depth")
    assert len(questions) >= 200
    assert all(question["expert"] == (question["level"] >= 4) for question in questions)
    spread = Counter((question["lang"], question["level"], question["half"]) for question in questions)
    assert len(spread) == 20
    assert min(spread.values()) >= 8
    assert all(
        chinese(question["title"] + question["text"]) == (question["lang"] == "zh") for question in questions
    )
