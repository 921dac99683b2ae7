"""The vocabulary of the PostgreSQL engine: which words the posts use, and which characters stand together."""

from collections import Counter
from collections.abc import Iterable
from typing import Final

from sqlalchemy import Connection, text

from community.search.entry import Entry
from community.search.lexicon import LENGTH_SLACK, is_pair
from community.search.postgres_sql import COUNTED, literal

_KEEP: Final = """
    INSERT INTO search_words{suffix} (word, documents) VALUES (:word, :documents)
    ON CONFLICT (word) DO UPDATE SET documents = search_words{suffix}.documents + excluded.documents
"""
_COUNT: Final = """
    SELECT count(*) FROM (SELECT 1 FROM search_documents WHERE terms @@ CAST(:term AS tsquery) LIMIT :most) found
"""
_ALIKE: Final = """
    SELECT word, documents FROM search_words
    WHERE (starts_with(word, :first) OR starts_with(word, :second)) AND char_length(word) BETWEEN :least AND :most
"""
_AFTER: Final = """
    SELECT right(word, 1), documents FROM search_words WHERE starts_with(word, :character) AND char_length(word) = 2
"""
_BEFORE: Final = """
    SELECT left(word, 1), documents FROM search_words WHERE right(word, 1) = :character AND char_length(word) = 2
"""


def keep_words(connection: Connection, entries: Iterable[Entry], *, suffix: str = "") -> None:
    """Count the words of new documents. Those of changed or removed ones stay until the next rebuild."""
    counts: Counter[str] = Counter()
    for entry in entries:
        counts.update(entry.surfaces)
        counts.update(term for term in entry.terms if is_pair(term))
    if counts:
        # In one order everywhere, so that two writers never wait for each other.
        rows = [{"word": word, "documents": count} for word, count in sorted(counts.items())]
        connection.execute(text(_KEEP.format(suffix=suffix)), rows)


class PostgresVocabulary:
    """What the spelling rules ask of the words of an index."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._counts: dict[str, int] = {}

    def count(self, term: str) -> int:
        """How many posts have the search term; asked once each."""
        if term not in self._counts:
            found = self._connection.scalar(text(_COUNT), {"term": literal(term), "most": COUNTED})
            self._counts[term] = int(found or 0)
        return self._counts[term]

    def spelt_like(self, word: str) -> list[tuple[str, int]]:
        """Words that begin and weigh like `word`, with their counts."""
        bounds = {"least": max(3, len(word) - LENGTH_SLACK), "most": len(word) + LENGTH_SLACK}
        return self._pairs(_ALIKE, first=word[:1], second=word[1:2], **bounds)

    def after(self, character: str) -> list[tuple[str, int]]:
        """What follows `character`."""
        return self._pairs(_AFTER, character=character)

    def before(self, character: str) -> list[tuple[str, int]]:
        """What stands before `character`."""
        return self._pairs(_BEFORE, character=character)

    def _pairs(self, statement: str, **parameters: object) -> list[tuple[str, int]]:
        return [
            (str(word), int(count)) for word, count in self._connection.execute(text(statement), parameters)
        ]
