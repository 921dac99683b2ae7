"""Signs that the writer is about to leave, or gone already."""

from moderation.triage.linear import sigmoid
from moderation.triage.reading import Reading
from moderation.triage.records import Score


def detect(reading: Reading) -> Score:
    """An intention to cancel, switch or never buy again."""
    found = reading.matters["churn"]
    return Score(sigmoid(1.8 * (found.points - 2.2) - 0.004 * min(400, reading.size)), found.phrases)
