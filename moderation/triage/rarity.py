"""How rare the words of an English text are: a small table of how many posts of sixty communities hold each."""

import json
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

from moderation.triage.features import bucket
from moderation.triage.linear import FOLDER

SLOTS = 1 << 16
# A slot holds the inverse document frequency of its most frequent word, in twenty-fifths.
STEPS = 25
_FILE = "rarity.bin"


@dataclass(frozen=True, slots=True)
class Rarity:
    """A byte for each slot."""

    table: bytes

    def of(self, word: str) -> float:
        """Near 0 for words that stand in every post, about 9 for words never seen."""
        return self.table[slot(word)] / STEPS


def slot(word: str) -> int:
    """The slot of a word in lower case."""
    return bucket(f"r:{word}") & (SLOTS - 1)


@cache
def load() -> Rarity:
    """The shipped table."""
    return Rarity(zlib.decompress((FOLDER / _FILE).read_bytes().partition(b"\n")[2]))


def save(table: Rarity) -> int:
    """Write the table; the bytes it takes."""
    path = FOLDER / _FILE
    head = json.dumps({"name": "rarity", "slots": len(table.table)}, sort_keys=True)
    path.write_bytes(head.encode() + b"\n" + zlib.compress(table.table, 9))
    return path.stat().st_size


def of_words(words: Iterable[str]) -> list[float]:
    """The rarity of each word."""
    return [of_word(word) for word in words]


@lru_cache(maxsize=4_096)
def of_word(word: str) -> float:
    """The rarity of a word; people write the same words again and again."""
    return load().of(word)
