"""Which old decision makes a good spot check for one reviewer: certain, and new to them."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Final

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import aliased

from community.accounts.models import Member
from community.answers.models import Answer
from community.answers.rules import GOOD_STARS
from community.comments.models import Comment
from community.kernel import clock
from community.kernel.db import db
from community.kernel.thresholds import threshold
from community.posts.models import Post, PostStatus
from community.questions.models import Question
from moderation.flags.models import Flag
from moderation.flags.rules import FlagState
from moderation.review.models import ReviewDecision, ReviewItem
from moderation.review.rules import REMOVING, Decision, ItemKind, ItemState
from moderation.reviewers.models import SpotCheck
from moderation.reviewers.rules import Basis, Expected

KINDS: Final = (
    ItemKind.FIRST_POST,
    ItemKind.LOW_QUALITY,
    ItemKind.SPAM,
    ItemKind.DUPLICATE,
    ItemKind.FLAG,
)
YOUNGEST_MEMORY: Final = timedelta(days=365)
LOOKED_AT: Final = 60
GOOD_RATINGS: Final = 2


def choose(reviewer_id: int, chance: int) -> tuple[ReviewItem, Expected, Basis] | None:
    """One decided item for this reviewer, the same for the same `chance`; good and bad ones by turns."""
    sides: list[Callable[[], Sequence[ReviewItem]]] = [
        lambda: _found(reviewer_id, _known_good()),
        lambda: _found(reviewer_id, _known_bad()),
    ]
    first = chance // 7 % 2
    for number in (first, 1 - first):
        found = sides[number]()
        for place in range(len(found)):
            item = found[(chance + place) % len(found)]
            if not _takes_part(reviewer_id, item.post_id or 0):
                return item, *_known(item)
    return None


def _known(item: ReviewItem) -> tuple[Expected, Basis]:
    if item.decision == Decision.SPAM:
        return Expected.REMOVE, Basis.SPAM
    if item.decision == Decision.REFUSE:
        return Expected.REMOVE, Basis.REFUSED
    answer = db.session.get(Answer, item.post_id)
    return Expected.APPROVE, Basis.WELL_RATED if answer is not None else Basis.SOLVED


def _found(reviewer_id: int, outcome: Sequence[ColumnElement[bool]]) -> Sequence[ReviewItem]:
    now = clock.now()
    other = aliased(ReviewItem)
    seen = exists().where(
        ReviewDecision.item_id == other.id,
        other.post_id == ReviewItem.post_id,
        ReviewDecision.reviewer_id == reviewer_id,
    )
    checked = exists().where(SpotCheck.reviewer_id == reviewer_id, SpotCheck.post_id == ReviewItem.post_id)
    waiting = exists().where(other.post_id == ReviewItem.post_id, other.state == ItemState.OPEN)
    return db.session.scalars(
        select(ReviewItem)
        .join(Post, Post.id == ReviewItem.post_id)
        .join(Member, Member.id == Post.author_id)
        .where(
            ReviewItem.state == ItemState.DECIDED,
            ReviewItem.kind.in_(KINDS),
            ReviewItem.decided_at < now - timedelta(days=threshold("spot_check_age_days")),
            ReviewItem.decided_at > now - YOUNGEST_MEMORY,
            or_(Post.edited_at.is_(None), Post.edited_at <= ReviewItem.decided_at),
            Member.closed_at.is_(None),
            Member.id != reviewer_id,
            ~seen,
            ~checked,
            ~waiting,
            *_uncontested(),
            *outcome,
        )
        .order_by(ReviewItem.decided_at.desc(), ReviewItem.id)
        .limit(LOOKED_AT)
    ).all()


def _uncontested() -> list[ColumnElement[bool]]:
    """Bound by a moderator, or agreed without a dissenting voice; and never taken back."""
    of_item = ReviewDecision.item_id == ReviewItem.id
    bound = exists().where(of_item, ReviewDecision.binding)
    dissent = exists().where(of_item, ReviewDecision.decision != ReviewItem.decision)
    overturned = exists().where(of_item, ReviewDecision.overturned.is_not(None))
    return [or_(bound, ~dissent), ~overturned]


def _known_good() -> list[ColumnElement[bool]]:
    answers, questions = Answer.__table__.c, Question.__table__.c
    stars = sum(value * answers[f"stars_{value}"] for value in range(1, 6))
    rated = exists().where(
        answers.id == ReviewItem.post_id,
        answers.rating_count >= GOOD_RATINGS,
        stars >= GOOD_STARS * answers.rating_count,
    )
    solved = exists().where(questions.id == ReviewItem.post_id, questions.accepted_count > 0)
    doubted = exists().where(
        Flag.post_id == ReviewItem.post_id, Flag.state.in_([FlagState.OPEN, FlagState.UPHELD])
    )
    return [
        ReviewItem.decision == Decision.APPROVE,
        Post.status == PostStatus.PUBLISHED,
        or_(rated, solved),
        ~doubted,
    ]


def _known_bad() -> list[ColumnElement[bool]]:
    return [
        ReviewItem.decision.in_(REMOVING),
        Post.status.in_([PostStatus.REFUSED, PostStatus.HIDDEN]),
    ]


def _takes_part(reviewer_id: int, post_id: int) -> bool:
    """Whether the reviewer has written in the thread of a post."""
    thread = db.session.get_one(Post, post_id).thread_id
    answers, comments = Answer.__table__.c, Comment.__table__.c
    wrote = exists().where(
        Post.author_id == reviewer_id,
        or_(
            Post.id == thread,
            Post.id.in_(select(answers.id).where(answers.question_id == thread)),
            Post.id.in_(select(comments.id).where(comments.question_id == thread)),
        ),
    )
    return bool(db.session.scalar(select(wrote)))
