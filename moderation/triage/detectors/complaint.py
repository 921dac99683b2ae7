"""Dissatisfaction with something that was given or promised."""

import math
import re

from moderation.triage import audience, learned, tone
from moderation.triage.linear import sigmoid
from moderation.triage.reading import Reading
from moderation.triage.records import THRESHOLD, Score

# Who addresses a company in public has a reason, and it is seldom praise.
_SOCIAL_PRIOR = 1.8
# A customer who sounds cross complains.
_CUSTOMER_PRIOR, _TONE, _MOST_TONE = 0.3, 0.6, 6.0
# A question without a single plain word of complaint is a question: the model alone must be this much surer.
_DOUBT = 1.0
_ASKS = re.compile(
    r"^(?:请问|你好|您好|怎么|怎样|如何|为什么|为啥|什么时候|多久|多少|能不能|可不可以|有没有|我想)|(?:吗|呢|\?)\W*$"
)
_PLAIN = 1.5
_MESSAGE = 30
_SHORT = 20
_BOUND = 3.0


def known_words(reading: Reading) -> float:
    """The margin by known words alone."""
    sums = reading.sums
    said = sums.get("complaint", 0.0) + 0.6 * sums.get("anger", 0.0)
    if sums.get("sarcasm"):
        said += 2.0
    balance = said - sums.get("praise", 0.0) - 0.4 * sums.get("calm", 0.0)
    # Small words of trouble gather in any long text: what counts is how dense they stand.
    return max(-_BOUND, min(_BOUND, 0.6 * balance / math.sqrt(max(1.0, reading.size / _MESSAGE)) - 1.6))


def _says_so(reading: Reading) -> bool:
    return any(hit.weight >= _PLAIN and hit.category in {"complaint", "anger"} for hit in reading.hits)


def _asks(reading: Reading) -> bool:
    return reading.size <= _SHORT and bool(_ASKS.search(reading.shape.folded))


def _prior(reading: Reading) -> float:
    if reading.is_social:
        return _SOCIAL_PRIOR
    if not audience.is_customer(reading):
        return 0.0
    return _CUSTOMER_PRIOR + _TONE * max(0.0, min(_MOST_TONE, tone.margin(reading) + _MOST_TONE / 2))


def detect(reading: Reading) -> Score:
    """Dissatisfaction, loud or quiet."""
    trained, words = learned.margin(reading, "complaint"), known_words(reading)
    if reading.lang == "zh":
        doubt = _DOUBT if _asks(reading) and not _says_so(reading) else 0.0
        value = sigmoid(trained + 0.15 * max(-2.0, min(2.0, words)) - doubt)
    else:
        value = sigmoid(0.5 * trained + 0.5 * words + _prior(reading))
    evidence = reading.phrases("complaint", "anger", "sarcasm")
    if value >= THRESHOLD and not evidence and reading.lang != "other":
        evidence = learned.telling(reading, "complaint")
    return Score(value, evidence)
