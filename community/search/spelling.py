"""What a misspelt query probably meant, judged by the words that the posts themselves use."""

import re
from collections.abc import Iterable, Iterator
from heapq import nlargest
from typing import Final, Protocol

from community.kernel.text import fold
from community.search.analysis import IS_UNSPACED, Word, query_words
from community.search.rules import Query

SHORTEST: Final = 4  # shorter words have too many neighbours to guess
SHORTEST_RUN: Final = 3  # characters; of two, the one that is left goes with too many others to guess
LONG: Final = 7  # from this length on, two slips are forgiven
MUCH_COMMONER: Final = 20  # times; then even a word that some posts have is taken for a slip
MOST_CANDIDATES: Final = 5  # characters tried in one place
_HALF: Final = 3  # letters: the shorter part when a missing space is put back


class Vocabulary(Protocol):
    """The words of all posts, with the number of posts (or a fair guess) that have each."""

    def count(self, term: str) -> int:
        """How many posts have the search term."""

    def has_written(self, word: str) -> bool:
        """Whether a post that is still there has this word, as written."""

    def spelt_like(self, word: str) -> Iterable[tuple[str, int]]:
        """Words as written, of about this length and with the same beginning, and their counts."""

    def after(self, character: str) -> Iterable[tuple[str, int]]:
        """Characters that follow this one, and in how many posts."""

    def before(self, character: str) -> Iterable[tuple[str, int]]:
        """Characters that this one follows, and in how many posts."""


def corrected(query: Query, vocabulary: Vocabulary) -> str | None:
    """The text of `query` with its misspelt words put right; None when nothing better is known."""
    text = fold(query.text)
    better = text
    if "://" in text:  # an address is no word that somebody misspelt
        return None
    for word in query.words:
        found = _better_word(word, vocabulary)
        if found:
            better = re.sub(rf"(?<![^\W_]){re.escape(word.text)}(?![^\W_])" if word.text.isascii() else
                            re.escape(word.text), found, better)  # fmt: skip
    return None if better == text else better


def _better_word(word: Word, vocabulary: Vocabulary) -> str | None:
    if IS_UNSPACED.match(word.text):
        return _better_run(word.text, vocabulary)
    if len(word.text) < SHORTEST or not word.text.isalpha():
        return None
    known = min(vocabulary.count(term) for term in word.terms)
    best = min(_neighbours(word.text, known, vocabulary), default=None)
    if best is not None:
        return best[2]
    return None if known else _parted(word.text, vocabulary)


def _neighbours(word: str, known: int, vocabulary: Vocabulary) -> Iterator[tuple[int, int, str]]:
    """Commoner words near by, as (slips, how rare, word)."""
    allowed = 1 if known or len(word) < LONG else 2
    least = known * MUCH_COMMONER or 1
    own = {term for piece in query_words(word) for term in piece.terms}
    for other, count in vocabulary.spelt_like(word):
        if count < least or other == word:
            continue
        slips = distance(word, other, allowed)
        others = (piece.terms for piece in query_words(other))
        if slips <= allowed and own.isdisjoint(*others) and vocabulary.has_written(other):
            yield slips, -count, other


def _parted(word: str, vocabulary: Vocabulary) -> str | None:
    """Two known words that were written as one."""
    for at in range(_HALF, len(word) - _HALF + 1):
        halves = (word[:at], word[at:])
        if all(
            vocabulary.count(term) for half in halves for piece in query_words(half) for term in piece.terms
        ):
            return " ".join(halves)
    return None


def distance(first: str, second: str, most: int) -> int:
    """Letters to insert, drop, replace or swap between the two; `most` + 1 stands for anything above `most`."""
    if abs(len(first) - len(second)) > most:
        return most + 1
    before: list[int] = []
    above = list(range(len(second) + 1))
    for row, letter in enumerate(first, 1):
        line = [row]
        for column, other in enumerate(second, 1):
            cost = min(above[column] + 1, line[-1] + 1, above[column - 1] + (letter != other))
            if row > 1 and column > 1 and letter == second[column - 2] and first[row - 2] == other:
                cost = min(cost, before[column - 2] + 1)
            line.append(cost)
        if min(line) > most:
            return most + 1
        before, above = above, line
    return min(above[-1], most + 1)


def _better_run(run: str, vocabulary: Vocabulary) -> str | None:
    """A run of characters in which one that goes with none of its neighbours is replaced, swapped or dropped."""
    fits = [vocabulary.count(run[at : at + 2]) > 0 for at in range(len(run) - 1)]
    if not fits or all(fits):
        return None
    odd = [at for at in range(len(run)) if not any(fits[max(at - 1, 0) : at + 1])]
    variants = {variant for at in odd for variant in _variants(run, at, vocabulary) if variant != run}
    best = max(variants, key=lambda variant: (_support(variant, vocabulary), variant), default=None)
    return best if best and _support(best, vocabulary)[0] == 0 else None


def _support(run: str, vocabulary: Vocabulary) -> tuple[int, int]:
    """How well the characters of `run` go together: pairs nobody wrote (negative), and how often the rarest occurs."""
    counts = [vocabulary.count(run[at : at + 2]) for at in range(len(run) - 1)] or [0]
    return -counts.count(0), min(filter(None, counts), default=0)


def _variants(run: str, at: int, vocabulary: Vocabulary) -> Iterator[str]:
    """What `run` may have been if its character at `at` is wrong."""
    before, after, beyond = run[:at], run[at + 1 : at + 2], run[at + 2 :]
    yield before + after + run[at] + beyond
    if len(run) < SHORTEST_RUN:
        return
    likely = _likely(run[at - 1] if at else "", after, vocabulary)
    for character in nlargest(MOST_CANDIDATES, likely, key=lambda character: (likely[character], character)):
        yield before + character + after + beyond
    if len(run) > SHORTEST_RUN or run[at] in (before[-1:], after):  # two that are left say too little
        yield before + after + beyond


def _likely(previous: str, following: str, vocabulary: Vocabulary) -> dict[str, int]:
    """Characters seen between the two, and how often; between nothing and one, whatever stands there."""
    if not following:
        return dict(vocabulary.after(previous))
    leading = dict(vocabulary.before(following))
    if not previous:
        return leading
    trailing = dict(vocabulary.after(previous))
    return {
        character: min(trailing[character], leading[character])
        for character in trailing.keys() & leading.keys()
    }
