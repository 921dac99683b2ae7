"""Copied answers: somebody else's words, or one's own again and again."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from community.kernel.shingles import shingles
from gamification.integrity.rules import Kind, Suspicion

ALIKE: Final = 0.8  # share of the later answer's runs of words that stand in the earlier one
AGAIN: Final = 3  # times that one member may not say the same
ANCHORS: Final = 12  # the smallest hashes of a text, by which its likes are found
SHARED: Final = 4  # so many anchors two texts share before they are compared
_SIGN: Final = 1 << 63
_FENCE = re.compile(r"^\s{0,3}(`{3,}|~{3,})")


@dataclass(frozen=True, slots=True)
class Written:
    """An answer as far as copying goes. `runs` are the shingles of its own words.

    `prepared` answers, those of staff, and answers of people who have left (author 0) copy nobody.
    """

    answer_id: int
    author_id: int
    at: datetime
    runs: frozenset[int]
    prepared: bool = False


def own_words(markdown: str) -> str:
    """What the author says: without quoted lines, and without listings of commands and output."""
    kept: list[str] = []
    fence = ""
    for line in markdown.splitlines():
        mark = _FENCE.match(line)
        if fence:
            fence = "" if mark and mark[1].startswith(fence) else fence
        elif mark:
            fence = mark[1]
        elif not line.lstrip().startswith(">") and not line.startswith(("    ", "\t")):
            kept.append(line)
    return "\n".join(kept)


def runs_of(markdown: str, least: int = 40) -> frozenset[int]:
    """The shingles of the author's own words; none for a short text, which cannot be told from another."""
    found = shingles(own_words(markdown))
    return found if len(found) >= least else frozenset()


def anchors(runs: Iterable[int]) -> list[int]:
    """A few numbers that texts of the same words share, as signed 64-bit integers."""
    return sorted(each - (_SIGN << 1) if each >= _SIGN else each for each in sorted(runs)[:ANCHORS])


def copied(written: Iterable[Written]) -> list[Suspicion]:
    """What was copied among answers: each from the earliest that it is like. Order does not matter."""
    ordered = sorted(written, key=lambda each: (each.at, each.answer_id))
    taken: dict[tuple[int, int], list[tuple[Written, Written, float]]] = defaultdict(list)
    for number, later in enumerate(ordered):
        if later.prepared or not later.author_id:
            continue
        for earlier in ordered[:number]:
            likeness = _likeness(later, earlier)
            if likeness >= ALIKE:
                taken[later.author_id, earlier.author_id].append((later, earlier, likeness))
                break
    return [
        _suspicion(author_id, source_id, found)
        for (author_id, source_id), found in sorted(taken.items())
        if author_id != source_id or len(found) + 1 >= AGAIN
    ]


def _likeness(later: Written, earlier: Written) -> float:
    return len(later.runs & earlier.runs) / len(later.runs) if later.runs else 0.0


def _suspicion(author_id: int, source_id: int, found: Sequence[tuple[Written, Written, float]]) -> Suspicion:
    pairs: list[list[Any]] = [
        [later.answer_id, earlier.answer_id, round(likeness, 2)] for later, earlier, likeness in found
    ]
    return Suspicion(
        kind=Kind.COPIED,
        members=frozenset({author_id, source_id}) - {0},
        raters=frozenset({author_id}),
        score=float(sum(len(later.runs & earlier.runs) for later, earlier, _ in found)),
        seen=len(found),
        expected=0.0,
        answer_ids=tuple(sorted(later.answer_id for later, _, _ in found)),
        facts={"author": author_id, "source": source_id, "copies": sorted(pairs)},
    )
