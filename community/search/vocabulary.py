"""The words of all segments as one vocabulary."""

from collections import Counter
from collections.abc import Sequence

from community.search.segments import SURFACE, TEXT, Segment


class SegmentVocabulary:
    """What the spelling rules ask of the words of an index."""

    def __init__(self, segments: Sequence[Segment]) -> None:
        self._segments = segments

    def count(self, term: str) -> int:
        """How many posts have the search term."""
        return sum(segment.count(TEXT, term) for segment in self._segments)

    def has_written(self, word: str) -> bool:
        """Whether `word` is written in a post that is not forgotten."""
        return any(segment.count(SURFACE, word) for segment in self._segments)

    def spelt_like(self, word: str) -> list[tuple[str, int]]:
        """Words that begin and weigh like `word`, with their counts."""
        found: Counter[str] = Counter()
        for segment in self._segments:
            for other, count in segment.written.spelt_like(word):
                found[other] += count
        return list(found.items())

    def after(self, character: str) -> list[tuple[str, int]]:
        """What follows `character`."""
        found: Counter[str] = Counter()
        for segment in self._segments:
            found.update(segment.neighbours.after(character))
        return list(found.items())

    def before(self, character: str) -> list[tuple[str, int]]:
        """What stands before `character`."""
        found: Counter[str] = Counter()
        for segment in self._segments:
            found.update(segment.neighbours.before(character))
        return list(found.items())
