"""Danger that someone gets hurt: fire, current, injury, or a person in despair."""

from moderation.triage.linear import sigmoid
from moderation.triage.reading import Reading
from moderation.triage.records import Score


def detect(reading: Reading) -> Score:
    """Danger to people or things."""
    said = reading.sums.get("safety", 0.0)
    return Score(sigmoid(1.4 * (said - 2.7) - 0.006 * min(400, reading.size)), reading.phrases("safety"))
