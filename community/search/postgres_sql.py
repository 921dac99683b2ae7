"""How documents and queries are written in PostgreSQL's own terms; plain strings, no connection."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any, Final

from community.search.analysis import ANALYSIS_VERSION, Word
from community.search.entry import facet
from community.search.ranking import COMMON, LENGTH_EFFECT, SATURATION, SETTLED, rarity
from community.search.rules import Query

VERSION: Final = f"huzhu search 2.{ANALYSIS_VERSION}"
# From which weight on a term gets a label, and BM25's saturated value in its middle (the highest made 1).
LABELS: Final = ((4.5, "A", 1.0), (2.5, "B", 0.86), (1.5, "C", 0.74), (0.0, "D", 0.54))
FEW_TERMS: Final = 5  # up to so many, "enough of the terms" is spelt out as combinations
COUNTED: Final = 20_000  # a term that so many documents have is common, however many more there are

TABLES: Final = (
    """
    CREATE TABLE search_documents{suffix} (
        post_id bigint PRIMARY KEY,
        question_id bigint NOT NULL,
        terms tsvector NOT NULL,
        facets text[] NOT NULL,
        stream text NOT NULL,
        length real NOT NULL,
        factor real NOT NULL,
        rated integer NOT NULL,
        stars integer NOT NULL,
        created bigint NOT NULL,
        stamp bigint NOT NULL
    ) WITH (toast_tuple_target = 8160)
    """,
    # Ranking reads this column of every find: kept in the row and unpacked, that is several times cheaper.
    "ALTER TABLE search_documents{suffix} ALTER COLUMN terms SET STORAGE EXTERNAL",
    """CREATE TABLE search_words{suffix} (word text COLLATE "C" PRIMARY KEY, documents integer NOT NULL)""",
)
INDEXES: Final = (
    "CREATE INDEX ON search_documents{suffix} USING gin (terms)",
    "CREATE INDEX ON search_documents{suffix} USING gin (facets)",
    "CREATE INDEX ON search_words{suffix} (right(word, 1)) WHERE char_length(word) = 2",
    f"COMMENT ON TABLE search_documents{{suffix}} IS '{VERSION}'",
)

_PAGE: Final = """
    WITH fit AS (SELECT question_id, post_id, {expression} AS score FROM search_documents WHERE {where}),
    best AS (
        SELECT DISTINCT ON (question_id) question_id, post_id, score FROM fit
        ORDER BY question_id, score DESC, post_id DESC
    )
    SELECT question_id, post_id, score, count(*) OVER () AS total FROM best
    ORDER BY score DESC, post_id DESC LIMIT {limit} OFFSET {offset}
"""
_COUNT: Final = "SELECT count(DISTINCT question_id) FROM search_documents WHERE {where}"


def literal(term: str) -> str:
    """`term` as it stands in a tsvector or tsquery."""
    return "'" + term.replace("\\", "\\\\").replace("'", "''") + "'"


def vector(terms: Mapping[str, float]) -> str:
    """The tsvector of weighted terms; the weight is kept as one of PostgreSQL's four labels."""
    return " ".join(f"{literal(term)}:1{_label(weight)}" for term, weight in terms.items())


def _label(weight: float) -> str:
    return next((label for least, label, _ in LABELS if weight >= least), "D")


def label_ranks() -> str:
    """What each label is worth, in the order D, C, B, A that ts_rank wants."""
    return "{" + ",".join(str(rank) for _, _, rank in reversed(LABELS)) + "}"


def condition(word: Word) -> str:
    """The tsquery for documents that have `word`; for long words, for all that might."""
    joined = [literal(word.joined)] if word.joined else []
    if word.need == len(word.terms):
        groups = [" & ".join(map(literal, word.terms))]
    elif len(word.terms) <= FEW_TERMS:
        groups = [" & ".join(map(literal, some)) for some in combinations(word.terms, word.need)]
    else:
        groups = [literal(term) for term in word.terms]
    return " | ".join(f"({group})" for group in (*joined, *groups))


def is_exact(word: Word) -> bool:
    """Whether `condition` says all of `word`; otherwise the terms are to be counted."""
    return word.need == len(word.terms) or len(word.terms) <= FEW_TERMS


