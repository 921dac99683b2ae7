"""Threats with lawyers, authorities or the press."""

from moderation.triage.linear import sigmoid
from moderation.triage.reading import Reading
from moderation.triage.records import Score


def detect(reading: Reading) -> Score:
    """A threat of consequences outside the company; a calm question about law stays below the threshold."""
    sums = reading.sums
    said = sums.get("legal", 0.0) + 0.15 * min(5.0, sums.get("anger", 0.0) + sums.get("complaint", 0.0))
    return Score(sigmoid(1.3 * (said - 2.9) - 0.008 * min(400, reading.size)), reading.phrases("legal"))
