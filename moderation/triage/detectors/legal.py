"""Threats with lawyers, authorities or the press."""

from moderation.triage.linear import sigmoid
from moderation.triage.reading import Reading
from moderation.triage.records import Score


def detect(reading: Reading) -> Score:
    """A threat of consequences outside the company; calm talk about law stays below the threshold."""
    found = reading.matters["legal"]
    return Score(sigmoid(1.8 * (found.points - 2.2) - 0.004 * min(400, reading.size)), found.phrases)
