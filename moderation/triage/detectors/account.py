"""Matters of one person's account, order or money, which only staff can look up."""

from moderation.triage.linear import sigmoid
from moderation.triage.reading import Reading
from moderation.triage.records import Score


def detect(reading: Reading) -> Score:
    """Matters of one account; general how-to questions about accounts stay below the threshold."""
    found = reading.matters["account"]
    return Score(sigmoid(1.8 * (found.points - 2.2) - 0.004 * min(400, reading.size)), found.phrases)
