"""Dissatisfaction with something that was given or promised."""

from moderation.triage import learned
from moderation.triage.linear import sigmoid
from moderation.triage.reading import Reading
from moderation.triage.records import THRESHOLD, Score


def known_words(reading: Reading) -> float:
    """The margin by known words alone."""
    sums = reading.sums
    said = sums.get("complaint", 0.0) + 0.6 * sums.get("anger", 0.0)
    if sums.get("sarcasm"):
        said += 2.0
    return 0.6 * (said - sums.get("praise", 0.0) - 0.4 * sums.get("calm", 0.0)) - 1.6


def detect(reading: Reading) -> Score:
    """Dissatisfaction, loud or quiet."""
    trained = learned.margin(reading, "complaint")
    value = sigmoid(trained if reading.lang == "zh" else 0.6 * trained + 0.4 * known_words(reading))
    evidence = reading.phrases("complaint", "anger", "sarcasm")
    if value >= THRESHOLD and not evidence and reading.lang != "other":
        evidence = learned.telling(reading, "complaint")
    return Score(value, evidence)
