"""Turning a text into the numbered features that the linear models weigh: words, pairs, pieces and form."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import Self, TypeVar
from zlib import crc32

_Value = TypeVar("_Value")

# 2**18 buckets: a few collisions, half a megabyte per model at two bytes a weight.
BUCKETS = 1 << 18
_MASK = BUCKETS - 1
WORD = re.compile(
    r"[^\W\d_\u3400-\u9fff](?:[\w'*$]*[^\W_])?|\d+|[!?]+|[£$€%]|[\u2600-\u27bf\U0001f000-\U0001faff]"
)
_CAPITALS = re.compile(r"\b[A-Z]{3,}\b")
_LONG_NUMBER = re.compile(r"\d{5,}")
_PIECES = (3, 4, 5)
_LONGEST_WORD = 24
_LENGTH_STEPS = (3, 6, 12, 25, 50, 100, 200, 400)
_LONGEST_RUN = 3
_BYTES_PER_CHARACTER = 2
# Spelling is looked at in the beginning of a text alone: bait does not wait that long.
_SPELT = 800
_LONGEST_SPELT = 5
# With one bucket `itemgetter` answers with a value instead of a row of them.
_FEW = 2


class Buckets(frozenset[int]):
    """The buckets of one text, and the sums of weights that were found there once."""

    __slots__ = ("sums",)
    sums: dict[str, int]

    def __new__(cls, buckets: Iterable[int]) -> Self:
        """Nothing is summed yet."""
        made = super().__new__(cls, buckets)
        made.sums = {}
        return made

    def of(self, table: Sequence[_Value]) -> Sequence[_Value]:
        """What a table holds at each bucket."""
        if len(self) < _FEW:
            return [table[each] for each in self]
        found: Sequence[_Value] = itemgetter(*self)(table)
        return found


@lru_cache(maxsize=8_192)
def bucket(name: str) -> int:
    """The bucket of one feature by its name, the same on every machine and in every process."""
    return crc32(name.encode("utf-8", "surrogatepass")) & _MASK


@lru_cache(maxsize=2_048)  # a kilobyte each
def _of_word(word: str) -> tuple[int, ...]:
    padded = f"<{word[:_LONGEST_WORD]}>"
    names = {padded[at : at + size] for size in _PIECES for at in range(len(padded) - size + 1)}
    return (bucket(f"w:{word}"), *(crc32(name.encode("utf-8", "surrogatepass")) & _MASK for name in names))


def of_words(words: Sequence[str]) -> set[int]:
    """Features of an English text: each word, its pieces of 3-5 letters, and each pair of neighbours."""
    found: set[int] = set()
    before = "^"
    for word in words:
        found.update(_of_word(word))
        found.add(bucket(f"{before} {word}"))
        before = word
    return found


def of_characters(text: str) -> set[int]:
    """Features of a Chinese text: every run of one to three characters."""
    return _runs(text, _LONGEST_RUN)


def of_letters(text: str) -> set[int]:
    """Features of how a text is spelt: every run of one to five letters, signs and spaces, in its own case."""
    return _runs(text[:_SPELT], _LONGEST_SPELT)


def _runs(text: str, longest: int) -> set[int]:
    coded = text.encode("utf-16-le", "surrogatepass")
    signs = [coded[at : at + _BYTES_PER_CHARACTER] for at in range(0, len(coded), _BYTES_PER_CHARACTER)]
    sums = list(map(crc32, signs))
    found = set(sums)
    for longer in range(1, longest):  # the sum of a run goes on from that of the run before its last sign
        sums = list(map(crc32, signs[longer:], sums))
        found.update(sums)
    return {each & _MASK for each in found}


def of_form(prose: str, word_count: int, sums: Mapping[str, float], extras: Sequence[str]) -> set[int]:
    """Features of how a text looks and which known words it holds, each as steps that add up."""
    names = [f"#{extra}" for extra in extras]
    names += [f"#length>{step}" for step in _LENGTH_STEPS if word_count > step]
    for category, total in sums.items():
        names += [f"#{category}>{step}" for step in (0, 1.4, 2.9, 4.9, 8) if total > step]
    bangs, questions = prose.count("!") + prose.count("\uff01"), prose.count("?") + prose.count("\uff1f")
    names += [f"#bangs>{step}" for step in (0, 1, 3) if bangs > step]
    names += [f"#questions>{step}" for step in (0, 1, 3) if questions > step]
    shouted = len(_CAPITALS.findall(prose))
    names += [f"#capitals>{step}" for step in (0, 1, 3, 6) if shouted > step]
    numbers = len(_LONG_NUMBER.findall(prose))
    names += [f"#long-numbers>{step}" for step in (0, 1) if numbers > step]
    if "..." in prose or "\u2026" in prose:
        names.append("#ellipsis")
    return {bucket(name) for name in names}
