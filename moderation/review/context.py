"""Everything that stands beside a post while somebody decides on it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from html import escape
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from community.accounts.models import Member
from community.kernel import diff
from community.kernel.db import db
from community.kernel.highlight import Passage, marked
from community.kernel.languages import said
from community.kernel.policy import Actor
from community.posts.models import EditSuggestion, Post, PostKind, PostStatus, Revision
from community.posts.queries import post_or_404
from community.questions.models import Question
from community.search.queries import similar
from community.search.results import Result
from moderation.flags.models import Flag
from moderation.flags.queries import SeenFlag
from moderation.review import queries
from moderation.review.entitled import above_read_by
from moderation.review.models import ReviewDecision, ReviewItem
from moderation.review.rules import ItemKind, ItemState
from moderation.review.watch import Shown, watch

MOST_SIMILAR: Final = 5
MOST_EARLIER: Final = 5
SHOWN_AS: Final = {"private-data": "private", "abuse": "abuse", "links": "links", "spam": "spam"}


@dataclass(frozen=True, slots=True)
class AuthorHistory:
    """Who the author is and what became of what they wrote."""

    member: Member | None
    published: int = 0
    refused: int = 0
    waiting: int = 0
    upheld: int = 0  # reports of their posts that were upheld


@dataclass(frozen=True, slots=True)
class Earlier:
    """What was decided on this post before."""

    decision: str
    reason: str | None
    words: str
    by: Member | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Beside:
    """All of it. `changed` is what the author mended since the last decision; `original` the likeliest model."""

    html: str
    title: str
    history: AuthorHistory
    flags: Sequence[SeenFlag]
    earlier: list[Earlier]
    changed: list[diff.Line]
    suggestion: EditSuggestion | None
    suggested: list[diff.Line]
    alike: list[Result]
    original: Question | None
    above: list[Post]
    said: Sequence[tuple[ReviewDecision, Member | None]] = field(default_factory=tuple)


def beside(shown: Shown, *, by: Actor) -> Beside:
    """Read what helps to decide on a post. Beside the copies of a spot check stands nothing that gives it away."""
    item, post = shown.item, shown.post
    earlier = _earlier(post.id, item.id) if shown.is_real else []
    passages = _passages(post)
    suggestion = _suggestion(item)
    alike = _alike(post)
    duplicate = item.kind == ItemKind.DUPLICATE and alike
    return Beside(
        html=marked(post.body_html, passages),
        title=marked(escape(_title(post)), passages),
        history=history_of(post.author_id, status=shown.real_status or post.status, shown_as=post.status),
        flags=watch().flags_beside(shown, by),
        earlier=earlier,
        changed=_changed_since(post, earlier[0].at) if earlier else [],
        suggestion=suggestion,
        suggested=diff.difference(post.body_markdown, suggestion.body_markdown) if suggestion else [],
        alike=alike,
        original=db.session.get(Question, alike[0].question_id) if duplicate else None,
        above=above_read_by([post_or_404(each) for each in sorted(_above(post))], by),
        said=queries.opinions_for(item.id, by),
    )


def _title(post: Post) -> str:
    """The title of a question, and nothing for other kinds; copies have no type of their own."""
    return str(getattr(post, "title", "")) if post.kind == PostKind.QUESTION else ""


def _passages(post: Post) -> list[Passage]:
    """The evidence of what the gate found, to be marked in the text."""
    return [
        Passage(str(quote), SHOWN_AS.get(each["check"], "other"), said(each["message"], each["params"]))
        for each in post.findings
        for quote in each["evidence"]
    ]


def history_of(member_id: int | None, *, status: str = "", shown_as: str = "") -> AuthorHistory:
    """What became of an author's posts; of a post of this `status` as if it still were what it is `shown_as`."""
    if member_id is None:
        return AuthorHistory(None)
    rows = db.session.execute(
        select(Post.status, func.count()).where(Post.author_id == member_id).group_by(Post.status)
    ).all()
    counts: dict[str, int] = {status: count for status, count in rows}  # noqa: C416 - rows are not tuples
    if status != shown_as:
        counts[status] = counts.get(status, 0) - 1
        counts[shown_as] = counts.get(shown_as, 0) + 1
    upheld = select(func.count()).select_from(Flag).join(Post, Post.id == Flag.post_id)
    return AuthorHistory(
        member=db.session.get(Member, member_id),
        published=counts.get(PostStatus.PUBLISHED, 0),
        refused=counts.get(PostStatus.REFUSED, 0) + counts.get(PostStatus.HIDDEN, 0),
        waiting=counts.get(PostStatus.HELD, 0),
        upheld=db.session.scalar(upheld.where(Post.author_id == member_id, Flag.upheld.is_(True))) or 0,
    )


def _earlier(post_id: int, item_id: int) -> list[Earlier]:
    rows = db.session.execute(
        select(ReviewItem, ReviewDecision, Member)
        .join(ReviewDecision, ReviewDecision.item_id == ReviewItem.id)
        .outerjoin(Member, Member.id == ReviewDecision.reviewer_id)
        .where(
            ReviewItem.post_id == post_id,
            ReviewItem.id != item_id,
            ReviewItem.kind != ItemKind.EDIT,  # was about an edit, not about the post
            ReviewItem.state == ItemState.DECIDED,
        )
        .order_by(ReviewItem.id.desc(), ReviewDecision.id.desc())
        .limit(MOST_EARLIER)
    ).all()
    return [Earlier(row.decision, row.reason, row.words, who, row.created_at) for _, row, who in rows]


def _changed_since(post: Post, moment: datetime) -> list[diff.Line]:
    """What the author mended after a decision."""
    before = db.session.scalars(
        select(Revision)
        .where(Revision.post_id == post.id, Revision.created_at <= moment)
        .order_by(Revision.number.desc())
        .limit(1)
    ).first()
    if before is None or before.number == post.revision_count:
        return []
    return diff.difference(before.body_markdown, post.body_markdown)


def _suggestion(item: ReviewItem) -> EditSuggestion | None:
    if item.suggestion_id is None:
        return None
    return db.session.scalars(
        select(EditSuggestion)
        .where(EditSuggestion.id == item.suggestion_id)
        .options(joinedload(EditSuggestion.author))
    ).one_or_none()


def _alike(post: Post) -> list[Result]:
    if post.kind != PostKind.QUESTION:
        return []
    return similar(f"{_title(post)}\n{post.body_markdown[:500]}", MOST_SIMILAR, exclude=post.id)


def _above(post: Post) -> set[int]:
    above: Any = {post.thread_id, getattr(post, "parent_id", post.id)}
    return {int(each) for each in above} - {post.id}
