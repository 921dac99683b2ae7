"""The words of a segment, arranged for guessing what a misspelt one was meant to be."""

import re
from collections.abc import Iterable, Iterator, Mapping
from sys import intern
from typing import Final

from community.search.analysis import UNSPACED

_PAIR: Final = re.compile(rf"[{UNSPACED}]{{2}}\Z")
LENGTH_SLACK: Final = 2  # two slips change the length by two at most


def is_pair(term: str) -> bool:
    """Whether `term` is two characters of a script without spaces."""
    return _PAIR.match(term) is not None


class WrittenWords:
    """Words by first letter and length."""

    def __init__(self, words: Iterable[tuple[str, int]]) -> None:
        self._words: dict[tuple[str, int], list[tuple[str, int]]] = {}
        for word, count in words:
            self._words.setdefault((word[0], len(word)), []).append((word, count))

    def spelt_like(self, word: str) -> Iterator[tuple[str, int]]:
        """Words of about this length that begin with the first or the second letter of `word`."""
        for initial in dict.fromkeys(word[:2]):
            for length in range(len(word) - LENGTH_SLACK, len(word) + LENGTH_SLACK + 1):
                yield from self._words.get((initial, length), ())


class Neighbours:
    """Which unspaced characters stand side by side, and in how many documents."""

    def __init__(self, terms: Iterable[tuple[str, int]]) -> None:
        self._after: dict[str, dict[str, int]] = {}
        self._before: dict[str, dict[str, int]] = {}
        for term, count in terms:
            if is_pair(term):
                first, second = intern(term[0]), intern(term[1])
                self._after.setdefault(first, {})[second] = count
                self._before.setdefault(second, {})[first] = count

    def after(self, character: str) -> Mapping[str, int]:
        """What follows `character`."""
        return self._after.get(character, {})

    def before(self, character: str) -> Mapping[str, int]:
        """What `character` follows."""
        return self._before.get(character, {})
