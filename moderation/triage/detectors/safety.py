"""Danger that someone gets hurt: fire, current, injury, or a person in despair."""

from moderation.triage.linear import sigmoid
from moderation.triage.reading import Reading
from moderation.triage.records import Score


def detect(reading: Reading) -> Score:
    """Danger to people or things."""
    found = reading.matters["safety"]
    return Score(sigmoid(1.8 * (found.points - 2.2) - 0.003 * min(400, reading.size)), found.phrases)
