"""The vocabulary of the PostgreSQL engine: how many posts have each term, and which words they are written with."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, text

from community.search.analysis import LONGEST_TERM, SHORTEST_SURFACE
from community.search.lexicon import LENGTH_SLACK

TERM: Final = "t"  # a term or a facet
SURFACE: Final = "s"  # a word as written
SUM: Final = "#"  # the numbers of all documents: how many, how long together
DOCUMENTS: Final = (SUM, "documents")
LENGTH: Final = (SUM, "length")
Counts = Counter[tuple[str, str]]

_KEEP: Final = """
    INSERT INTO search_terms (kind, word, documents)
    SELECT kind, word, documents
    FROM unnest(CAST(:kinds AS "char"[]), CAST(:words AS text[]), CAST(:counts AS bigint[]))
        AS changed (kind, word, documents)
    ON CONFLICT (kind, word) DO UPDATE SET documents = search_terms.documents + excluded.documents
"""
_DROP: Final = """
    DELETE FROM search_terms WHERE documents <= 0 AND (kind, word) IN (
        SELECT * FROM unnest(CAST(:kinds AS "char"[]), CAST(:words AS text[]))
    )
"""
_HELD: Final = """
    SELECT word, documents FROM search_terms WHERE kind = 't' AND word = ANY(:terms)
    UNION ALL SELECT '#' || word, documents FROM search_terms WHERE kind = '#'
"""
_MOST_ALIKE: Final = 200  # of one beginning and one length; whatever is rarer is nobody's guess
_ALIKE: Final = """
    SELECT found.word, found.documents
    FROM unnest(CAST(:initials AS text[])) AS initial,
    generate_series(CAST(:least AS integer), CAST(:most AS integer)) AS size,
    LATERAL (
        SELECT word, documents FROM search_terms
        WHERE kind = 's' AND left(word, 1) = initial AND char_length(word) = size
        ORDER BY documents DESC LIMIT :limit
    ) AS found
"""
_PAIRS: Final = """
    SELECT {other}(word, 1), documents FROM search_terms
    WHERE kind = 't' AND char_length(word) = 2 AND {this}(word, 1) = :character ORDER BY documents DESC LIMIT :limit
"""


def words_of(terms: Iterable[str], facets: Iterable[str], stream: str, length: float) -> Counts:
    """What a document adds to the counts."""
    found: Counts = Counter({(TERM, word): 1 for word in (*terms, *facets)})
    found.update({(SURFACE, word): 1 for word in set(stream.split()) if _is_surface(word)})
    found[DOCUMENTS], found[LENGTH] = 1, round(length)
    return found


def _is_surface(token: str) -> bool:
    return SHORTEST_SURFACE <= len(token) <= LONGEST_TERM and token.isalnum() and not token.isdigit()


def keep(connection: Connection, counts: Mapping[tuple[str, str], int]) -> None:
    """Add to the counts; what nobody has any more goes."""
    # In one order everywhere, so that two writers never wait for each other.
    changed = sorted((key, count) for key, count in counts.items() if count)
    if not changed:
        return
    values: dict[str, Any] = {
        "kinds": [kind for (kind, _), _ in changed],
        "words": [word for (_, word), _ in changed],
    }
    connection.execute(text(_KEEP), {**values, "counts": [count for _, count in changed]})
    if any(count < 0 for _, count in changed):
        connection.execute(text(_DROP), values)


@dataclass(frozen=True, slots=True)
class Held:
    """How many documents hold each of some terms; how many there are, and how long a usual one is."""

    terms: Mapping[str, int]
    documents: int
    average: float


def held_of(connection: Connection, terms: Collection[str]) -> Held:
    """The counts of `terms`, in one statement; of terms that nobody has there are none."""
    counts: dict[str, int] = dict(connection.execute(text(_HELD), {"terms": list(terms)}).all())
    documents, length = (counts.pop(f"#{name}", 0) for _, name in (DOCUMENTS, LENGTH))
    return Held(counts, max(documents, 1), length / documents if documents else 1.0)


class PostgresVocabulary:
    """What the spelling rules ask of the words of an index."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._counts: dict[str, int] = {}

    def count(self, term: str) -> int:
        """How many posts have the search term; asked once each."""
        if term not in self._counts:
            self._counts[term] = held_of(self._connection, [term]).terms.get(term, 0)
        return self._counts[term]

    def has_written(self, word: str) -> bool:
        """Whether `word` is written in a post: what is forgotten is not found here at all."""
        del word
        return True

    def spelt_like(self, word: str) -> Iterator[tuple[str, int]]:
        """The commonest words that begin and weigh like `word`, with their counts."""
        initials = list(dict.fromkeys(word[:2]))
        bounds = {"least": max(3, len(word) - LENGTH_SLACK), "most": len(word) + LENGTH_SLACK}
        return self._found(_ALIKE, initials=initials, **bounds)

    def after(self, character: str) -> Iterator[tuple[str, int]]:
        """What follows `character`."""
        return self._found(_PAIRS.format(this="left", other="right"), character=character)

    def before(self, character: str) -> Iterator[tuple[str, int]]:
        """What stands before `character`."""
        return self._found(_PAIRS.format(this="right", other="left"), character=character)

    def _found(self, statement: str, **parameters: object) -> Iterator[tuple[str, int]]:
        rows = self._connection.execute(text(statement), {**parameters, "limit": _MOST_ALIKE})
        return ((str(word), int(count)) for word, count in rows)
