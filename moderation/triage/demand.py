"""How much an English question asks of whoever answers it: sources, rare words, comparisons, long sentences."""

import math
import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from moderation.triage import rarity
from moderation.triage.reading import Reading

_URL = re.compile(r"https?://")
_SENTENCE_END = re.compile(r"[.!?]+(?:\s+|$)")
_FIRST = re.compile(r"\W*(\w+)")
_TITLE_WORD = re.compile(r"[a-z]{2,}")
_YES_OR_NO = frozenset("is are was do does did can could should shall has have would will may".split())
_COMPARING = re.compile(r"\b(?:than|compared?|vs|versus|more|less|whereas|unlike|instead|rather)\b")
_SPEECH = re.compile('["\u201c\u201d\u00ab]')
_ASIDE = re.compile(r"[(\[]")
_EMPHASIS = re.compile(r"<(?:em|i|strong|b)>|(?<![\w*])\*[^*\s][^*\n]{0,80}\*")
_SELF = frozenset(["i", "i'm", "i've", "i'd", "me", "my"])
_FORMULA = re.compile(r"\$[^$\n]{2,200}\$|\\[a-z]{3,}")
_STANDINGS = frozenset(["weblink", "usermention", "codespan"])
_RARE, _COMMON = 4.6, 1.6
_LONG, _LONG_IN_TITLE = 10, 9
_FEWEST = 12  # a share of fewer words than this says little
_MOST_SPEECH, _MOST_SENTENCE, _CAP = 8, 60, 2.5
_SENTENCE = 8


class _View(NamedTuple):
    reading: Reading
    words: Sequence[str]
    title: str
    titled: Sequence[str]
    rarities: Sequence[float]


class _Fact(NamedTuple):
    """A number, how much it counts, and its usual value and spread among questions of communities."""

    weight: float
    mean: float
    spread: float
    of: Callable[[_View], float]


def _sentence(view: _View) -> float:
    prose = view.reading.shape.prose
    sentences = sum(1 for each in _SENTENCE_END.split(prose) if len(each) > _SENTENCE)
    return min(_MOST_SENTENCE, max(_FEWEST, len(view.words)) / max(1, sentences))


def _asks_yes_or_no(view: _View) -> float:
    first = _FIRST.match(view.title)
    return float(bool(first) and first[1] in _YES_OR_NO) if first else 0.0


def _share(count: int, view: _View) -> float:
    return count / max(_FEWEST, len(view.words))


# The weights were set by hand; none is fitted to the fate of questions.
_FACTS = (
    _Fact(1.0, 0.55, 0.48, lambda view: float(bool(_URL.search(view.reading.whole)))),
    _Fact(
        0.6, 0.41, 0.13, lambda view: sum(map(_RARE.__lt__, view.rarities)) / max(_FEWEST, len(view.rarities))
    ),
    _Fact(0.5, 1.55, 0.43, lambda view: math.log1p(sum(map(_RARE.__lt__, rarity.of_words(view.titled))))),
    _Fact(0.6, 0.74, 0.49, lambda view: math.log1p(sum(len(word) >= _LONG_IN_TITLE for word in view.titled))),
    _Fact(-0.7, 0.20, 0.40, _asks_yes_or_no),
    _Fact(-0.4, 0.63, 0.46, lambda view: float(view.title.rstrip().endswith("?"))),
    _Fact(0.3, 0.31, 0.50, lambda view: math.log1p(len(_COMPARING.findall(view.reading.shape.folded)))),
    _Fact(
        0.5,
        0.50,
        0.76,
        lambda view: math.log1p(min(_MOST_SPEECH, len(_SPEECH.findall(view.reading.shape.prose)))),
    ),
    _Fact(0.3, 0.70, 0.69, lambda view: math.log1p(len(_ASIDE.findall(view.reading.shape.prose)))),
    _Fact(0.4, 0.45, 0.66, lambda view: math.log1p(len(_EMPHASIS.findall(view.reading.whole)))),
    _Fact(-0.5, 2.42, 2.57, lambda view: 100 * _share(sum(map(_SELF.__contains__, view.words)), view)),
    _Fact(0.5, 17.7, 6.5, _sentence),
    _Fact(0.5, 0.068, 0.042, lambda view: _share(sum(len(word) >= _LONG for word in view.words), view)),
    _Fact(0.4, 0.66, 0.93, lambda view: math.log1p(sum(map(str.isdigit, view.reading.words)))),
    _Fact(
        -0.4,
        0.27,
        0.08,
        lambda view: _share(sum(rarity.of_word(word) < _COMMON for word in view.words), view),
    ),
    _Fact(0.3, 0.30, 0.46, lambda view: math.log1p(len(_FORMULA.findall(view.reading.whole)))),
)
_SPREAD = 2.1  # of the sum, among questions of communities


def demand(reading: Reading) -> float:
    """0 for the usual question of a community, about 1 more for each standard deviation."""
    words = [word for word in reading.words if len(word) > 1 and word.isascii() and word not in _STANDINGS]
    words = [word for word in words if word[0].isalpha()] + [word for word in reading.words if word == "i"]
    title = reading.message.title.lower()
    view = _View(reading, words, title, _TITLE_WORD.findall(title), rarity.of_words(set(words)))
    total = 0.0
    for fact in _FACTS:
        total += fact.weight * max(-_CAP, min(_CAP, (fact.of(view) - fact.mean) / fact.spread))
    return total / _SPREAD
