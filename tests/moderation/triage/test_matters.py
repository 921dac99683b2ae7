"""Danger, threats, goodbyes and matters of one account: labelled sentences in two halves, and what must not be taken for one."""

import json
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.triage.analyse import analyse
from moderation.triage.catalogue import DETECTORS
from moderation.triage.matters import KINDS
from moderation.triage.reading import Reading
from moderation.triage.records import Message, Route
from moderation.triage.training import corpora
from tests.benchmarks.triage_judgement import DATA, SITES, posts

SET = Path(__file__).with_name("sets") / "matters.jsonl"


def rows(kind: str, lang: str, half: str) -> list[dict[str, Any]]:
    with SET.open(encoding="utf-8") as lines:
        found = [json.loads(line) for line in lines]
    return [row for row in found if (row["kind"], row["lang"], row["half"]) == (kind, lang, half)]


def fires(kind: str, text: str) -> bool:
    return DETECTORS[kind](Reading(Message(text))).fired


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("half", "floor"), [("work", 0.9), ("test", 0.7)])
def test_labelled_sentences_are_told_apart(kind: str, lang: str, half: str, floor: float) -> None:
    mine = rows(kind, lang, half)
    found = [row["text"] for row in mine if row["yes"] and fires(kind, row["text"])]
    wrong = [row["text"] for row in mine if not row["yes"] and fires(kind, row["text"])]
    assert len(found) >= floor * sum(row["yes"] for row in mine)
    assert len(wrong) <= 1, wrong


@pytest.mark.parametrize(
    ("kind", "said", "not_said"),
    [
        ("legal", "I will sue you", "I will not sue you"),
        ("legal", "we will take legal action", 'The sticker reads "we will take legal action"'),
        ("legal", "我要去找律师起诉你们", "我不会找律师起诉你们"),
        ("legal", "I am going to the press", "What if somebody hypothetically said: I am going to the press"),
        ("safety", "There is smoke coming out of the box", "There is no smoke coming out of the box"),
        ("safety", "充电器冒烟了", "充电器没有冒烟"),
        ("safety", "The battery exploded", "In my novel the battery exploded"),
        ("churn", "I am cancelling my contract", "I am not cancelling my contract"),
        ("churn", "我打算携号转网", "我不打算携号转网"),
        ("account", "My refund has not arrived", "How long does a refund take?"),
        ("account", "我的订单还没发货", "一般几天发货？"),
    ],
)
def test_what_is_denied_supposed_or_quoted_is_not_meant(kind: str, said: str, not_said: str) -> None:
    assert fires(kind, said)
    assert not fires(kind, not_said)


def test_no_choice_but_is_no_denial() -> None:
    assert fires("legal", "You leave me no choice but to take legal action")


def test_somebody_in_despair_goes_to_people_at_once() -> None:
    for text in ("I can't go on, I want to end my life", "我不想活了，真的撑不下去"):
        assert analyse(Message(text)).route is Route.TIER2


@given(before=st.text(max_size=120), after=st.text(max_size=120))
def test_any_text_around_a_phrase_leaves_scores_within_bounds(before: str, after: str) -> None:
    for kind in KINDS:
        score = DETECTORS[kind](Reading(Message(f"{before} will sue 冒烟 {after}")))
        assert 0 <= score.value <= 1
        assert not score.fired or score.evidence


@pytest.mark.data
@pytest.mark.skipif(not DATA.is_dir(), reason="the folder of test data is not here")
@pytest.mark.parametrize("site", SITES)
def test_calm_posts_of_communities_are_none_of_these(site: str) -> None:
    mine = [Reading(message) for message in islice(posts(site), 500)]
    for kind in KINDS:
        assert sum(DETECTORS[kind](reading).fired for reading in mine) <= 0.01 * len(mine)


@pytest.mark.data
@pytest.mark.skipif(not DATA.is_dir(), reason="the folder of test data is not here")
def test_a_banks_customers_with_lost_cards_and_missing_refunds_are_about_their_account() -> None:
    wanted = {"lost_or_stolen_card", "Refund_not_showing_up", "card_payment_not_recognised", "top_up_failed"}
    rows_ = corpora.rows(DATA, "customer_messages/banking77_intents")
    mine = [row["text"] for row in rows_ if row["label"] in wanted]
    assert sum(fires("account", text) for text in mine) >= 0.75 * len(mine)
