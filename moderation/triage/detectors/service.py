"""Whether a support team could help with it, or it is chat, praise or noise."""

from moderation.triage import learned
from moderation.triage.linear import sigmoid
from moderation.triage.reading import Reading
from moderation.triage.records import Score


def known_words(reading: Reading) -> float:
    """The margin by known words alone."""
    sums = reading.sums
    said = sums.get("service", 0.0) + 0.6 * sums.get("complaint", 0.0) + 0.8 * sums.get("account", 0.0)
    said += (
        0.5 * sums.get("expert", 0.0)
        + sums.get("safety", 0.0)
        + sums.get("novice", 0.0)
        + sums.get("churn", 0.0)
    )
    if "?" in reading.shape.folded or "吗" in reading.shape.folded:
        said += 1.0
    return 0.8 * (said - 2.2)


def detect(reading: Reading) -> Score:
    """A service matter."""
    words = known_words(reading)
    trained = learned.margin(reading, "service", ("en",))
    value = sigmoid(max(words, trained) if reading.lang == "en" else words)
    return Score(value, reading.phrases("service", "account", "complaint", "novice"))
