"""How documents are kept in PostgreSQL: the tables, and what stands in a tsvector. Plain strings, no connection.

A document's terms are marked by a weight label for ranking. Beside them stand, for finding alone: strong terms once
more with a plus before them, facets ("tag:wifi"), and marks of ratings. So one index answers every condition, and
the best documents for a common word are found without looking at all the others.
"""

from collections.abc import Iterator
from typing import Final

from community.search.analysis import ANALYSIS_VERSION
from community.search.backend import Document
from community.search.entry import Entry

# The tables bear the version in their names where old and new code would fight over them.
ENTRIES: Final = "search_entries"
TEXTS: Final = "search_texts"
TERMS: Final = "search_terms"
EARLIER: Final = ("search_documents", "search_words")
VERSION: Final = f"huzhu search 3.{ANALYSIS_VERSION}"

# From which weight on a term gets a label, and BM25's saturated value in its middle (the highest made 1).
LABELS: Final = ((4.5, "A", 1.0), (2.5, "B", 0.86), (1.5, "C", 0.74), (0.0, "D", 0.54))
STRONG: Final = 2.5  # a word of the title, or one that the text repeats
IS_RATED: Final = "~rated"

CREATE: Final = (
    """
    CREATE TABLE search_entries{suffix} (
        post_id bigint PRIMARY KEY,
        question_id bigint NOT NULL,
        terms tsvector NOT NULL,
        length real NOT NULL,
        factor real NOT NULL,
        rated integer NOT NULL,
        stars integer NOT NULL,
        created bigint NOT NULL,
        stamp bigint NOT NULL
    ) WITH (toast_tuple_target = 8160)
    """,
    # Ranking reads this column of every candidate: kept in the row and unpacked, that is several times cheaper.
    "ALTER TABLE search_entries{suffix} ALTER COLUMN terms SET STORAGE EXTERNAL",
    # What only phrases need, apart, so that the rows above stay narrow.
    "CREATE TABLE search_texts{suffix} (post_id bigint PRIMARY KEY, stream text NOT NULL)",
    """
    CREATE TABLE search_terms{suffix} (
        kind "char" NOT NULL, word text COLLATE "C" NOT NULL, documents bigint NOT NULL, PRIMARY KEY (kind, word)
    ) WITH (fillfactor = 80)
    """,
)
INDEX: Final = (
    # What waits in a list to be sorted in is read by every search, so it is kept short.
    "CREATE INDEX ON search_entries{suffix} USING gin (terms) WITH (gin_pending_list_limit = 512)",
    "CREATE INDEX ON search_entries{suffix} (created DESC)",
    "CREATE INDEX ON search_entries{suffix} (question_id)",
    """CREATE INDEX ON search_terms{suffix} (left(word, 1), char_length(word), documents) WHERE kind = 's'""",
    """CREATE INDEX ON search_terms{suffix} (left(word, 1), documents) WHERE kind = 't' AND char_length(word) = 2""",
    """CREATE INDEX ON search_terms{suffix} (right(word, 1), documents) WHERE kind = 't' AND char_length(word) = 2""",
    f"COMMENT ON TABLE search_entries{{suffix}} IS '{VERSION}'",
)


def literal(term: str) -> str:
    """`term` as it stands in a tsvector or tsquery."""
    return "'" + term.replace("\\", "\\\\").replace("'", "''") + "'"


def strong(term: str) -> str:
    """How `term` is written for documents in which it is strong. No term begins with a plus."""
    return f"+{term}"


def stars_mark(stars: int) -> str:
    """The mark of documents with a mean of so many stars and less than one more."""
    return f"~stars:{stars}"


def vector(entry: Entry, document: Document) -> str:
    """The tsvector of a document; a term's weight is kept as one of PostgreSQL's four labels."""
    ranked = [f"{literal(term)}:1{_label(weight)}" for term, weight in entry.terms.items()]
    found = [strong(term) for term, weight in entry.terms.items() if weight >= STRONG]
    return " ".join([*ranked, *map(literal, (*found, *entry.facets, *_marks(document)))])


def _marks(document: Document) -> Iterator[str]:
    if document.rating_count > 0:
        yield IS_RATED
        yield stars_mark(document.rating_total // document.rating_count)


def _label(weight: float) -> str:
    return next((label for least, label, _ in LABELS if weight >= least), "D")


def label_ranks() -> str:
    """What each label is worth, in the order D, C, B, A that ts_rank wants."""
    return "{" + ",".join(str(rank) for _, _, rank in reversed(LABELS)) + "}"
