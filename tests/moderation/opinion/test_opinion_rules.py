"""Another opinion turns a doubt a little; it never makes a call of its own."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.opinion.rules import (
    ASKED,
    FARTHEST,
    LONGEST,
    NonsenseError,
    answer_in,
    blended,
    doubtful,
    request,
)
from moderation.triage.records import Score

SHARE = st.floats(0, 1)
WHOLE = dict.fromkeys(ASKED, 0.5)


def response(content: object, **usage: Any) -> dict[str, Any]:
    return {"choices": [{"message": {"content": content}}], "usage": usage}


@given(SHARE, SHARE)
def test_another_opinion_moves_a_score_only_a_little_and_only_in_doubt(own: float, other: float) -> None:
    now = blended({"anger": Score(own, ("why",))}, {"anger": other})["anger"]
    assert abs(now.value - own) <= FARTHEST + 1e-12
    assert 0 <= now.value <= 1
    assert now.evidence == ("why",)
    if not 0.3 <= own <= 0.7:
        assert now.value == own


@given(SHARE, SHARE)
def test_who_agrees_changes_no_decision(own: float, other: float) -> None:
    now = blended({"anger": Score(own)}, {"anger": other})["anger"]
    if (other >= 0.5) == (own >= 0.5):
        assert now.fired == (own >= 0.5)


@given(st.dictionaries(st.sampled_from([*ASKED, "spam", "quality"]), SHARE))
def test_without_an_opinion_everything_is_as_it_was(values: dict[str, float]) -> None:
    scores = {slug: Score(value) for slug, value in values.items()}
    assert dict(blended(scores, None)) == scores


def test_spam_is_nothing_that_another_is_asked_on() -> None:
    scores = {"spam": Score(0.5), "anger": Score(0.1)}
    assert not doubtful(scores)
    assert blended(scores, {"spam": 1.0, **WHOLE})["spam"].value == 0.5


def test_a_whole_opinion_is_read_with_its_cost() -> None:
    assert answer_in(response(json.dumps(WHOLE), total_tokens=120)) == (WHOLE, 120)
    assert answer_in(response(f"```json\n{json.dumps(WHOLE)}\n```"))[0] == WHOLE


@pytest.mark.parametrize(
    "told",
    [
        None,
        "hello",
        [],
        {"choices": []},
        {"choices": [{"message": {"content": None}}]},
        response("I think the customer is quite angry."),
        response("[1, 2]"),
        response("9" * 5_000),
        response(json.dumps({"anger": 1})),
        response(json.dumps(WHOLE | {"anger": 7})),
        response(json.dumps(WHOLE | {"anger": -0.1})),
        response(json.dumps(WHOLE | {"anger": True})),
        response(json.dumps(WHOLE | {"anger": "high"})),
        response(json.dumps(WHOLE | {"anger": float("nan")})),
        response("[" * 100_000),
    ],
)
def test_nonsense_is_no_opinion(told: object) -> None:
    with pytest.raises(NonsenseError):
        answer_in(told)


def test_a_long_text_is_sent_in_part() -> None:
    assert len(request("m", "x" * 50_000)["messages"][1]["content"]) == LONGEST
