"""The statements that rank candidates: BM25 by weight labels, times the standing of a post."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from community.search.analysis import Word
from community.search.entry import facet
from community.search.postgres_conditions import Values, has_words
from community.search.postgres_sql import label_ranks, literal
from community.search.ranking import LENGTH_EFFECT, SATURATION, SETTLED

ANY: Final = "true"  # every candidate fits
AGE: Final = "created"  # the score where there are no words: the newest first
_STRICT_FIRST: Final = 1_000  # added to the score of documents with all words, above any score

# A stage that is not asked costs nothing: the planner puts the condition on the counts before everything else.
_STAGE: Final = """
    {stage} AS MATERIALIZED (
        SELECT question_id, post_id, fits, CASE WHEN fits THEN CAST({score} AS double precision) END AS score
        FROM (SELECT *, {fits} AS fits FROM (
            SELECT * FROM {source} WHERE {condition} LIMIT {most}
        ) AS near OFFSET 0) AS near
    )
"""
_NEWEST: Final = "(SELECT * FROM search_entries WHERE {asked} ORDER BY created DESC LIMIT {walked}) AS newest"
_FOUND: Final = "(SELECT count(*) FROM {stage} WHERE fits)"
_IS_FULL: Final = "(SELECT count(*) FROM {stage}) >= {most}"
_FITTING: Final = "SELECT question_id, post_id, score FROM {stage} WHERE fits"
_PAGE: Final = """
    WITH {stages},
    best AS MATERIALIZED (
        SELECT DISTINCT ON (question_id) question_id, post_id, score FROM ({union}) AS found
        ORDER BY question_id, score DESC, post_id DESC
    ),
    page AS (SELECT * FROM best ORDER BY score DESC, post_id DESC LIMIT {limit} OFFSET {offset})
    SELECT page.*, counted.total, {more} AS more
    FROM (SELECT count(*) AS total FROM best) AS counted LEFT JOIN page ON true
    ORDER BY score DESC, post_id DESC
"""


def single(terms: Iterable[str]) -> tuple[Word, ...]:
    """Each term as a word of its own."""
    return tuple(Word(term, (term,), 1) for term in terms)


def score(values: Values, rarities: Mapping[str, float], average: float) -> str:
    """The expression that ranks a document."""
    ranks = " + ".join(
        f"{rare:.4f} * ts_rank('{label_ranks()}', terms, CAST({values.bind(literal(term))} AS tsquery))"
        for term, rare in rarities.items()
    )
    length = f"{1 - LENGTH_EFFECT} + {LENGTH_EFFECT} * length / {max(average, 1.0):.2f}"
    settled = f"CASE WHEN {values.has(literal(facet('is', 'solved')))} THEN {SETTLED} ELSE 1 END"
    return f"factor * {settled} * ({ranks}) / (1 + {SATURATION} * ({length}))"


def share_of_all(values: Values, words: Sequence[Word], rarities: Mapping[str, float], average: float) -> str:
    """The same for documents with some of the words: how much of what is asked for each has, and all of it first."""
    shares = " + ".join(f"{rare:.4f} * ({values.has(literal(term))})::int" for term, rare in rarities.items())
    share = f"({shares}) / {sum(rarities.values()):.4f}"
    whole = f"{_STRICT_FIRST} * ({has_words(words, values)})::int"
    return f"({score(values, rarities, average)}) * power({share}, 2) + {whole}"


def page(
    stages: Sequence[tuple[str, int]],
    *,
    fits: str,
    score: str,
    most: int,
    enough: int,
    offset: int,
    limit: int,
) -> str:
    """One page of the best posts of the questions, with the number of questions in each row.

    A stage is a condition, and of how many of the newest documents; 0 means all.
    """
    said: list[str] = []
    names = [f"stage_{number}" for number in range(len(stages))]
    for number, (condition, walked) in enumerate(stages):
        earlier = " + ".join(_FOUND.format(stage=each) for each in names[:number])
        asked = f"{earlier} < {enough}" if earlier else "true"
        # Where some of an earlier stage may not fit, it may have been cut short, and this one goes on with the rest.
        seen = stages[:number] if fits == ANY else ()
        others = [f"NOT {each}" for each, of in seen if not of and each != condition]
        if walked:
            source, conditions = _NEWEST.format(asked=asked, walked=walked), [condition]
        else:
            source, conditions = "search_entries", [asked, condition, *others]
        said.append(
            _STAGE.format(
                stage=names[number],
                score=score,
                fits=fits,
                source=source,
                condition=" AND ".join(conditions),
                most=most,
            )
        )
    return _PAGE.format(
        stages=",".join(said),
        union=" UNION ".join(_FITTING.format(stage=each) for each in names),
        more=" OR ".join(_IS_FULL.format(stage=each, most=most) for each in names),
        limit=int(limit),
        offset=int(offset),
    )
