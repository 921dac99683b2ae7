"""Anger of the writer: known words, how they are said, and a trained model."""

from community.kernel.words import N_
from moderation.triage import learned
from moderation.triage.linear import sigmoid
from moderation.triage.reading import Reading
from moderation.triage.records import THRESHOLD, Score

# A public post that tags or addresses someone is angry about four times as often as a remark among others.
_SOCIAL_PRIOR = 1.6
_BOUND = 4.0
_SHOUTING_SHARE = 0.6
_SHOUTING_LETTERS = 12


def _shouting(reading: Reading) -> bool:
    letters = [character for character in reading.shape.prose if character.isalpha() and character.isascii()]
    return len(letters) >= _SHOUTING_LETTERS and sum(map(str.isupper, letters)) > _SHOUTING_SHARE * len(
        letters
    )


def known_words(reading: Reading) -> float:
    """The margin by known words alone: 0 where they just amount to anger."""
    sums = reading.sums
    said = sums.get("anger", 0.0) + 0.5 * sums.get("swear", 0.0) + 0.25 * min(4.0, sums.get("complaint", 0.0))
    if sums.get("sarcasm") and sums.get("complaint"):
        said += 2.0
    if said and _shouting(reading):
        said += 1.5
    if said and "!!" in reading.shape.folded:
        said += 0.7
    said -= 0.4 * min(5.0, sums.get("praise", 0.0)) + 0.4 * min(5.0, sums.get("calm", 0.0))
    # In a long text a strong word or two is colour; in a short one it is the message.
    return said - 2.6 - 0.012 * min(400, reading.size)


def _beside_words_zh(reading: Reading) -> float:
    """What three models that never saw a label of anger add to the known words."""
    overheard, abuse, complaint = (
        max(-_BOUND, min(_BOUND, learned.margin(reading, name))) for name in ("anger", "abuse", "complaint")
    )
    return 0.5 * overheard + 0.3 * abuse + 0.3 * complaint + 0.5


def detect(reading: Reading) -> Score:
    """Anger of the writer, not of people they quote."""
    words = known_words(reading)
    if reading.lang == "zh":
        value = sigmoid(words + _beside_words_zh(reading))
    else:
        trained = learned.margin(reading, "anger", ("en",))
        value = sigmoid(max(words, trained + (_SOCIAL_PRIOR if reading.is_social else 0.0)))
    evidence = reading.phrases("anger", "swear", "sarcasm")
    if value >= THRESHOLD and not evidence and reading.lang == "en":
        evidence = learned.telling(reading, "anger")
    if evidence and _shouting(reading):
        evidence += (N_("capitals"),)
    return Score(value, evidence)
