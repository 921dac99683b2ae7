"""Finding in the tables of the PostgreSQL engine: a bounded number of candidates, ranked.

A query goes through stages, each a tsquery, from those that promise most to those that find all. A stage gives so many
documents at most, and the next is asked only while there are not enough: what a search costs does not grow with what it
could find. Where a query has fewer matches than one stage may give, all of them are ranked, as if there were no stages.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Final

from sqlalchemy import Connection, text

from community.search import postgres_conditions as to
from community.search import postgres_ranking as rank
from community.search.analysis import query_words
from community.search.backend import Hit, Hits, Kind
from community.search.entry import facet
from community.search.postgres_sql import literal, strong
from community.search.postgres_words import Held, held_of
from community.search.ranking import FEW_HITS, MOST_SIMILAR_TERMS, MOST_TERMS_READ, rarity
from community.search.rules import Query

RANKED: Final = 500  # documents with all words that one stage gives at most, and candidates that are enough
SOME: Final = 1_000  # documents of a stage for some of the words, or for filters alone
CHECKED: Final = 2_000  # the same where each has to be looked at: phrases, stars, long words
ENOUGH: Final = 300  # candidates with some of the words, or of the newest; others would stand behind them
ALIKE: Final = 300  # documents of a stage for similar questions, each looked at
# Candidates there; a few are shown, and those with the words in their titles come first.
ALIKE_ENOUGH: Final = 150
WALKED: Final = 10_000  # of the newest documents that are looked through for a filter without words
COMMON_SHARE: Final = 0.2  # of all documents have a facet that is better looked at than looked up
PAIRED: Final = 6  # of the rarest terms, two of which should be strong
LED: Final = 5_000  # documents, together, of the terms of which one should be among those two


@dataclass(frozen=True, slots=True)
class Stage:
    """Documents that match a tsquery; of the `newest` alone, where it is set."""

    tsquery: str
    newest: bool = False


@dataclass(frozen=True, slots=True)
class Reach:
    """How far a search looks: documents a stage, the same where each has to be looked at, and candidates in all."""

    plain: int
    checked: int
    enough: int


class Finder:
    """Asks the tables of one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def page(self, query: Query, offset: int, limit: int) -> Hits:
        """One page of what `query` finds; when few posts have all words, those with some of them follow."""
        terms = dict.fromkeys(term for word in query.words for term in word.all_terms)
        held = held_of(self._connection, [*terms, *_facets(query)])
        rarities = _rarities(terms, held)
        values = to.Values()
        common = _common_facets(query, held)
        base = to.filters(query, common)
        if query.words:
            stages, reach = _for_all_words(query, base, held), Reach(RANKED, CHECKED, RANKED)
            score = rank.score(values, rarities, held.average) if rarities else "0"
        else:
            stages, reach, score = _for_filters(query, base, held), Reach(SOME, CHECKED, ENOUGH), rank.AGE
        hits = self._ranked(stages, to.checks(query, values, common), score, values, reach, offset, limit)
        if hits.total >= FEW_HITS or hits.more or not rarities:
            return hits
        wider_stages = _for_some_words(query, rarities, held, SOME)
        wider = self._some(query, wider_stages, rarities, held, Reach(SOME, CHECKED, ENOUGH), offset, limit)
        return Hits(wider.items, wider.total, relaxed=wider.total > hits.total, more=wider.more)

    def similar(self, asked: str, limit: int, exclude: int | None) -> tuple[Hit, ...]:
        """Questions that share the most telling words of `asked`."""
        words = query_words(asked)
        terms = list(dict.fromkeys(term for word in words for term in word.all_terms))[:MOST_TERMS_READ]
        held = held_of(self._connection, [*terms, facet("kind", Kind.QUESTION)])
        rarities = _rarities(terms, held)
        telling = sorted(rarities, key=lambda term: -rarities[term])[:MOST_SIMILAR_TERMS]
        if not telling:
            return ()
        query = Query(words=rank.single(telling), facets=(("kind", Kind.QUESTION),))
        said = {term: rarities[term] for term in telling}
        stages = _for_some_words(query, said, held, ALIKE, titles=True)
        found = self._some(query, stages, said, held, Reach(ALIKE, ALIKE, ALIKE_ENOUGH), 0, limit + 1).items
        return tuple(hit for hit in found if hit.question_id != exclude)[:limit]

    def _some(
        self,
        query: Query,
        words: Sequence[str],
        rarities: Mapping[str, float],
        held: Held,
        reach: Reach,
        offset: int,
        limit: int,
    ) -> Hits:
        """Documents with some words of `query`; those with all of them come first."""
        values = to.Values()
        common = _common_facets(query, held)
        base = to.filters(query, common)
        stages = [Stage(to.all_of([each, *base])) for each in words]
        score = rank.share_of_all(values, query.words, rarities, held.average)
        checks = to.checks(replace(query, words=()), values, common)
        return self._ranked(stages, checks, score, values, reach, offset, limit)

    def _ranked(
        self,
        stages: Sequence[Stage],
        checks: Sequence[str],
        score: str,
        values: to.Values,
        reach: Reach,
        offset: int,
        limit: int,
    ) -> Hits:
        statement = rank.page(
            [(values.has(stage.tsquery), WALKED if stage.newest else 0) for stage in stages],
            fits=" AND ".join(checks) or rank.ANY,
            score=score,
            most=reach.checked if checks else reach.plain,
            enough=reach.enough,
            offset=offset,
            limit=limit,
        )
        rows = self._connection.execute(text(statement), values.bound).all()
        found = tuple(
            Hit(int(row.post_id), int(row.question_id), float(row.score)) for row in rows if row.post_id
        )
        return Hits(found, int(rows[0].total), more=bool(rows[0].more))


