"""Keys mashed at random, one thing repeated, or nothing but signs."""

import re

from community.kernel.words import N_
from moderation.triage.reading import Reading
from moderation.triage.records import Score

_KEYBOARD = re.compile(r"asdf|sdfg|dfgh|fghj|ghjk|hjkl|qwer|wert|erty|zxcv|xcvb|cvbn|vbnm|jkl;")
_WORDLIKE = re.compile(r"[a-z]{5,}")
_VOWELS = frozenset("aeiouyáéíóúäöüàèêâôîåæø")
_RUN = re.compile(r"(.)\1{7,}")
_LONGEST_CONSONANTS = re.compile(r"[bcdfghjklmnpqrstvwxz]{6,}")
_SHORT = 4
_VARIETY = 0.25


def _mashed(word: str) -> bool:
    return bool(
        _KEYBOARD.search(word)
        or _LONGEST_CONSONANTS.search(word)
        or (len(word) > 5 and _VOWELS.isdisjoint(word))  # noqa: PLR2004
    )


def detect(reading: Reading) -> Score:
    """Nonsense; code and links are not looked at."""
    folded = reading.shape.folded
    if not any(character.isalpha() for character in folded):
        shown = reading.shape.code or reading.shape.link_count or reading.has_picture
        value = 0.2 if shown else 0.75
        return Score(value, (N_("no words"),) if value > _VARIETY else ())
    words = _WORDLIKE.findall(folded)
    mashed = [word for word in words if _mashed(word)]
    share = len(mashed) / max(1, reading.size)
    evidence = tuple(dict.fromkeys(mashed))[:3]
    value = min(1.0, 1.6 * share) if mashed else 0.0
    if _RUN.search(reading.whole) and len(set(folded)) < 8:  # noqa: PLR2004 -- letters of one short word
        value, evidence = max(value, 0.8), (*evidence, N_("one character repeated"))
    pieces = reading.words or list(folded.replace(" ", ""))
    if (
        len(pieces) > 3 * _SHORT
        and len(set(pieces)) < _VARIETY * len(pieces)
        and len(set(pieces)) <= 2 * _SHORT
    ):
        value, evidence = max(value, 0.75), (*evidence, N_("the same again and again"))
    return Score(value, evidence)
