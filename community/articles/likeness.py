"""How much an article has to do with a text: shared words, the rare ones counting more; pure."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from community.search.analysis import UNSPACED, Word, query_words, terms

IN_TITLE: Final = 2
IN_TEXT: Final = 1
MOST_TERMS: Final = 300  # of one article: title, problem, what it applies to
MOST_WORDS: Final = 40  # of a text that is compared
LONGEST_TEXT: Final = 4_000  # characters of it
LONGEST_TERM: Final = 40
LEAST_SCORE: Final = 0.2
TAG_WORTH: Final = 0.15
MOST_TAGS: Final = 2  # that count
_RUN: Final = re.compile(rf"[{UNSPACED}]+")


@dataclass(frozen=True, slots=True)
class Looked:
    """A text that is compared with articles."""

    words: tuple[Word, ...]

    @property
    def terms(self) -> tuple[str, ...]:
        """Every term to ask the database for."""
        return tuple(dict.fromkeys(term for word in self.words for term in word.all_terms))


def looked_for(text: str) -> Looked:
    """The words of a text that say something about the matter."""
    return Looked(query_words(text[:LONGEST_TEXT])[:MOST_WORDS])


def terms_of(title: str, text: str) -> dict[str, int]:
    """The terms of an article and their weights; single Chinese characters say too little."""
    found = {term: IN_TITLE for term in terms(title) if _tells(term)}
    for term in terms(text[:LONGEST_TEXT]):
        if len(found) >= MOST_TERMS:
            break
        if _tells(term):
            found.setdefault(term, IN_TEXT)
    return found


def _tells(term: str) -> bool:
    return len(term) <= LONGEST_TERM and not (len(term) == 1 and _RUN.match(term))


def shared_words(looked: Looked, has: Mapping[str, int]) -> tuple[str, ...]:
    """The words of the text that the article has as well, as people write them."""
    found: dict[str, None] = {}
    for word in looked.words:
        if _RUN.fullmatch(word.text):
            found.update(dict.fromkeys(_runs(word.text, has)))
        elif word.joined in has or all(term in has for term in word.terms):
            found[word.text] = None
    return tuple(found)


def _runs(run: str, has: Mapping[str, int]) -> list[str]:
    """The longest pieces of a Chinese run all pairs of which the article has."""
    pieces, start = [], None
    for at, (first, second) in enumerate(pairwise(run)):
        if first + second in has:
            start = at if start is None else start
        elif start is not None:
            pieces.append(run[start : at + 1])
            start = None
    if start is not None:
        pieces.append(run[start:])
    return pieces


def score(
    looked: Looked, has: Mapping[str, int], counts: Mapping[str, int], articles: int, tags: int
) -> float:
    """0 to about 1.3: the part of the text's known terms, weighed by rarity, that the article has; tags add."""
    known = [term for term in looked.terms if counts.get(term)]
    if not known:
        return 0.0
    worth = {term: math.log(1 + articles / counts[term]) for term in known}
    gained = sum(worth[term] * (1.0 if has[term] >= IN_TITLE else 0.7) for term in known if term in has)
    return gained / sum(worth.values()) + TAG_WORTH * min(tags, MOST_TAGS)


def is_alike(words: Sequence[str], points: float, tags: int) -> bool:
    """Whether it is worth showing to somebody who has not searched: two words at least, or one and a tag."""
    strength = sum(len(word) / 2 if _RUN.fullmatch(word) else 1.0 for word in words)
    return points >= LEAST_SCORE and (strength >= 2 or (tags > 0 and strength >= 1))  # noqa: PLR2004
