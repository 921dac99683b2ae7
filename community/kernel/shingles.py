"""How much of one text is in another: overlapping runs of words, compared as sets."""

import re
from collections.abc import Sequence
from hashlib import blake2b
from typing import Any

from community.kernel.folding import fold

RUN = 3  # words in a shingle: long enough to mean something, short enough to survive an edit
SKETCH_SIZE = 128  # hashes kept of a text: likeness is then estimated to about 0.05
_SHORT = 8  # texts of fewer words are compared word by word, up to _MIDDLING by pairs
_MIDDLING = 24
# One Chinese character, or one run of letters and digits between such characters.
_UNSPACED = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_TOKEN = re.compile(rf"[{_UNSPACED}]|[^\W_{_UNSPACED}]+")


def shingles(text: str, run: int = RUN) -> frozenset[int]:
    """Stable 64-bit hashes of each run of `run` words (Chinese: characters); a shorter text is one run."""
    return _runs(_tokens(text), run)


def similarity(one: str, other: str) -> float:
    """The share of runs of words that two texts have in common, 0 (nothing) to 1 (the same words).

    Jaccard's coefficient; short texts are compared by single words or pairs, so that one
    changed word in a title does not make it a stranger. Two texts without words are alike.
    """
    return Compared(one).with_(other)


class Compared:
    """A text that is compared with several others: it is read once."""

    def __init__(self, text: str) -> None:
        self._tokens = _tokens(text)
        self._said: dict[int, frozenset[tuple[str, ...]]] = {}

    def shingles(self) -> frozenset[int]:
        """Those of the text."""
        return _runs(self._tokens, RUN)

    def with_(self, other: str) -> float:
        """The similarity of the text and another."""
        others = _tokens(other)
        shorter = min(len(self._tokens), len(others))
        run = 1 if shorter < _SHORT else 2 if shorter < _MIDDLING else RUN
        if run not in self._said:
            self._said[run] = _said(self._tokens, run)
        return _jaccard(self._said[run], _said(others, run))


def sketch(text: str) -> tuple[int, ...]:
    """At most `SKETCH_SIZE` smallest shingle hashes of `text`: small enough to store, enough to compare."""
    return tuple(sorted(shingles(text))[:SKETCH_SIZE])


def resemblance(one: Sequence[int], other: Sequence[int]) -> float:
    """The similarity of two texts estimated from their sketches (bottom-k, Broder 1997)."""
    smallest = sorted({*one, *other})[:SKETCH_SIZE]
    shared = set(one) & set(other)
    return sum(value in shared for value in smallest) / len(smallest) if smallest else 1.0


def _tokens(text: str) -> list[str]:
    return _TOKEN.findall(fold(text))


def _runs(tokens: Sequence[str], run: int) -> frozenset[int]:
    if not tokens:
        return frozenset()
    last = max(len(tokens) - run, 0)
    return frozenset(_hash(" ".join(tokens[at : at + run])) for at in range(last + 1))


def _said(tokens: Sequence[str], run: int) -> frozenset[tuple[str, ...]]:
    """The runs themselves, for two texts that are at hand."""
    return frozenset(zip(*(tokens[at:] for at in range(run)), strict=False))


def _jaccard(one: frozenset[Any], other: frozenset[Any]) -> float:
    union = len(one | other)
    return len(one & other) / union if union else 1.0


def _hash(run: str) -> int:
    return int.from_bytes(blake2b(run.encode("utf-8", "replace"), digest_size=8).digest(), "big")
