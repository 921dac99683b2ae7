"""How familiar the letters and characters of a text look: what tells words from keys mashed at random."""

import json
import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from zlib import crc32

from moderation.triage.linear import FOLDER

# Letters a-z and the edge of a word.
LETTERS = 27
PAIR_BITS = 1 << 21
# A table holds how surprising three letters in a row are, in tenths of a natural logarithm.
_TENTH = 10
_WORD = re.compile(r"[a-z]{3,20}")
_HAN_RUN = re.compile("[\u4e00-\u9fff]{2,}")


@dataclass(frozen=True, slots=True)
class Familiar:
    """`surprises` has a byte for any three letters, `pairs` a bit for any two neighbouring Chinese characters."""

    surprises: bytes
    pairs: bytes

    def surprise(self, word: str) -> float:
        """The mean surprise of a word of letters a-z: about 2 for common words, above 5 for random letters."""
        coded = [0, *(ord(letter) - 96 for letter in word), 0]
        steps = range(len(coded) - 2)
        total = sum(
            self.surprises[(coded[at] * LETTERS + coded[at + 1]) * LETTERS + coded[at + 2]] for at in steps
        )
        return total / _TENTH / len(steps)

    def knows(self, pair: str) -> bool:
        """Whether two characters have been seen side by side."""
        bit = place(pair)
        return bool(self.pairs[bit >> 3] & (1 << (bit & 7)))


def place(pair: str) -> int:
    """The bit of a pair of characters."""
    return crc32(pair.encode("utf-16-le", "surrogatepass")) % PAIR_BITS


def words_of(folded: str) -> list[str]:
    """The words of plain letters."""
    return _WORD.findall(folded)


def pairs_of(text: str) -> list[str]:
    """Neighbouring Chinese characters."""
    return [run[at : at + 2] for run in _HAN_RUN.findall(text) for at in range(len(run) - 1)]


@cache
def load() -> Familiar:
    """The shipped tables."""
    head, _, packed = (FOLDER / "familiar.bin").read_bytes().partition(b"\n")
    size = int(json.loads(head)["letters"])
    body = zlib.decompress(packed)
    return Familiar(body[:size], body[size:])


def save(tables: Familiar) -> int:
    """Write the tables; the bytes they take."""
    head = json.dumps({"letters": len(tables.surprises), "name": "familiar"}, sort_keys=True)
    path = FOLDER / "familiar.bin"
    path.write_bytes(head.encode() + b"\n" + zlib.compress(tables.surprises + tables.pairs, 9))
    return path.stat().st_size


def strange_words(folded: Sequence[str], limit: float) -> list[str]:
    """The words that surprise more than `limit`."""
    return [word for word in folded if _surprise(word) > limit]


@lru_cache(maxsize=4_096)
def _surprise(word: str) -> float:
    """People write the same words again and again."""
    return load().surprise(word)
