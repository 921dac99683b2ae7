"""Signs that the writer is about to leave, or gone already."""

from moderation.triage.linear import sigmoid
from moderation.triage.reading import Reading
from moderation.triage.records import Score


def detect(reading: Reading) -> Score:
    """An intention to cancel, switch or never buy again."""
    said = reading.sums.get("churn", 0.0)
    return Score(sigmoid(1.3 * (said - 2.7) - 0.006 * min(400, reading.size)), reading.phrases("churn"))
