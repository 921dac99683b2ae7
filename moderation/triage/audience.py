"""Whom a text is meant for: a company, everyone, or whoever is in the room; anger is not equally common in each."""

import re

from moderation.triage import learned
from moderation.triage.detectors import service
from moderation.triage.reading import Reading

_SURELY_CHAT = -1.5
_SURELY_PUBLIC = -1.2
_EMOJI = re.compile("[\u2600-\u27bf\U0001f000-\U0001faff]")


def is_public(reading: Reading) -> bool:
    """Whether it was written for a timeline: it addresses an account, carries a hashtag or an emoji."""
    return reading.is_social or bool(_EMOJI.search(reading.shape.folded))


def is_customer(reading: Reading) -> bool:
    """Whether it sounds like somebody who wants something of a company rather than like talk."""
    if reading.lang == "zh":
        return learned.margin(reading, "customer", ("zh",)) > _SURELY_PUBLIC
    return max(service.known_words(reading), learned.margin(reading, "service", ("en",))) > _SURELY_CHAT
