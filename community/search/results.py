"""Hits joined to their posts: everything that a page says about what was found, in one statement."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any, Final

from sqlalchemy import Row, String, bindparam, cast, func, literal, select

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
from community.ratings.models import RatingTotals
from community.ratings.queries import mean_of
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
# Each with its place, for the databases put such words together in any order.
_tags: Final = (
    select(func.aggregate_strings(cast(QuestionTag.position, String) + literal(" ") + Tag.name, "\n"))
    .select_from(QuestionTag)
    .join(Tag, Tag.id == QuestionTag.tag_id)
    .where(QuestionTag.question_id == _questions.c.id)
    .correlate(_questions)
    .scalar_subquery()
    .label("tags")
)

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
        _tags,
        select(RatingTotals.count).scalar_subquery().label("all_ratings"),
        select(RatingTotals.total).scalar_subquery().label("all_stars"),
    )
    .select_from(_posts)
    .outerjoin(_answers, _answers.c.id == _posts.c.id)
    .join(_questions, _questions.c.id == _question_id)
    .outerjoin(Member, Member.id == _posts.c.author_id)
    .where(_posts.c.id.in_(bindparam("post_ids", expanding=True)))
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
    asked = {"post_ids": [hit.post_id for hit in hits]}
    return _joined(hits, db.session.connection().execute(_ROWS, asked).all(), query)


def outlines_of(hits: Sequence[Hit], query: Query) -> Asking[list[Result]]:
    """The same without their texts, to be asked beside other things."""
    if not hits:
        return []
    (rows,) = yield [_ROWS.params(post_ids=[hit.post_id for hit in hits], letters=0)]
    return _joined(hits, rows, query)


def _joined(hits: Sequence[Hit], posts: Rows, query: Query) -> list[Result]:
    # What is out of sight is dropped here and not by the database, which would walk through all visible posts for it.
    rows = {row.id: row for row in posts if row.listed and row.status == PostStatus.PUBLISHED}
    made = _Making(
        query.words,
        mean_of(posts[0].all_ratings or 0, posts[0].all_stars or 0) if posts else 0.0,
        threshold("rating_prior_weight"),
        timedelta(days=threshold("archive_after_days")),
        clock.now(),
    )
    shown = ((hit, rows.get(hit.post_id)) for hit in hits)
    return [
        made.result(hit, row) for hit, row in shown if row is not None and row.question_id == hit.question_id
    ]


@dataclass(frozen=True, slots=True)
class _Making:
    """What is the same for all results of one search."""

    words: tuple[Word, ...]
    prior_mean: float
    prior_weight: float
    archived_after: timedelta
    now: datetime

    def result(self, hit: Hit, row: Row[Any]) -> Result:
        """What a page says about a hit."""
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
            words=self.words,
            lang=row.lang,
            state=self._state(row),
            accepted=row.accepted_at is not None,
            tags=_in_their_order(row.tags),
            stars=self._shown(*stars),
            rating_count=stars[0],
            answers=row.answer_count,
            author=row.display_name if known else row.author_label or "",
            created_at=row.created_at,
            score=round(hit.score, 4),
        )

    def _shown(self, count: int, total: int) -> float | None:
        if not count:
            return None
        return star_rules.shrunk(count, total, site_mean=self.prior_mean, weight=self.prior_weight)

    def _state(self, row: Row[Any]) -> str:
        facts = question_rules.StateFacts.of(row, PostStatus.PUBLISHED)
        return question_rules.state_of(facts, self.now, self.archived_after)


def _in_their_order(placed: str | None) -> tuple[str, ...]:
    if not placed:
        return ()
    named = (each.split(" ", 1) for each in placed.split("\n"))
    return tuple(name for _place, name in sorted((int(place), name) for place, name in named))


def _answer_stars(row: Row[Any]) -> tuple[int, int]:
    values = row._mapping  # noqa: SLF001 - SQLAlchemy's public name for reading a row by column name
    return row.rating_count, sum(stars * values[f"stars_{stars}"] for stars in star_rules.STARS)
