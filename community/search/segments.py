"""One immutable part of the index, read in bulk: its posts' facts as arrays, its postings cached."""

from array import array
from bisect import bisect_left
from collections import OrderedDict, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from copy import copy
from functools import cached_property
from itertools import compress
from typing import Final, Protocol, Self

from community.search.entry import facet
from community.search.lexicon import Neighbours, WrittenWords
from community.search.ranking import SETTLED, length_norm, term_worth

MOST_CACHED_POSTINGS: Final = 1_000_000  # 8 bytes each, over all segments of a process
OVERHEAD: Final = 60  # what keeping a term costs besides, in postings: nearly all that a small segment has

RARE_FACET: Final = 16  # one that fewer than one post in so many has

TEXT: Final = "text"
FACET: Final = "facet"
SURFACE: Final = "surface"

# Document numbers, ascending, and the term's weight in each; of texts what it is worth there, see `Segment.postings`.
Posting = tuple[Sequence[int], Sequence[float]]
EMPTY: Final[Posting] = (array("I"), array("f"))


class SegmentSource(Protocol):
    """What a segment is read from; document numbers count from 0."""

    def columns(self) -> dict[str, Sequence[float]]:
        """The columns post, question, length, factor, rated, stars, created and stamp."""

    def bulk(self, field: str, term: str) -> Posting:
        """Who has `term`; empty when nobody has."""

    def frequency(self, field: str, term: str) -> int:
        """In how many documents `term` stands."""

    def lexicon_of(self, field: str) -> Iterator[tuple[str, int]]:
        """Every term of a field and its number of documents."""

    def stream(self, number: int) -> str:
        """The token stream of one document."""


class PostingCache:
    """The postings last used, up to a number of entries; segments never change, so they never grow stale.

    Segments do end, merged into others: whoever opens the index says which there are.
    """

    def __init__(self, capacity: int = MOST_CACHED_POSTINGS) -> None:
        self._capacity = capacity
        self._held = 0
        self._entries: OrderedDict[tuple[str, str, str], Posting] = OrderedDict()

    def get(self, segment: str, field: str, term: str) -> Posting | None:
        """The postings kept under this key, which become the last ones to be dropped."""
        key = (segment, field, term)
        found = self._entries.get(key)
        if found is not None:
            self._entries.move_to_end(key)
        return found

    def put(self, segment: str, field: str, term: str, posting: Posting) -> None:
        """Keep `posting`, dropping those unused longest."""
        before = self._entries.pop((segment, field, term), None)  # another thread may have been faster
        self._entries[segment, field, term] = posting
        self._held += _cost(posting) - (_cost(before) if before else 0)
        while self._held > self._capacity and self._entries:
            _, dropped = self._entries.popitem(last=False)
            self._held -= _cost(dropped)

    def keep_only(self, segments: Collection[str]) -> None:
        """Drop the postings of segments that are no more: nobody asks for them again."""
        for key in [key for key in self._entries if key[0] not in segments]:
            self._held -= _cost(self._entries.pop(key))


def _cost(posting: Posting) -> int:
    return len(posting[0]) + OVERHEAD