@dataclass(slots=True)
class Statement:
    """Conditions of a WHERE clause, and their parameters."""

    conditions: list[str] = field(default_factory=list)
    parameters: dict[str, Any] = field(default_factory=dict)

    def bind(self, value: object) -> str:
        """A placeholder for `value`."""
        name = f"p{len(self.parameters)}"
        self.parameters[name] = value
        return f":{name}"

    def has(self, tsquery: str) -> str:
        """The condition that a document's terms match."""
        return f"terms @@ CAST({self.bind(tsquery)} AS tsquery)"

    def word(self, word: Word) -> str:
        """The condition that a document has `word`."""
        if is_exact(word):
            return self.has(condition(word))
        counted = " + ".join(f"({self.has(literal(term))})::int" for term in word.terms)
        whole = f" OR {self.has(literal(word.joined))}" if word.joined else ""
        return f"({self.has(condition(word))} AND (({counted}) >= {word.need}{whole}))"

    def where(self) -> str:
        """The clause."""
        return " AND ".join(self.conditions) or "true"


def for_words(query: Query, statement: Statement) -> None:
    """The conditions that a document has all words of `query`."""
    statement.conditions += [statement.word(word) for word in query.words]


def for_some_words(rarities: Mapping[str, float], statement: Statement, documents: int) -> None:
    """The condition that one of `documents` has one of the terms.

    Common terms only add to the score of what the others find; of nothing but common ones, the rarest finds.
    """
    common = rarity(COMMON, documents)
    rarest = sorted(rarities, key=lambda term: -rarities[term])
    telling = [term for term in rarest if rarities[term] >= common] or rarest[:1]
    statement.conditions.append(statement.has(" | ".join(map(literal, telling))) if telling else "false")


def filters(query: Query, statement: Statement) -> None:
    """Everything of `query` but its words, into the conditions of `statement`."""
    if query.facets:
        wanted = [facet(key, value) for key, value in query.facets]
        statement.conditions.append(f"facets @> CAST({statement.bind(wanted)} AS text[])")
    if query.without_facets:
        unwanted = [facet(key, value) for key, value in query.without_facets]
        statement.conditions.append(f"NOT facets && CAST({statement.bind(unwanted)} AS text[])")
    statement.conditions += [f"NOT {statement.word(word)}" for word in query.without]
    for bound in query.bounds:
        mean, weight = statement.bind(query.prior_mean), statement.bind(query.prior_weight)
        shown = f"round(CAST((stars + {weight} * {mean}) / (rated + {weight}) AS numeric), 1)"
        statement.conditions.append(f"rated > 0 AND {shown} {bound.compare} {statement.bind(bound.stars)}")
    for phrase in query.phrases:
        statement.conditions.append(f"strpos(stream, {statement.bind(phrase)}) > 0")
    for phrase in query.without_phrases:
        statement.conditions.append(f"strpos(stream, {statement.bind(phrase)}) = 0")


def score(statement: Statement, rarities: Mapping[str, float], average: float) -> str:
    """The expression that ranks a document; its creation time where there are no words."""
    if not rarities:
        return "CAST(created AS double precision)"
    ranks = " + ".join(
        f"{rare:.4f} * ts_rank('{label_ranks()}', terms, CAST({statement.bind(literal(term))} AS tsquery))"
        for term, rare in rarities.items()
    )
    length = f"{1 - LENGTH_EFFECT} + {LENGTH_EFFECT} * length / {max(average, 1.0):.2f}"
    solved = statement.bind([facet("is", "solved")])
    settled = f"CASE WHEN facets @> CAST({solved} AS text[]) THEN {SETTLED} ELSE 1 END"
    return f"CAST(factor * {settled} * ({ranks}) / (1 + {SATURATION} * ({length})) AS double precision)"


def coverage(statement: Statement, rarities: Mapping[str, float]) -> str:
    """The expression for how much of what is asked for a document has, 0 to 1."""
    shares = " + ".join(
        f"{rare:.4f} * ({statement.has(literal(term))})::int" for term, rare in rarities.items()
    )
    return f"CAST(({shares}) / {sum(rarities.values()):.4f} AS double precision)"


def page(statement: Statement, expression: str, offset: int, limit: int) -> str:
    """One page of the best posts of the questions, with the number of questions in each row."""
    return _PAGE.format(expression=expression, where=statement.where(), limit=int(limit), offset=int(offset))


def count(statement: Statement) -> str:
    """The number of questions."""
    return _COUNT.format(where=statement.where())
