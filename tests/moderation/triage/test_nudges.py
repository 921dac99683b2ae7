"""Advertising in short English messages that the model alone does not know, and talk that only sounds like it."""

import pytest

from moderation.triage import nudges
from moderation.triage.analyse import analyse
from moderation.triage.records import Kind, Message


@pytest.mark.parametrize(
    "text",
    [
        "Win free gift cards today, all of you",
        "Pictures of it are at starry-gossip.co.uk if anybody wants them",
        "My cousin received 0,000 new views, all from buymyviews. com",
    ],
)
def test_advertising_is_found_by_its_turns(text: str) -> None:
    found = analyse(Message(text, kind=Kind.COMMENT))["spam"]
    assert found.fired
    assert found.evidence


@pytest.mark.parametrize(
    "text",
    ["7 million views already, how is that possible", "Twelve years and 9 million subscribers, well done"],
)
def test_counting_an_audience_is_not_asking_for_one(text: str) -> None:
    assert nudges.find(text.lower()).margin < 0
    assert not analyse(Message(text, kind=Kind.COMMENT))["spam"].fired


def test_questions_and_answers_are_not_nudged() -> None:
    text = "The list is at starry-catalogue.co.uk and explains every step of the set-up."
    assert analyse(Message(text, kind=Kind.ANSWER))["spam"].value < analyse(Message(text))["spam"].value
    assert not analyse(Message(text, kind=Kind.ANSWER))["spam"].fired