class Segment:
    """A part of the index as the matcher needs it. `deleted` are the numbers of forgotten documents."""

    def __init__(
        self, name: str, source: SegmentSource, deleted: frozenset[int], cache: PostingCache
    ) -> None:
        self.name = name
        self.deleted = deleted
        self._source = source
        self._cache = cache
        self.within = ""
        columns = source.columns()
        self.posts: Sequence[int] = [int(post) for post in columns["post"]]
        self.questions: Sequence[int] = [int(question) for question in columns["question"]]
        self.lengths = columns["length"]
        self.factors = columns["factor"]
        self.rated: Sequence[int] = [int(count) for count in columns["rated"]]
        self.stars: Sequence[int] = [int(total) for total in columns["stars"]]
        self.created = columns["created"]
        self.stamps = columns["stamp"]
        average = sum(self.lengths) / max(len(self.lengths), 1)
        self._marks: dict[str, bytearray] = {}  # of frequent facets, of which a post has few: who has each
        self.norms = array("f", (length_norm(length, average) for length in self.lengths))

    def living(self) -> set[int]:
        """The numbers of all documents that are not forgotten."""
        return set(range(len(self.posts))).difference(self.deleted)

    def standing(self, posts: Iterable[int], questions: Iterable[int]) -> set[int]:
        """The numbers of these posts, and of all posts of these questions, as far as they are not forgotten."""
        found = {self._by_post[post] for post in posts if post in self._by_post}
        found.update(number for question in questions for number in self._by_question.get(question, ()))
        return found - self.deleted

    @cached_property
    def _by_post(self) -> dict[int, int]:
        # For whoever writes: a batch changes a few posts, and must not go through all of them for that.
        return {post: number for number, post in enumerate(self.posts)}

    @cached_property
    def _by_question(self) -> dict[int, list[int]]:
        found: dict[int, list[int]] = defaultdict(list)
        for number, question in enumerate(self.questions):
            found[question].append(number)
        return dict(found)

    def postings(self, field: str, term: str) -> Posting:
        """Who has `term` in `field`, forgotten documents included.

        In texts, with what it adds to the score of each, but for its rarity: a segment never changes, so BM25's part of
        the document and its standing are worked out once.
        """
        within = self.within if field == TEXT else ""
        kept_as = f"{field} {within}" if within else field
        found = self._cache.get(self.name, kept_as, term)
        if found is None:
            found = self._source.bulk(field, term)
            if within:
                found = self._those_with(within, found)
            if field == TEXT:
                found = found[0], self._worth(found)
            self._cache.put(self.name, kept_as, term, found)
        return found

    def _worth(self, posting: Posting) -> Sequence[float]:
        norms, factors, settled = self.norms, self.factors, self._marked(facet("is", "solved"))
        each = zip(*posting, strict=True)
        return array(
            "f",
            (
                term_worth(weight, norms[number]) * factors[number] * (SETTLED if settled[number] else 1.0)
                for number, weight in each
            ),
        )

    def narrowed(self, term: str) -> Self:
        """This segment with none but the posts that have the facet `term` among those that have a word.

        What looks for similar questions would walk three times as much otherwise.
        """
        twin = copy(self)
        twin.within = term
        return twin

    def _those_with(self, term: str, posting: Posting) -> Posting:
        marks = self._marked(term)
        numbers, weights = posting
        chosen = [marks[number] for number in numbers]
        return array("I", compress(numbers, chosen)), array("f", compress(weights, chosen))

    def without(self, deleted: frozenset[int]) -> Self:
        """This segment with `deleted` forgotten; itself when nothing changed."""
        if deleted == self.deleted:
            return self
        twin = copy(self)
        twin.deleted = deleted
        return twin

    def frequency(self, field: str, term: str) -> int:
        """In how many documents, forgotten ones included, `term` stands."""
        found = self._cache.get(self.name, field, term)
        return self._source.frequency(field, term) if found is None else len(found[0])

    def count(self, field: str, term: str) -> int:
        """The same, but 0 where all of them are forgotten: what only they say must not be told."""
        frequency = self.frequency(field, term)
        if frequency <= len(self.deleted) and self.deleted.issuperset(self.holders(field, term)):
            return 0
        return frequency

    @cached_property
    def written(self) -> WrittenWords:
        """The words of this segment as written, read at the first need."""
        return WrittenWords(self._source.lexicon_of(SURFACE))

    @cached_property
    def neighbours(self) -> Neighbours:
        """The pairs of characters of this segment, read at the first need."""
        return Neighbours(self._source.lexicon_of(TEXT))

    def holders(self, field: str, term: str) -> Sequence[int]:
        """The numbers of the documents with `term` in `field`."""
        return self.postings(field, term)[0]

    def among(self, numbers: set[int], term: str) -> set[int]:
        """Those of `numbers` that have the facet `term`."""
        holders = self.holders(FACET, term)
        if len(holders) <= len(numbers):
            return numbers.intersection(holders)
        if len(holders) * RARE_FACET < len(self.posts):
            return {number for number in numbers if self._holds(holders, number)}
        marks = self._marked(term)
        return {number for number in numbers if marks[number]}

    def _marked(self, term: str) -> bytearray:
        """For each post whether it has the facet `term`, for facets that many have."""
        marks = self._marks.get(term)
        if marks is None:
            marks = self._marks[term] = bytearray(len(self.posts))
            for number in self.holders(FACET, term):
                marks[number] = 1
        return marks

    @staticmethod
    def _holds(holders: Sequence[int], number: int) -> bool:
        at = bisect_left(holders, number)
        return at < len(holders) and holders[at] == number

    def has_phrase(self, number: int, phrase: str) -> bool:
        """Whether the token stream of a document contains that of `phrase`."""
        return phrase in self._source.stream(number)
