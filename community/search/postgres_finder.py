"""Finding in the tables of the PostgreSQL engine: one connection, one query at a time."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, text

from community.search import postgres_sql as sql
from community.search.analysis import Word, query_words
from community.search.backend import Hit, Hits, Kind
from community.search.postgres_words import PostgresVocabulary
from community.search.ranking import FEW_HITS, MOST_SIMILAR_TERMS, MOST_TERMS_READ, rarity
from community.search.rules import Query

_STRICT_FIRST: Final = 1_000  # added to the score of documents with all words, above any score
_SIZE: Final = """
    SELECT (SELECT reltuples FROM pg_class WHERE oid = to_regclass('search_documents')),
           (SELECT avg(length) FROM (SELECT length FROM search_documents LIMIT 1000) sample)
"""
_COUNT: Final = "SELECT count(*) FROM search_documents"


@dataclass(frozen=True, slots=True)
class Size:
    """How many documents there are, and how long a usual one is."""

    documents: int
    average: float


def size_of(connection: Connection) -> Size:
    """The size of the index as PostgreSQL last estimated it; counted where it never did. Never zero."""
    documents, average = connection.execute(text(_SIZE)).one()
    if documents <= 0:
        documents = connection.scalar(text(_COUNT))
    return Size(max(int(documents), 1), float(average or 1.0))


class Finder:
    """Asks the tables of one connection."""

    def __init__(self, connection: Connection, size: Size) -> None:
        self._connection = connection
        self._size = size

    def page(self, query: Query, offset: int, limit: int) -> Hits:
        """One page of what `query` finds; when few posts have all words, those with some of them follow."""
        rarities = self._rarities(query.words)
        strict = sql.Statement()
        sql.filters(query, strict)
        sql.for_words(query, strict)
        hits = self._fetched(strict, sql.score(strict, rarities, self._size.average), offset, limit)
        if hits.total >= FEW_HITS or not rarities:
            return hits
        wider = self._some(query, rarities, offset, limit)
        return Hits(wider.items, wider.total, relaxed=wider.total > hits.total)

    def similar(self, asked: str, limit: int, exclude: int | None) -> tuple[Hit, ...]:
        """Questions that share the most telling words of `asked`."""
        terms = list(dict.fromkeys(term for word in query_words(asked) for term in word.all_terms))
        rarities = self._rarities(Word(term, (term,), 1) for term in terms[:MOST_TERMS_READ])
        telling = sorted(rarities, key=lambda term: -rarities[term])[:MOST_SIMILAR_TERMS]
        if not telling:
            return ()
        words = tuple(Word(term, (term,), 1) for term in telling)
        query = Query(words=words, facets=(("kind", Kind.QUESTION),))
        found = self._some(query, {term: rarities[term] for term in telling}, 0, limit + 1).items
        return tuple(hit for hit in found if hit.question_id != exclude)[:limit]

    def _some(self, query: Query, rarities: Mapping[str, float], offset: int, limit: int) -> Hits:
        """Documents with some words of `query`; those with all of them come first."""
        statement = sql.Statement()
        sql.filters(query, statement)
        sql.for_some_words(rarities, statement, self._size.documents)
        strict = " AND ".join(statement.word(word) for word in query.words)
        score = sql.score(statement, rarities, self._size.average)
        share = sql.coverage(statement, rarities)
        expression = f"({score} * power({share}, 2) + {_STRICT_FIRST} * ({strict})::int)"
        return self._fetched(statement, expression, offset, limit)

    def _rarities(self, words: Iterable[Word]) -> dict[str, float]:
        """How much each term says; those that nobody has say nothing."""
        vocabulary = PostgresVocabulary(self._connection)
        terms = dict.fromkeys(term for word in words for term in word.all_terms)
        held = {term: vocabulary.count(term) for term in terms}
        documents = max(self._size.documents, *held.values(), 1)
        return {term: rarity(count, documents) for term, count in held.items() if count}

    def _fetched(self, statement: sql.Statement, expression: str, offset: int, limit: int) -> Hits:
        page = sql.page(statement, expression, offset, limit)
        rows = self._connection.execute(text(page), statement.parameters).all()
        hits = tuple(Hit(int(row.post_id), int(row.question_id), float(row.score)) for row in rows)
        if rows or not offset:
            return Hits(hits, int(rows[0].total) if rows else 0)
        total = self._connection.scalar(text(sql.count(statement)), statement.parameters)
        return Hits((), int(total or 0))
