"""A question with all that stands beneath it, read in few statements."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

from sqlalchemy import BindParameter, ColumnElement, Select, bindparam, exists, func, literal, or_, select
from sqlalchemy.orm import joinedload

from community.answers import rules as star_rules
from community.answers.models import Answer, StaffThanks
from community.articles.models import Article
from community.comments.models import Comment
from community.kernel import clock
from community.kernel.db import db
from community.kernel.errors import NotFound
from community.kernel.pagination import nearest
from community.kernel.policy import Actor, Permission, may
from community.kernel.thresholds import threshold
from community.posts.models import Draft, Post, PostKind, PostLink, PostStatus
from community.posts.queries import sees
from community.questions import queries as questions
from community.questions.models import AnsweringLease, Question, QuestionFollow, QuestionState, SameProblem
from community.ratings import queries as ratings
from community.ratings.models import Rating, RatingTotals
from community.reading import pictures

PER_PAGE: Final = 10
ORDERS: Final = ("best", "new", "old")
HIDDEN = (PostStatus.HELD, PostStatus.REFUSED, PostStatus.HIDDEN)


@dataclass(slots=True)
class AnswerView:
    """One answer with its stars and comments; `own_stars` are the reader's."""

    post: Answer
    mean: float
    own_stars: int
    thanked: bool
    comments: list[Comment] = field(default_factory=list)


@dataclass(slots=True)
class Thread:
    """All of a question page; `number` is the page of its answers, of `pages`."""

    question: Question
    state: QuestionState
    answers: list[AnswerView]
    comments: list[Comment]
    lease: AnsweringLease | None
    has_problem: bool
    follows: bool
    linked: list[Question]
    duplicate_of: Question | None
    draft: Draft | None
    number: int = 1
    pages: int = 1
    order: str = "best"
    sizes: dict[str, tuple[int, int]] = field(default_factory=dict)  # of the pictures in it
    own_answer: int | None = None  # the first that the reader gave and all may see, on whichever page

    @property
    def member_ids(self) -> set[int]:
        """Everyone whose standing the page shows."""
        posts: list[Post] = [self.question, *(view.post for view in self.answers)]
        return {post.author_id for post in posts if post.author_id is not None}


@dataclass(slots=True)
class Opening:
    """What one statement finds of a question: also who answers now, and what the reader has to do with it."""

    question: Question
    totals: RatingTotals | None  # held here, so that the site's mean is at hand
    lease: AnsweringLease | None
    linked: bool
    has_article: bool
    has_problem: bool = False
    follows: bool = False
    draft: Draft | None = None
    own_answer: int | None = None


def opening(question_id: int, actor: Actor) -> Opening:
    """The question with what its page says of it before the answers; raises NotFound."""
    asked = {"question": question_id, "reader": actor.member_id, "at": clock.now()}
    row = db.session.execute(_opening(), asked).unique().one_or_none()
    if row is None:
        raise NotFound
    question, totals, lease, linked, article, problem, follows, draft, own_answer = row
    return Opening(
        question, totals, lease, linked, article, problem is not None, follows is not None, draft, own_answer
    )


@cache
def _opening() -> Select[*tuple[Any, ...]]:
    """Made once: every page of a question asks it."""
    me: BindParameter[int] = bindparam("reader")
    post, given = Post.__table__.c, Answer.__table__.c
    own_answer = (
        select(func.min(post.id))
        .select_from(Post.__table__.join(Answer.__table__, given.id == post.id))
        .where(
            given.question_id == bindparam("question"),
            post.author_id == me,
            post.status == PostStatus.PUBLISHED,
        )
        .correlate(None)
        .scalar_subquery()
    )
    return questions.with_tags(
        select(
            Question,
            RatingTotals,
            AnsweringLease,
            exists().where(or_(PostLink.from_id == Question.id, PostLink.to_id == Question.id)),
            exists().where(Article.question_id == Question.id),
            SameProblem.question_id,
            QuestionFollow.question_id,
            Draft,
            own_answer,
        )
        .select_from(Question)
        .where(Question.id == bindparam("question"))
        .outerjoin(RatingTotals, RatingTotals.id == 1)
        .outerjoin(
            AnsweringLease,
            (AnsweringLease.question_id == Question.id) & (AnsweringLease.expires_at > bindparam("at")),
        )
        .outerjoin(SameProblem, (SameProblem.question_id == Question.id) & (SameProblem.member_id == me))
        .outerjoin(
            QuestionFollow, (QuestionFollow.question_id == Question.id) & (QuestionFollow.member_id == me)
        )
        .outerjoin(
            Draft,
            (Draft.target_id == Question.id) & (Draft.kind == PostKind.ANSWER) & (Draft.member_id == me),
        )
        .options(joinedload(Question.author), joinedload(AnsweringLease.member))
    )


def thread(
    begun: Opening | int,
    actor: Actor,
    *,
    number: int = 1,
    order: str = "best",
    whole: bool = False,
) -> Thread:
    """A page of a question as `actor` may see it, or the `whole` of it; raises NotFound."""
    begun = opening(begun, actor) if isinstance(begun, int) else begun
    question = begun.question
    question_id = question.id
    if not sees(question, actor):
        raise NotFound
    privileged = may(actor, Permission.SEE_HELD)
    order = order if order in ORDERS else ORDERS[0]
    found = _own(_answers(question_id, actor, privileged=privileged, order=order), actor)
    if whole:
        number, pages, answers = 1, 1, db.session.execute(found).all()
    else:
        number, answers, pages = _page(question, found, number)
    comments = _comments([question_id, *(each.id for each, *_ in answers)], actor, privileged=privileged)
    linked, duplicate_of = _linked(question, some=begun.linked)
    return Thread(
        question=question,
        state=questions.state_of(question),
        answers=_views(answers, comments),
        comments=comments[question_id],
        lease=begun.lease,
        has_problem=begun.has_problem,
        follows=begun.follows,
        linked=linked,
        duplicate_of=duplicate_of,
        draft=begun.draft,
        own_answer=begun.own_answer,
        number=number,
        pages=pages,
        order=order,
        sizes=pictures.sizes_in([question.body_html, *(each.body_html for each, *_ in answers)]),
    )


