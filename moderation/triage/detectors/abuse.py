"""Insults, degradation and threats against people."""

from moderation.triage import learned
from moderation.triage.linear import sigmoid
from moderation.triage.reading import Reading
from moderation.triage.records import THRESHOLD, Score


def detect(reading: Reading) -> Score:
    """Insults and slurs against people; rough words about a thing weigh less."""
    said = reading.sums.get("abuse", 0.0)
    words = 1.0 * (said - 3.6) - 0.01 * min(400, reading.size)
    value = sigmoid(max(words, learned.margin(reading, "abuse")))
    evidence = reading.phrases("abuse")
    if value >= THRESHOLD and not evidence and reading.lang != "other":
        evidence = learned.telling(reading, "abuse")
    return Score(value, evidence)