def _facets(query: Query) -> list[str]:
    return [facet(*each) for each in (*query.facets, *query.without_facets)]


def _common_facets(query: Query, held: Held) -> frozenset[str]:
    """Facets beside words that many documents have."""
    if not query.words or held.documents <= CHECKED:
        return frozenset()
    return frozenset(
        each for each in _facets(query) if held.terms.get(each, 0) > COMMON_SHARE * held.documents
    )


def _rarities(terms: Iterable[str], held: Held) -> dict[str, float]:
    """How much each term says; those that nobody has say nothing."""
    documents = max(held.documents, *held.terms.values(), 1)
    return {term: rarity(held.terms[term], documents) for term in terms if held.terms.get(term)}


def _for_all_words(query: Query, base: list[str], held: Held) -> list[Stage]:
    """Everything at once where that is little; otherwise what has the words in its title first."""
    everything = to.all_of([*map(to.word_query, query.words), *base])
    if to.most_matches(query.words, held.terms) <= RANKED:
        return [Stage(everything)]
    titles = to.all_of([*(to.word_query(word, strongly=True) for word in query.words), *base])
    named = to.all_of([to.any_of(to.word_query(word, strongly=True) for word in query.words), everything])
    wanted = (titles, everything) if len(query.words) == 1 else (titles, named, everything)
    return [Stage(each) for each in wanted]


def _for_filters(query: Query, base: list[str], held: Held) -> list[Stage]:
    """The newest of what passes the filters, and where that is not enough, whatever there is."""
    everything = Stage(to.all_of(base))
    counts = [held.terms.get(facet(*each), 0) for each in query.facets]
    return (
        [everything]
        if counts and min(counts) <= SOME
        else [Stage(everything.tsquery, newest=True), everything]
    )


def _for_some_words(
    query: Query, rarities: Mapping[str, float], held: Held, most: int, *, titles: bool = False
) -> list[str]:
    """What has all words; what has one of the rare ones; what has two others in its title; what has a rarer one.

    As tsqueries. Rare are words that `most` documents have together: more than that would be cut off anywhere. With
    `titles`, all words have to be strong: the lists of those that are strong are far shorter.
    """
    rarest = sorted(rarities, key=lambda term: -rarities[term])
    rare: list[str] = []
    for term in rarest:
        if sum(held.terms[each] for each in (*rare, term)) > most:
            break
        rare.append(term)
    stages = [to.all_of(to.word_query(word, strongly=titles) for word in query.words)]
    if rare:
        stages.append(to.any_of(map(literal, rare)))
    if len(rare) < len(rarest):
        next_rare = rarest[len(rare)]
        if len(rarest) > 1:
            stages.append(to.pairs_of(rarest[:PAIRED], _leading(rarest[:PAIRED], held)))
        title = literal(strong(next_rare))
        stages += [title, literal(next_rare)]
    return stages


def _leading(rarest: Sequence[str], held: Held) -> int:
    """How many of the terms, one at least, few enough documents have for all of these to be read."""
    read = accumulate(held.terms[term] for term in rarest)
    return max(1, sum(documents <= LED for documents in read))
