"""Hits joined to their posts: everything that a page says about what was found, in two statements."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any, Final

from sqlalchemy import Row, Select, bindparam, func, select

from community.accounts.models import Member, MemberStatus
from community.answers import rules as star_rules
from community.answers.models import Answer
from community.kernel import clock, masks
from community.kernel.asking import Asking, Rows
from community.kernel.db import db
from community.kernel.text import plain
from community.kernel.thresholds import threshold
from community.posts.models import Post, PostStatus
from community.questions import rules as question_rules
from community.questions.models import Question
from community.ratings.queries import TOTALS, mean_of
from community.search.analysis import Word
from community.search.backend import Hit, Kind
from community.search.rules import Query
from community.search.snippets import LONGEST_SOURCE, Piece, marked, snippet
from community.tags.models import QuestionTag, Tag

_posts: Final = Post.__table__
_questions: Final = Question.__table__
_answers: Final = Answer.__table__
_FACTS: Final = (
    "listed",
    "title",
    "slug",
    "answer_count",
    "accepted_count",
    "closed_at",
    "needs_info_at",
    "last_post_by_asker",
    "asked_at",
    "last_activity_at",
    "best_rating_count",
    "best_rating_sum",
)


_question_id: Final = func.coalesce(_answers.c.question_id, _posts.c.id).label("question_id")

# Written once, columns only: to put a statement together costs as much as to read ten rows, and rows are many.
_ROWS: Final = (
    select(
        _posts.c.id,
        _posts.c.status,
        _question_id,
        func.substr(_posts.c.body_html, 1, bindparam("letters", LONGEST_SOURCE)).label("body_html"),
        _posts.c.lang,
        _posts.c.author_label,
        _posts.c.created_at,
        Member.display_name,
        Member.status.label("author_status"),
        _answers.c.accepted_at,
        _answers.c.rating_count,
        *(_answers.c[f"stars_{number}"] for number in star_rules.STARS),
        *(_questions.c[name] for name in _FACTS),
    )
    .select_from(_posts)
    .outerjoin(_answers, _answers.c.id == _posts.c.id)
    .join(_questions, _questions.c.id == _question_id)
    .outerjoin(Member, Member.id == _posts.c.author_id)
    .where(_posts.c.id.in_(bindparam("post_ids", expanding=True)))
)
_TAGS: Final = (
    select(QuestionTag.question_id, Tag.name)
    .join(Tag, Tag.id == QuestionTag.tag_id)
    .where(QuestionTag.question_id.in_(bindparam("question_ids", expanding=True)))
    .order_by(QuestionTag.question_id, QuestionTag.position)
)


@dataclass(frozen=True)
class Result:
    """One found post. `title` is its question's; `stars` are those of the answer, or of the best answer.

    Where the words asked for stand is looked for when a page shows it: many ask only which posts there are.
    """

    post_id: int
    question_id: int
    kind: Kind
    slug: str
    title: str
    body_html: str = field(repr=False)  # its beginning
    words: tuple[Word, ...] = field(repr=False)  # of the query
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

    @cached_property
    def title_pieces(self) -> tuple[Piece, ...]:
        """The title, its hits apart; what is covered stands in words."""
        return marked(masks.labelled(self.title), self.words)

    @cached_property
    def snippet(self) -> tuple[Piece, ...]:
        """The part of the text where most of the words stand, its hits apart."""
        return snippet(plain(self.body_html), self.words)


def results_of(hits: Sequence[Hit], query: Query) -> list[Result]:
    """The rows of `hits` in their order; posts that went out of sight since they were indexed are left out."""
    if not hits:
        return []
    # Given beside it, the numbers leave the statement the one that was written: its key is not worked out anew. And of
    # the connection, since the session would look for objects in columns, for as long again.
    connection = db.session.connection()
    rows = connection.execute(_ROWS, {"post_ids": [hit.post_id for hit in hits]}).all()
    tags = connection.execute(_TAGS, {"question_ids": list({hit.question_id for hit in hits})}).all()
    return _joined(hits, rows, tags, query)


def outlines_of(hits: Sequence[Hit], query: Query) -> Asking[list[Result]]:
    """The same without their texts, and with the site's mean of stars, to be asked beside other things."""
    if not hits:
        return []
    rows, tags, totals = yield [*_wanted(hits), TOTALS]
    query = replace(query, prior_mean=mean_of(*totals[0]) if totals else mean_of(0, 0))
    return _joined(hits, rows, tags, query)


def _wanted(hits: Sequence[Hit]) -> list[Select[*tuple[Any, ...]]]:
    """Posts without their texts, with the facts of their questions, and the tags of these."""
    posts = _ROWS.params(post_ids=[hit.post_id for hit in hits], letters=0)
    return [posts, _TAGS.params(question_ids=list({hit.question_id for hit in hits}))]


def _joined(hits: Sequence[Hit], posts: Rows, tagged: Rows, query: Query) -> list[Result]:
    # What is out of sight is dropped here and not by the database, which would walk through all visible posts for it.
    rows = {row.id: row for row in posts if row.listed and row.status == PostStatus.PUBLISHED}
    tags: defaultdict[int, list[str]] = defaultdict(list)
    for question_id, name in tagged:
        tags[question_id].append(name)
    shown = ((hit, rows.get(hit.post_id)) for hit in hits)
    return [
        _result(hit, row, tuple(tags[row.question_id]), query)
        for hit, row in shown
        if row is not None and row.question_id == hit.question_id
    ]


def _result(hit: Hit, row: Row[Any], tags: tuple[str, ...], query: Query) -> Result:
    is_answer = row.id != row.question_id
    stars = _answer_stars(row) if is_answer else (row.best_rating_count, row.best_rating_sum)
    known = row.display_name and row.author_status != MemberStatus.CLOSED
    return Result(
        post_id=row.id,
        question_id=row.question_id,
        kind=Kind.ANSWER if is_answer else Kind.QUESTION,
        slug=row.slug,
        title=row.title,
        body_html=row.body_html,
        words=query.words,
        lang=row.lang,
        state=_state(row),
        accepted=row.accepted_at is not None,
        tags=tags,
        stars=_shown(stars[0], stars[1], query),
        rating_count=stars[0],
        answers=row.answer_count,
        author=row.display_name if known else row.author_label or "",
        created_at=row.created_at,
        score=round(hit.score, 4),
    )


def _answer_stars(row: Row[Any]) -> tuple[int, int]:
    values = row._mapping  # noqa: SLF001 - SQLAlchemy's public name for reading a row by column name
    return row.rating_count, sum(stars * values[f"stars_{stars}"] for stars in star_rules.STARS)


def _shown(count: int, total: int, query: Query) -> float | None:
    if not count:
        return None
    return star_rules.shrunk(count, total, site_mean=query.prior_mean, weight=query.prior_weight)


def _state(row: Row[Any]) -> str:
    facts = question_rules.StateFacts(
        status=PostStatus.PUBLISHED,
        answer_count=row.answer_count,
        accepted_count=row.accepted_count,
        closed=row.closed_at is not None,
        needs_info=row.needs_info_at is not None,
        last_post_by_asker=row.last_post_by_asker,
        asked_at=row.asked_at,
        last_activity_at=row.last_activity_at,
    )
    return question_rules.state_of(facts, clock.now(), timedelta(days=threshold("archive_after_days")))
