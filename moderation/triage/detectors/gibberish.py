"""Keys mashed at random, characters drawn by lot, one thing repeated, or nothing but signs."""

import re
from functools import lru_cache

from community.kernel.words import N_
from moderation.triage import familiar
from moderation.triage.reading import Reading
from moderation.triage.records import Score

_KEYBOARD = re.compile(r"asdf|sdfg|dfgh|fghj|ghjk|hjkl|qwer|wert|erty|zxcv|xcvb|cvbn|vbnm|jkl;")
_WORDLIKE = re.compile(r"[a-z]{5,}")
_PLAIN_WORD = re.compile(r"(?<![\w.-])[A-Z]?[a-z]{3,20}(?![\w.-])")
_ACCENTED = re.compile(r"[^\W\d_a-zA-Z]")
_VOWELS = frozenset("aeiouyáéíóúäöüàèêâôîåæø")
_RUN = re.compile(r"([^\W\d_])\1{6,}")
_LONGEST_CONSONANTS = re.compile(r"[bcdfghjklmnpqrstvwxz]{6,}")
# What a Chinese keyboard makes of the same mashing.
_MASHED_HAN = re.compile(
    "阿斯顿|阿斯蒂芬|阿萨德|啊实打实|实打实的|士大夫|大师傅|沙发上|是打发|撒旦法?|撒打算|发生地方|发送到发?|犯得上|的撒|手动阀|似的|飒飒|萨芬|法国会|规范化法?国?"
)
_SHORT = 4
_VARIETY = 0.25
# Mean surprise at real words is 1.5 to 2.5, in languages near English up to 3.5; at random letters 4.5 and more.
_STRANGE = 4.0
_FEWEST_LETTERS = 10
_FEWEST_PAIRS = 10
# Of neighbouring characters in real Chinese, four in five are known; in the strangest thousandth one in ten.
_HARDLY_KNOWN = 0.12
_UNKNOWN = 0.04
_HELD, _DOUBTED = 0.8, 0.6


@lru_cache(maxsize=4_096)
def _mashed(word: str) -> bool:
    return bool(
        _KEYBOARD.search(word)
        or _LONGEST_CONSONANTS.search(word)
        or (len(word) > 5 and _VOWELS.isdisjoint(word))  # noqa: PLR2004
    )


def _random_letters(reading: Reading) -> tuple[float, tuple[str, ...]]:
    """Whole texts of letters that never stand so; words with accents belong to a language that is not known here."""
    prose = reading.shape.prose
    if reading.lang == "other" or (not prose.isascii() and _ACCENTED.search(prose)):
        return 0.0, ()
    words = [word.lower() for word in _PLAIN_WORD.findall(prose)]
    if sum(map(len, words)) < _FEWEST_LETTERS or 2 * len(words) < len(reading.words):
        return 0.0, ()
    strange = familiar.strange_words(words, _STRANGE)
    share = len(strange) / len(words)
    return (min(1.0, 1.2 * share) if share >= 0.5 else 0.0), tuple(dict.fromkeys(strange))[:3]  # noqa: PLR2004


def _random_han(reading: Reading) -> tuple[float, tuple[str, ...]]:
    prose = reading.shape.prose
    if prose.isascii():
        return 0.0, ()
    mashed = [found[0] for found in _MASHED_HAN.finditer(prose)]
    if len(mashed) > 1 and sum(map(len, mashed)) > 0.6 * len(prose):
        return _HELD, tuple(dict.fromkeys(mashed))[:3]
    pairs = familiar.pairs_of(prose[:400])
    if reading.lang != "zh" or len(pairs) < _FEWEST_PAIRS:
        return 0.0, ()
    tables = familiar.load()
    strange = [pair for pair in pairs if not tables.knows(pair)]
    known = 1 - len(strange) / len(pairs)
    if known >= _HARDLY_KNOWN:
        return 0.0, ()
    return (_HELD if known < _UNKNOWN else _DOUBTED), tuple(dict.fromkeys(strange))[:3]


def _repeated(reading: Reading) -> tuple[float, tuple[str, ...]]:
    folded = reading.shape.folded
    run = _RUN.search(reading.shape.prose)
    if run and len(set(folded)) < 8:  # noqa: PLR2004 -- letters of one short word
        return _HELD, (N_("one character repeated"),)
    if reading.lang == "zh" or not reading.words:
        pieces = [character for character in folded if character.isalpha()]
    else:
        pieces = reading.words
    kinds = len(set(pieces))
    if len(pieces) > 3 * _SHORT and kinds < _VARIETY * len(pieces) and kinds <= 2 * _SHORT:
        return 0.75, (N_("the same again and again"),)
    return 0.0, ()


def detect(reading: Reading) -> Score:
    """Nonsense; code, links and pictures are not looked at."""
    folded, shape = reading.shape.folded, reading.shape
    if not any(character.isalpha() for character in folded):
        shown = shape.code or shape.link_count or shape.quoted or reading.has_picture
        value = 0.2 if shown else 0.75
        return Score(value, (N_("no words"),) if value > _VARIETY else ())
    mashed = [word for word in _WORDLIKE.findall(folded) if _mashed(word)]
    share = len(mashed) / max(1, reading.size)
    found = [
        (min(1.0, 1.6 * share), tuple(dict.fromkeys(mashed))[:3]),
        _random_letters(reading),
        _random_han(reading),
        _repeated(reading),
    ]
    value = max(each for each, _ in found)
    evidence = tuple(dict.fromkeys(quote for each, quotes in found if each for quote in quotes))
    return Score(value, evidence[:5])