def _page(question: Question, found: Select[Any], number: int) -> tuple[int, Sequence[Any], int]:
    """The number of the page that there is, its answers, and how many pages the reader knows of."""
    number = nearest(number, _most(question), PER_PAGE)
    before = (number - 1) * PER_PAGE
    answers = db.session.execute(found.limit(PER_PAGE + 1).offset(before)).all()
    known = max(question.answer_count, before + len(answers))
    return number, answers[:PER_PAGE], max(1, -(-known // PER_PAGE))


def _most(question: Question) -> int:
    """No more answers than this can be seen by anybody: what was held or hidden counts a page more."""
    return question.answer_count + 10 * PER_PAGE


def page_of(answer_id: int, question_id: int, actor: Actor) -> int:
    """The page on which an answer stands, best first."""
    privileged = may(actor, Permission.SEE_HELD)
    ids = db.session.scalars(
        _answers(question_id, actor, privileged=privileged, order=ORDERS[0]).with_only_columns(
            Answer.id, maintain_column_froms=True
        )
    ).all()
    return ids.index(answer_id) // PER_PAGE + 1 if answer_id in ids else 1


def seen_by(reader: int | BindParameter[int] | None, *, privileged: bool) -> ColumnElement[bool]:
    """The condition that `Post.seen_by` is, for lists."""
    if privileged:
        return Post.status.in_([PostStatus.PUBLISHED, *HIDDEN])
    if reader is None:
        return Post.status == PostStatus.PUBLISHED
    return or_(Post.status == PostStatus.PUBLISHED, (Post.author_id == reader) & Post.status.in_(HIDDEN))


def _answers(question_id: int, actor: Actor, *, privileged: bool, order: str) -> Select[Any]:
    by: dict[str, tuple[ColumnElement[Any], ...]] = {
        "best": (Answer.accepted_at.is_(None), Answer.score.desc(), Answer.created_at.asc(), Answer.id.asc()),
        "new": (Answer.created_at.desc(), Answer.id.desc()),
        "old": (Answer.created_at.asc(), Answer.id.asc()),
    }
    return (
        select(Answer)
        .where(Answer.question_id == question_id, seen_by(actor.member_id, privileged=privileged))
        .order_by(Answer.status != PostStatus.PUBLISHED, *by[order])
        .options(joinedload(Answer.author))
    )


def _comments(parents: Sequence[int], actor: Actor, *, privileged: bool) -> dict[int, list[Comment]]:
    found = db.session.scalars(
        select(Comment)
        .where(Comment.parent_id.in_(parents), seen_by(actor.member_id, privileged=privileged))
        .order_by(Comment.created_at, Comment.id)
        .options(joinedload(Comment.author))
    )
    by_parent: dict[int, list[Comment]] = defaultdict(list)
    for comment in found:
        by_parent[comment.parent_id].append(comment)
    return by_parent


def _own(found: Select[Any], actor: Actor) -> Select[Any]:
    """The same answers with the stars that the reader gave, and whether they thanked as one of the staff."""
    me = actor.member_id
    if me is None:
        return found.add_columns(literal(None), literal(None))
    mine = (Rating.answer_id == Answer.id) & (Rating.rater_id == me) & Rating.withdrawn_at.is_(None)
    found = found.outerjoin(Rating, mine).add_columns(Rating.stars)
    if not actor.is_staff:
        return found.add_columns(literal(None))
    thanked = (StaffThanks.answer_id == Answer.id) & (StaffThanks.member_id == me)
    return found.outerjoin(StaffThanks, thanked).add_columns(StaffThanks.answer_id)


def _views(answers: Sequence[Any], comments: dict[int, list[Comment]]) -> list[AnswerView]:
    mean, weight = ratings.site_mean(), threshold("rating_prior_weight")
    return [
        AnswerView(
            post=answer,
            mean=star_rules.shown_mean(answer.distribution, site_mean=mean, weight=weight),
            own_stars=stars or 0,
            thanked=thanked is not None,
            comments=comments[answer.id],
        )
        for answer, stars, thanked in answers
    ]


def _linked(question: Question, *, some: bool) -> tuple[list[Question], Question | None]:
    """Questions linked either way, where there are some, and the one that this repeats."""
    if not some and question.duplicate_of_id is None:
        return [], None
    both = (
        select(PostLink.to_id)
        .where(PostLink.from_id == question.id)
        .union(select(PostLink.from_id).where(PostLink.to_id == question.id))
    )
    wanted: ColumnElement[bool] = Question.id.in_(both)
    original = questions.goes_on_in(question.duplicate_of_id) if question.duplicate_of_id else None
    if original is not None:
        wanted = or_(wanted, Question.id == original)
    some_of = select(Question).where(wanted, Question.listed)
    first = (Question.id == original).desc()  # however many others are linked
    found = db.session.scalars(some_of.order_by(first, Question.last_activity_at.desc()).limit(10)).all()
    duplicate_of = next((each for each in found if each.id == original), None)
    return [each for each in found if each is not duplicate_of], duplicate_of
