"""Everything that stands beside a post while somebody decides on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Any, Final

from sqlalchemy import func, select

from community.accounts.models import Member
from community.accounts.session import current_member
from community.kernel import diff
from community.kernel.asking import Asking, Query, Rows, side_by_side, together
from community.kernel.db import db
from community.kernel.highlight import Passage, marked
from community.kernel.languages import said
from community.kernel.policy import Actor
from community.kernel.ports import ports
from community.posts.models import EditSuggestion, Post, PostKind, PostStatus, Revision
from community.questions.models import Question
from community.questions.services import tags_of
from community.search.queries import similar_outlines
from community.search.results import Result
from moderation.flags.models import Flag
from moderation.flags.queries import Received, SeenFlag, received_of
from moderation.quality.queries import author_word_of
from moderation.review import at_hand, queries
from moderation.review.entitled import above_read_by
from moderation.review.listing import posts_with_all
from moderation.review.models import ReviewDecision
from moderation.review.rules import ItemKind
from moderation.review.watch import Shown, watch

MOST_SIMILAR: Final = 5
SHOWN_AS: Final = {"private-data": "private", "abuse": "abuse", "links": "links", "spam": "spam"}


@dataclass(frozen=True, slots=True)
class AuthorHistory:
    """Who the author is and what became of what they wrote."""

    member: Member | None
    level: int | None = None  # where neither they nor the reader hide the game
    published: int = 0
    refused: int = 0
    waiting: int = 0
    upheld: int = 0  # reports of their posts that were upheld
    received: Received | None = None  # what became of all of these


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
    said: Sequence[tuple[ReviewDecision, Member | None]]
    word: str  # of the author to the moderators
    tags: Sequence[str]


def beside(shown: Shown, *, by: Actor) -> Beside:
    """Read what helps to decide on a post. Beside the copies of a spot check stands nothing that gives it away."""
    item, post = shown.item, shown.post
    kept = at_hand.read(item, post, earlier=shown.is_real)
    passages = _passages(post)
    history, alike, word, tags = side_by_side(
        [_history(shown, by), _alike(post), author_word_of(post.id), tags_of(post.id)]
    )
    suggestion = next(iter(kept.suggestions), None)
    duplicate = item.kind == ItemKind.DUPLICATE and alike
    return Beside(
        html=marked(post.body_html, passages),
        title=marked(escape(_title(post)), passages),
        history=history,
        flags=watch().flags_beside(shown, by, kept.flags),
        earlier=[
            Earlier(each.decision, each.reason, each.words, kept.reviewer(each), each.created_at)
            for each in kept.earlier
        ],
        changed=_changed_since(post, kept.revisions) if kept.earlier else [],
        suggestion=suggestion,
        suggested=diff.difference(post.body_markdown, suggestion.body_markdown) if suggestion else [],
        alike=alike,
        original=db.session.get(Question, alike[0].question_id) if duplicate else None,
        above=above_read_by(posts_with_all(_above(post)), by),
        said=queries.opinions_for(by, [(each, kept.reviewer(each)) for each in kept.said]),
        word=word,
        tags=tags,
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


def _history(shown: Shown, by: Actor) -> Asking[AuthorHistory]:
    """What became of an author's posts; a post with a copy before it counts as if it were what the copy is."""
    post, member_id = shown.post, shown.post.author_id
    if member_id is None:
        return AuthorHistory(None)
    counted = select(Post.status, func.count()).where(Post.author_id == member_id).group_by(Post.status)
    upheld = select(func.count()).select_from(Flag).join(Post, Post.id == Flag.post_id)
    figures = _figures([counted, upheld.where(Post.author_id == member_id, Flag.upheld.is_(True))])
    (rows, reports), received, level = yield from together(
        [figures, received_of([member_id]), _level_of(member_id)]
    )
    counts: dict[str, int] = {status: count for status, count in rows}  # noqa: C416 - rows are not tuples
    real_status = shown.real_status or post.status
    if real_status != post.status:
        counts[real_status] = counts.get(real_status, 0) - 1
        counts[post.status] = counts.get(post.status, 0) + 1
    return AuthorHistory(
        member=db.session.get(Member, member_id),
        level=level,
        published=counts.get(PostStatus.PUBLISHED, 0),
        refused=counts.get(PostStatus.REFUSED, 0) + counts.get(PostStatus.HIDDEN, 0),
        waiting=counts.get(PostStatus.HELD, 0),
        upheld=reports[0][0],
        received=received.get(member_id),
    )


def _figures(wanted: Sequence[Query]) -> Asking[Sequence[Rows]]:
    return (yield wanted)


def _level_of(member_id: int) -> Asking[int | None]:
    """The level of a member, unless they or the reader hide the game."""
    standings, reader = ports().standing, current_member()
    (rows,) = yield [standings.beside(select(Member.hides_game).where(Member.id == member_id), Member.id)]
    if not rows or rows[0][0] or (reader is not None and reader.hides_game):
        return None
    return standings.read(rows[0][-1]).level


def _changed_since(post: Post, revisions: Sequence[Revision]) -> list[diff.Line]:
    """What the author mended after a decision, before which the first of these was the last state."""
    if not revisions or revisions[0].number == post.revision_count:
        return []
    return diff.difference(revisions[0].body_markdown, post.body_markdown)


def _alike(post: Post) -> Asking[list[Result]]:
    if post.kind != PostKind.QUESTION:
        return []
    words = f"{_title(post)}\n{post.body_markdown[:500]}"
    return (yield from similar_outlines(words, MOST_SIMILAR, exclude=post.id))


def _above(post: Post) -> set[int]:
    above: Any = {post.thread_id, getattr(post, "parent_id", post.id)}
    return {int(each) for each in above} - {post.id}
