"""Signs that it takes an expert: traces, protocols, versions and measurements rather than buttons and lamps."""

import re
from typing import NamedTuple

from community.kernel.words import N_
from moderation.triage.linear import sigmoid
from moderation.triage.reading import Reading
from moderation.triage.records import Score


class _Sign(NamedTuple):
    name: str
    pattern: re.Pattern[str]
    weight: float


_SIGNS = (
    _Sign(
        N_("stack trace"),
        re.compile(
            r"Traceback \(most recent|^\s+at [\w.$]+\(|Exception in thread|panic:|#\d+ 0x", re.MULTILINE
        ),
        3.0,
    ),
    _Sign(
        N_("error code"),
        re.compile(
            r"\b(?:0x[0-9A-Fa-f]{2,16}|E[A-Z]{3,}\b|[A-Z]{2,}[-_]\d{3,}|errno|HTTP [45]\d\d|status [45]\d\d)"
        ),
        1.5,
    ),
    _Sign(N_("version"), re.compile(r"(?<![\d.])v?\d{1,3}\.\d{1,3}\.\d{1,5}(?![\d.])"), 0.8),
    _Sign(
        N_("address"),
        re.compile(
            r"(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?:/\d{1,2})?(?![\d.])|\b(?:[0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2}\b"
        ),
        1.2,
    ),
    _Sign(
        N_("command"),
        re.compile(
            r"(?m)^\s*[$#>] \w+|\bsudo \w+|--[a-z][a-z-]{2,}|\b\w+\.(?:conf|cfg|ini|yaml|yml|json|log|py|sh)\b"
        ),
        1.2,
    ),
    _Sign(
        N_("measurement"),
        re.compile(
            r"\b\d+(?:\.\d+)?\s?(?:dBm?|MHz|GHz|Mbps|Mbit/s|Gbps|ms|µs|kbps|VDC|mA|Ω|%\s(?:packet )?loss)\b"
        ),
        1.0,
    ),
    _Sign(
        N_("formula"),
        re.compile(r"\\(?:frac|sum|langle|rangle|mathbb|begin|left|otimes)|\$[^$\n]{2,200}\$"),
        0.8,
    ),
    _Sign(
        N_("port or protocol"),
        re.compile(r"\b(?:port|udp|tcp)[ /]\d{2,5}\b|端口\s?\d{2,5}", re.IGNORECASE),
        1.2,
    ),
)
_EXPERT_CAP = 9.0
_THRESHOLD = 4.8


def depth(reading: Reading) -> tuple[float, tuple[str, ...]]:
    """Technical depth in points, and the signs that gave them."""
    found = [sign for sign in _SIGNS if sign.pattern.search(reading.whole)]
    terms: dict[str, float] = {}
    for hit in reading.hits:
        if hit.category == "expert":
            terms[hit.phrase] = hit.weight
    points = sum(sign.weight for sign in found) + min(_EXPERT_CAP, 0.6 * sum(terms.values()))
    if len(reading.shape.code) > 80:  # noqa: PLR2004 -- more than a word in code style
        points += 1.2
    points -= 0.9 * reading.sums.get("novice", 0.0)
    return points, tuple(sign.name for sign in found) + reading.phrases("expert")


def detect(reading: Reading) -> Score:
    """Whether a specialist is needed."""
    points, evidence = depth(reading)
    return Score(sigmoid(0.8 * (points - _THRESHOLD)), evidence[:6])
