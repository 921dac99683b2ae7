"""What short English messages and comments say that the model of spam knows too few examples of."""

import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

_FILE = Path(__file__).with_name("lexicons") / "nudges_en.txt"
_SAMPLE = 1200


class Nudge(NamedTuple):
    """How much to add to the margin, and the words that speak for spam."""

    margin: float
    evidence: tuple[str, ...]


@cache
def _patterns() -> tuple[tuple[float, re.Pattern[str]], ...]:
    lines = _FILE.read_text(encoding="utf-8").splitlines()
    parts = (line.partition(" ") for line in lines if line and not line.startswith("#"))
    return tuple((float(weight), re.compile(pattern)) for weight, _, pattern in parts)


def find(folded: str) -> Nudge:
    """The nudges a folded text gives, added up."""
    sample = folded[:_SAMPLE]
    found = [(weight, match) for weight, pattern in _patterns() if (match := pattern.search(sample))]
    told = (match[0].strip() for weight, match in found if weight > 0)
    return Nudge(sum(weight for weight, _ in found), tuple(word for word in told if word)[:3])
