"""What was found, with everything a page says about it, in few statements."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from typing import Final

from sqlalchemy import select

from community.kernel.asking import Asking
from community.kernel.db import db
from community.kernel.pagination import Page
from community.kernel.text import fold
from community.kernel.thresholds import threshold
from community.ratings.queries import site_mean_read
from community.search import fallback
from community.search.analysis import query_words
from community.search.backend import Hit, SearchUnavailable
from community.search.engine import backend, progress
from community.search.kept_hits import similar_hits
from community.search.proposing import proposed
from community.search.ranking import FEW_HITS
from community.search.results import Result, outlines_of, results_of
from community.search.rules import Notice, Query, parse
from community.tags.models import Tag, TagSynonym

__all__ = ["Found", "Result", "find", "similar", "similar_ids", "similar_outlines"]

PER_PAGE: Final = 10
FARTHEST_PAGE: Final = 500

Look = Callable[..., tuple[Hit, ...]]


@dataclass(frozen=True, slots=True)
class Found:
    """One page of results. `better` is what the query may have meant; `degraded` when only titles were looked at.

    With `more`, others that would stand behind all pages were not looked at.
    """

    query: str
    page: Page[Result]
    relaxed: bool = False
    better: str | None = None
    notices: tuple[Notice, ...] = ()
    degraded: bool = False
    rebuilding: tuple[int, int] | None = None  # posts done, posts in all
    more: bool = False


def find(
    text: str, number: int = 1, per_page: int = PER_PAGE, before_reading: Callable[[set[int]], object] = set
) -> Found:
    """One page of what `text` finds. Never fails: without an index, titles are searched in the database.

    `before_reading` hears which questions it will be about.
    """
    number = min(max(number, 1), FARTHEST_PAGE)
    query = _prepared(parse(text))
    offset = (number - 1) * per_page
    try:
        hits = backend().search(query, offset=offset, limit=per_page)
        unsure = query.words and (hits.relaxed or hits.total < FEW_HITS)
        better = proposed(query) if unsure and number == 1 else None
    except SearchUnavailable:
        hits = fallback.search(query, offset=offset, limit=per_page)
        page = Page(results_of(hits.items, query), number, per_page, hits.total)
        return Found(
            query.text, page, notices=query.notices, degraded=True, rebuilding=progress(), more=hits.more
        )
    if hits.items:
        before_reading({hit.question_id for hit in hits.items})
    results = results_of(hits.items, query)
    gone = len(hits.items) - len(results)  # out of sight, while the index has them still
    page = Page(results, number, per_page, hits.total - gone)
    return Found(query.text, page, hits.relaxed, better, query.notices, more=hits.more)


def similar(text: str, limit: int = 5, exclude: int | None = None) -> list[Result]:
    """Questions about the same matter as `text`, best first; none while there is no index."""
    query = Query(text=text, words=query_words(text))
    return results_of(_alike(query, limit, exclude), query)


def similar_ids(text: str, limit: int = 5, exclude: int | None = None) -> tuple[int, ...]:
    """The ids of what `similar` finds, for whoever reads the questions anyway: some may be out of sight by now."""
    query = Query(text=text, words=query_words(text))
    return tuple(hit.question_id for hit in _alike(query, limit, exclude))


def similar_outlines(text: str, limit: int = 5, exclude: int | None = None) -> Asking[list[Result]]:
    """The same as `similar` without their texts, to be asked beside other things."""
    query = Query(text=text, words=query_words(text))
    return (yield from outlines_of(_alike(query, limit, exclude, similar_hits), query))


def _alike(query: Query, limit: int, exclude: int | None, look: Look | None = None) -> list[Hit]:
    """What the engine finds, or `look` in its place, which knows texts that are asked about again and again."""
    try:
        hits = (look or backend().similar)(query.text, limit=limit, exclude=exclude)
    except SearchUnavailable:
        hits = fallback.search(query, offset=0, limit=limit).items
    return [hit for hit in hits if hit.question_id != exclude]


def _prepared(query: Query) -> Query:
    """The query with other names of tags put right, and with the site's mean of stars where these are asked for."""
    if query.bounds:
        query = replace(query, prior_mean=site_mean_read(), prior_weight=threshold("rating_prior_weight"))
    tags = {value for key, value in (*query.facets, *query.without_facets) if key == "tag"}
    if not tags:
        return query
    names = _canonical(tags)
    return replace(
        query,
        facets=_renamed(query.facets, names),
        without_facets=_renamed(query.without_facets, names),
    )


def _canonical(names: Collection[str]) -> dict[str, str]:
    found = select(TagSynonym.name, Tag.name).join(Tag, Tag.id == TagSynonym.tag_id)
    return dict(db.session.execute(found.where(TagSynonym.name.in_(names))).all())


def _renamed(facets: tuple[tuple[str, str], ...], names: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple((key, fold(names.get(value, value)) if key == "tag" else value) for key, value in facets)
