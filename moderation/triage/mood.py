"""What is known of a Chinese text beside its features, as numbers: other models, known words, marks."""

import math

from moderation.triage import hidden, learned, linear, tone
from moderation.triage.reading import Reading

_BOUND = 5.0
_MOST_WORDS = 8.0
_MOST_MARKS = 3
_TONE = 4.0
_CATEGORIES = ("anger", "swear", "abuse", "complaint", "praise", "calm", "sarcasm")
NAMES = ("abuse model", "complaint model", *_CATEGORIES, "length", "questions", "exclamations", "tone")


def facts(reading: Reading) -> list[float]:
    """A number for each of NAMES."""
    models = [max(-_BOUND, min(_BOUND, learned.margin(reading, name))) for name in ("abuse", "complaint")]
    words = [min(_MOST_WORDS, reading.sums.get(category, 0.0)) for category in _CATEGORIES]
    folded = reading.shape.folded
    marks = [min(_MOST_MARKS, folded.count(mark)) for mark in "?!"]
    return [
        *models,
        *words,
        math.log1p(len(folded)),
        *map(float, marks),
        max(-_TONE, min(_TONE, tone.margin(reading))),
    ]


def is_known() -> bool:
    """Whether the weights were made with microblogs."""
    return hidden.load("anger_zh") is not None


def margin(reading: Reading) -> float:
    """How much angrier than not the writer of a Chinese text is, by everything that was learnt from microblogs.

    The linear model holds the views of six moods at once; the nets see what stands together.
    """
    nets = hidden.load("anger_zh")
    if nets is None or not reading.size:
        return learned.SILENT
    blend = nets.blend
    total = linear.load("anger_zh").margin(reading.features) + blend["vote"] * nets.vote(reading.features)
    return total + sum(blend[name] * fact for name, fact in zip(NAMES, facts(reading), strict=True))
