"""What was found, with everything a page says about it, in few statements."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from community.accounts.models import Member
from community.answers import rules as star_rules
from community.answers.models import Answer
from community.kernel.db import db
from community.kernel.pagination import Page
from community.kernel.text import fold, plain
from community.kernel.thresholds import threshold
from community.posts.models import PostStatus
from community.questions.models import Question
from community.questions.queries import state_of
from community.ratings.queries import site_mean
from community.search import fallback
from community.search.analysis import query_words
from community.search.backend import Hit, Kind, SearchUnavailable
from community.search.engine import backend, progress
from community.search.ranking import FEW_HITS
from community.search.rules import Notice, Query, parse
from community.search.snippets import Piece, marked, snippet
from community.tags.models import QuestionTag, Tag, TagSynonym

PER_PAGE: Final = 15
FARTHEST_PAGE: Final = 500


@dataclass(frozen=True, slots=True)
class Result:
    """One found post. `title` is its question's; `stars` are those of the answer, or of the best answer."""

    post_id: int
    question_id: int
    kind: Kind
    slug: str
    title: str
    title_pieces: tuple[Piece, ...]
    snippet: tuple[Piece, ...]
    lang: str
    state: str
    accepted: bool
    tags: tuple[str, ...]
    stars: float | None
    rating_count: int
    answers: int
    author: str
    created_at: datetime
    score: float


@dataclass(frozen=True, slots=True)
class Found:
    """One page of results. `better` is what the query may have meant; `degraded` when only titles were looked at."""

    query: str
    page: Page[Result]
    relaxed: bool = False
    better: str | None = None
    notices: tuple[Notice, ...] = ()
    degraded: bool = False
    rebuilding: tuple[int, int] | None = None  # posts done, posts in all


def find(text: str, number: int = 1, per_page: int = PER_PAGE) -> Found:
    """One page of what `text` finds. Never fails: without an index, titles are searched in the database."""
    number = min(max(number, 1), FARTHEST_PAGE)
    query = _prepared(parse(text))
    offset = (number - 1) * per_page
    try:
        hits = backend().search(query, offset=offset, limit=per_page)
        unsure = query.words and (hits.relaxed or hits.total < FEW_HITS)
        better = backend().suggest(query) if unsure and number == 1 else None
    except SearchUnavailable:
        hits = fallback.search(query, offset=offset, limit=per_page)
        page = Page(_results(hits.items, query), number, per_page, hits.total)
        return Found(query.text, page, notices=query.notices, degraded=True, rebuilding=progress())
    page = Page(_results(hits.items, query), number, per_page, hits.total)
    return Found(query.text, page, hits.relaxed, better, query.notices)


def similar(text: str, limit: int = 5, exclude: int | None = None) -> list[Result]:
    """Questions about the same matter as `text`, best first; none while there is no index."""
    query = _prepared(Query(text=text, words=query_words(text)))
    try:
        hits = backend().similar(text, limit=limit, exclude=exclude)
    except SearchUnavailable:
        hits = fallback.search(query, offset=0, limit=limit).items
    return _results([hit for hit in hits if hit.question_id != exclude], query)


def _prepared(query: Query) -> Query:
    """The query with other names of tags put right, and with the site's mean of stars."""
    query = replace(query, prior_mean=site_mean(), prior_weight=threshold("rating_prior_weight"))
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


def _results(hits: Sequence[Hit], query: Query) -> list[Result]:
    """The rows of `hits` in their order; posts that went out of sight since they were indexed are left out."""
    if not hits:
        return []
    questions = {
        each.id: each
        for each in db.session.scalars(
            select(Question)
            .where(Question.id.in_({hit.question_id for hit in hits}), Question.listed)
            .options(joinedload(Question.author))
        )
    }
    wanted = {hit.post_id for hit in hits if hit.post_id != hit.question_id}
    visible = select(Answer).where(Answer.id.in_(wanted), Answer.status == PostStatus.PUBLISHED)
    answers = (
        {each.id: each for each in db.session.scalars(visible.options(joinedload(Answer.author)))}
        if wanted
        else {}
    )
    tags = _tags(questions)
    found: list[Result] = []
    for hit in hits:
        question, answer = questions.get(hit.question_id), answers.get(hit.post_id)
        if question is None or (
            hit.post_id != question.id and (answer is None or answer.question_id != question.id)
        ):
            continue
        found.append(_result(hit, question, answer, tuple(tags[question.id]), query))
    return found


def _tags(question_ids: Collection[int]) -> defaultdict[int, list[str]]:
    found: defaultdict[int, list[str]] = defaultdict(list)
    rows = db.session.execute(
        select(QuestionTag.question_id, Tag.name)
        .join(Tag, Tag.id == QuestionTag.tag_id)
        .where(QuestionTag.question_id.in_(question_ids))
        .order_by(QuestionTag.question_id, QuestionTag.position)
    )
    for question_id, name in rows:
        found[question_id].append(name)
    return found


def _result(
    hit: Hit,
    question: Question,
    answer: Answer | None,
    tags: tuple[str, ...],
    query: Query,
) -> Result:
    post = answer or question
    if answer is not None:
        count, total = answer.rating_count, sum(star * n for star, n in enumerate(answer.distribution, 1))
    else:
        count, total = question.best_rating_count, question.best_rating_sum
    return Result(
        post_id=post.id,
        question_id=question.id,
        kind=Kind.ANSWER if answer else Kind.QUESTION,
        slug=question.slug,
        title=question.title,
        title_pieces=marked(question.title, query.words),
        snippet=snippet(plain(post.body_html), query.words),
        lang=post.lang,
        state=state_of(question),
        accepted=answer is not None and answer.accepted_at is not None,
        tags=tags,
        stars=_stars(count, total, query),
        rating_count=count,
        answers=question.answer_count,
        author=_name(post.author, post.author_label),
        created_at=post.created_at,
        score=round(hit.score, 4),
    )


def _stars(count: int, total: int, query: Query) -> float | None:
    if not count:
        return None
    return star_rules.shrunk(count, total, site_mean=query.prior_mean, weight=query.prior_weight)


def _name(author: Member | None, label: str | None) -> str:
    return author.display_name if author is not None and author.is_open else label or ""
