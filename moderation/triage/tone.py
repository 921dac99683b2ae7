"""How a writer sounds by known words alone: fury, scorn beside trouble, loudness; rough delight and others' anger against it."""

from moderation.triage.reading import Reading

_SHOUTING_SHARE = 0.6
_SHOUTING_LETTERS = 12
_MOST = 9.0
_SCORN = 2.4
_ANY_TROUBLE = 2.0
_LOUD = 1.2
_MARKS = 0.6
# Where praise, rough delight or a report of someone else's words stands, anger must be plainer.
_DELIGHT = 0.8
_DISTANCE = 1.0
_MOST_AGAINST = 4.0
_FROM = 3.0
_BY_LENGTH = 0.012
_LONGEST = 400
_PER_EXTRA = 0.5


def is_shouting(reading: Reading) -> bool:
    """Whether most letters are capitals."""
    letters = [character for character in reading.shape.prose if character.isalpha() and character.isascii()]
    return len(letters) >= _SHOUTING_LETTERS and sum(map(str.isupper, letters)) > _SHOUTING_SHARE * len(
        letters
    )


def _weight(reading: Reading, mood: str) -> float:
    """The strongest phrase counts in full, the others half: two words are more than one, not twice as much."""
    weights = sorted((hit.weight for hit in reading.moods.get(mood, ())), reverse=True)
    return min(_MOST, sum(weights[:1]) + _PER_EXTRA * sum(weights[1:])) if weights else 0.0


def is_scornful(reading: Reading) -> bool:
    """Whether praise stands beside trouble: sarcasm, as far as words show it."""
    if not reading.moods.get("scorn") and not reading.sums.get("sarcasm"):
        return False
    trouble = _weight(reading, "trouble")
    return trouble >= _ANY_TROUBLE


def margin(reading: Reading) -> float:
    """0 where the known words just amount to anger; higher the angrier, never more than a few."""
    said = _weight(reading, "fury") + 0.2 * min(4.0, reading.sums.get("complaint", 0.0))
    if is_scornful(reading):
        said += _SCORN
    folded = reading.shape.folded
    if said:
        said += _LOUD * is_shouting(reading) + _MARKS * min(2, folded.count("!!"))
    against = _DELIGHT * _weight(reading, "delight") + _DISTANCE * _weight(reading, "distance")
    against += 0.3 * min(5.0, reading.sums.get("praise", 0.0) if not is_scornful(reading) else 0.0)
    against += 0.3 * min(5.0, reading.sums.get("calm", 0.0))
    # In a long text a strong word or two is colour; in a short one it is the message.
    return said - min(_MOST_AGAINST, against) - _FROM - _BY_LENGTH * min(_LONGEST, reading.size)
