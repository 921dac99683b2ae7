"""Counting which letters and characters stand side by side in real texts."""

import math
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from moderation.triage import familiar, lang, normalise
from moderation.triage.familiar import LETTERS, PAIR_BITS, Familiar
from moderation.triage.training import corpora

_LEAST = 0.3
_MOST = 255
_OFTEN = 4


def letters(texts: Iterable[str]) -> bytes:
    """The surprise at each third letter after two, from counts of whole words."""
    counts = [0.0] * LETTERS**3
    for text in texts:
        for word in familiar.words_of(normalise.fold(text[:2000])):
            coded = [0, *(ord(letter) - 96 for letter in word), 0]
            for at in range(len(coded) - 2):
                counts[(coded[at] * LETTERS + coded[at + 1]) * LETTERS + coded[at + 2]] += 1
    surprises = bytearray()
    for start in range(0, len(counts), LETTERS):
        after = counts[start : start + LETTERS]
        total = sum(after) + _LEAST * LETTERS
        surprises += bytes(min(_MOST, round(-10 * math.log((count + _LEAST) / total))) for count in after)
    return bytes(surprises)


def pairs(texts: Iterable[str]) -> bytes:
    """A bit for each pair of characters seen often enough not to be chance."""
    counts = Counter(pair for text in texts for pair in familiar.pairs_of(text))
    seen = bytearray(PAIR_BITS // 8)
    for pair, count in counts.items():
        if count >= _OFTEN:
            bit = familiar.place(pair)
            seen[bit >> 3] |= 1 << (bit & 7)
    return bytes(seen)


def make(data: Path) -> str:
    """Count, save, and say how large."""
    english = [example.message.text for example in corpora.forum_en(data)]
    english += [example.message.text for example in corpora.emotions(data)]
    english += [row["text"] for row in corpora.rows(data, "spam_abuse/sms_spam_collection")]
    chinese = [example.message.text for example in corpora.forum_zh(data)]
    chinese += [row["text"] for row in corpora.rows(data, "spam_abuse/zh_cold_offensive")]
    chinese += [example.message.text for example in corpora.reviews(data)]
    tables = Familiar(letters(english), pairs(text for text in chinese if lang.han_count(text)))
    size = familiar.save(tables)
    return f"{'familiar':<22} {len(english) + len(chinese):>7} counted  {size // 1024:>5} KiB"
