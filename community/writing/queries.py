"""The drafts of a member, with where each belongs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from community.kernel import masks
from community.kernel.db import db
from community.kernel.errors import NotFound
from community.kernel.policy import Actor
from community.kernel.text import excerpt
from community.posts.drafts import EDIT
from community.posts.models import Draft, Post, PostKind, PostStatus
from community.posts.queries import seen_in_place, sees
from community.questions.models import Question


@dataclass(frozen=True, slots=True)
class Line:
    """One draft in the list; `thread` is the title of the question it belongs to.

    Where the form would refuse whatever is sent, `in_vain` says why, and `body` holds all words to be copied.
    """

    id: int
    kind: str
    target_id: int
    title: str
    text: str
    body: str
    in_vain: str
    thread: str
    lang: str
    saved_at: datetime


def drafts_of(member: Actor) -> Sequence[Line]:
    """What a member has begun, newest first."""
    drafts = db.session.scalars(
        select(Draft).where(Draft.member_id == member.id).order_by(Draft.saved_at.desc(), Draft.id).limit(100)
    ).all()
    targets = {each.target_id for each in drafts if each.target_id}
    threads, posts = _threads(targets, member), _seen(targets, member)
    return [
        Line(
            id=each.id,
            kind=each.kind,
            target_id=each.target_id,
            title=each.title,
            text=excerpt(each.body, 200, is_html=False),
            body=each.body,
            in_vain=_why_in_vain(each, posts.get(each.target_id)),
            thread=threads.get(each.target_id, ("", ""))[0],
            lang=threads.get(each.target_id, ("", ""))[1],
            saved_at=each.saved_at,
        )
        for each in drafts
    ]


def _seen(post_ids: set[int], reader: Actor) -> dict[int, Post]:
    """Those of the posts whose forms the reader may open."""
    posts = db.session.scalars(select(Post).where(Post.id.in_(post_ids))).all()
    seen = seen_in_place(posts, reader)
    return {each.id: each for each in posts if each.id in seen}


def _why_in_vain(draft: Draft, post: Post | None) -> str:
    """Why a draft can be sent nowhere now: what it belongs to is gone, hidden, closed or merged; empty if it can."""
    if not draft.target_id:
        return ""
    if post is None or post.status == PostStatus.DELETED:
        return "gone"
    if draft.kind == EDIT:
        return ""
    if isinstance(post, Question) and post.merged_into_id is not None:
        return "merged"
    if not post.is_visible:
        return "hidden"
    closed = draft.kind == PostKind.ANSWER and isinstance(post, Question) and post.closed_at is not None
    return "closed" if closed else ""


def _threads(post_ids: set[int], reader: Actor) -> dict[int, tuple[str, str]]:
    """The title of the question in whose thread each post stands, and its language; only what the reader may see."""
    if not post_ids:
        return {}
    posts = db.session.scalars(select(Post).where(Post.id.in_(post_ids))).all()
    questions = {
        each.id: each
        for each in db.session.scalars(select(Question).where(Question.id.in_({p.thread_id for p in posts})))
    }
    return {
        each.id: (masks.labelled(questions[each.thread_id].title), questions[each.thread_id].lang)
        for each in posts
        if each.thread_id in questions and sees(questions[each.thread_id], reader)
    }


def draft_or_404(draft_id: int, member_id: int) -> Draft:
    """One of the member's own."""
    found = db.session.get(Draft, draft_id)
    if found is None or found.member_id != member_id:
        raise NotFound
    return found
