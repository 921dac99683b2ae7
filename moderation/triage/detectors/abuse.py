"""Insults, degradation and threats against people."""

from moderation.triage import insults, learned
from moderation.triage.insults import Insult
from moderation.triage.linear import sigmoid
from moderation.triage.reading import Reading
from moderation.triage.records import THRESHOLD, Score

_NOTHING = Insult(0.0, ())
_BOTH = 0.3


def detect(reading: Reading) -> Score:
    """Insults and slurs against people; rough words about a thing weigh less."""
    said = reading.sums.get("abuse", 0.0)
    insult = insults.find(reading.shape.spelt) if reading.lang == "zh" else _NOTHING
    if insult.weight:
        said = max(said, insult.weight) + _BOTH * min(said, insult.weight)
    words = 1.0 * (said - 3.6) - 0.01 * min(400, reading.size)
    value = sigmoid(max(words, learned.margin(reading, "abuse")))
    evidence = tuple(dict.fromkeys((*insult.evidence, *reading.phrases("abuse"))))[:5]
    if value >= THRESHOLD and not evidence and reading.lang != "other":
        evidence = learned.telling(reading, "abuse")
    return Score(value, evidence)
