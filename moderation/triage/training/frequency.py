"""Counting in how many posts each English word stands."""

import math
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from moderation.triage import normalise, rarity
from moderation.triage.features import WORD
from moderation.triage.rarity import SLOTS, STEPS, Rarity
from moderation.triage.training import corpora

# The communities whose dumps this is measured on are not counted.
_LEFT_OUT = ("ai.", "quantumcomputing.", "coffee.", "french.", "meta.")
_HALF = 0.5
_MOST = 255


def _posts(data: Path) -> Iterator[str]:
    for row in corpora.rows(data, "question_quality/google_quest_qa"):
        if not row["host"].startswith(_LEFT_OUT):
            yield f"{row['question_title']} {row['question_body']}"
            yield row["answer"]
    for number, row in enumerate(corpora.rows(data, "anger_emotion/goemotions")):
        if number % 7 == 0:
            yield row["text"]


def make(data: Path) -> str:
    """Count, save, and say how large."""
    counts: Counter[int] = Counter()
    posts = 0
    for text in _posts(data):
        posts += 1
        folded = normalise.take_apart(text).folded
        counts.update({rarity.slot(word) for word in WORD.findall(folded) if word.isalpha()})
    table = bytes(
        min(_MOST, round(STEPS * math.log((posts + 1) / (counts[slot] + _HALF)))) for slot in range(SLOTS)
    )
    size = rarity.save(Rarity(table))
    return f"{'rarity':<22} {posts:>7} counted  {size // 1024:>5} KiB"
