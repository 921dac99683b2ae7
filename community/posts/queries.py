"""Finding posts of any kind, and what belongs to them."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import joinedload

from community.kernel.db import ROW_LOCK, db, lock_row
from community.kernel.errors import NotFound
from community.kernel.policy import Actor, Permission, may
from community.posts.models import (
    Draft,
    EditSuggestion,
    Post,
    PostKind,
    PostStatus,
    Revision,
    SuggestionState,
)

_PUBLISHED: Final = select(func.count()).select_from(
    select(Post.id)
    .where(Post.author_id == bindparam("member_id"), Post.status == PostStatus.PUBLISHED)
    .limit(50)
    .subquery()
)


def post_or_404(post_id: int, *, for_update: bool = False) -> Post:
    """The post with all columns of its kind; raises NotFound."""
    post = db.session.get(Post, post_id)
    if post is None:
        raise NotFound
    if for_update:
        lock(post)
    return post


def lock(post: Post) -> None:
    """Lock a post after its thread, as everybody does: else two that need both wait for each other."""
    if post.thread_id != post.id:
        db.session.get(Post, post.thread_id, with_for_update=ROW_LOCK)
    lock_row(post)


def visible_or_404(post_id: int, actor: Actor) -> Post:
    """The same, if `actor` may know of it: of the post itself, and of all that it stands beneath."""
    post = post_or_404(post_id)
    for each in (post, *map(post_or_404, post.stands_under)):
        if not sees(each, actor):
            raise NotFound
    return post


def seen_in_place(posts: Sequence[Post], actor: Actor) -> frozenset[int]:
    """Those of these posts that `actor` may know of, with all that they stand beneath."""
    above = {number for each in posts for number in each.stands_under}
    over = {each.id: each for each in db.session.scalars(select(Post).where(Post.id.in_(above)))}
    return frozenset(
        each.id
        for each in posts
        if all(sees(one, actor) for one in (each, *(over[at] for at in each.stands_under)))
    )


def seen_among(post_ids: Collection[int], actor: Actor) -> frozenset[int]:
    """The same of posts by their ids."""
    found = db.session.scalars(select(Post).where(Post.id.in_(post_ids))).all() if post_ids else ()
    return seen_in_place(found, actor)


def sees(post: Post, actor: Actor) -> bool:
    """Whether `actor` may know of this post, whatever it stands beneath."""
    return post.seen_by(actor.member_id, privileged=sees_unseen(post, actor))


def sees_unseen(post: Post, actor: Actor) -> bool:
    """Whether `actor` sees by right of office what others do not see of this post."""
    private = post.status == PostStatus.PRIVATE
    return may(actor, Permission.WORK_CASES if private else Permission.SEE_HELD)


def published_count(member_id: int | None) -> int:
    """How many visible posts a member has written, counted up to 50."""
    if member_id is None:
        return 0
    return db.session.scalar(_PUBLISHED, {"member_id": member_id}) or 0


def posted_since(member_id: int, since: datetime, kind: PostKind | None = None) -> int:
    """How many posts a member has written since `since`, whatever became of them."""
    query = select(func.count()).select_from(Post).where(Post.author_id == member_id, Post.created_at > since)
    if kind is not None:
        query = query.where(Post.kind == kind)
    return db.session.scalar(query) or 0


def revisions_of(post_id: int) -> Sequence[Revision]:
    """All revisions, newest first, with their editors."""
    return db.session.scalars(
        select(Revision)
        .where(Revision.post_id == post_id)
        .order_by(Revision.number.desc())
        .options(joinedload(Revision.editor))
    ).all()


def tags_of(post_id: int) -> tuple[str, ...] | None:
    """The tags that a post was given last; None for kinds that have none."""
    said = select(Revision.tags).where(Revision.post_id == post_id).order_by(Revision.number.desc())
    last = next((tags for tags in db.session.scalars(said) if tags is not None), None)
    return None if last is None else tuple(last)


def tags_of_each(post_ids: Collection[int]) -> dict[int, list[str]]:
    """The same of several posts at once, by post; those that have none are left out."""
    said = (
        select(Revision.post_id, Revision.tags)
        .where(Revision.post_id.in_(post_ids), Revision.tags.is_not(None))
        .order_by(Revision.number)
    )
    return {post_id: list(tags) for post_id, tags in db.session.execute(said) if tags is not None}


def open_suggestions(actor: Actor, limit: int = 100) -> Sequence[EditSuggestion]:
    """Edit suggestions that wait, oldest first, with their posts and authors; only of posts that `actor` sees.

    Who does not review finds those to their own posts, on which they decide.
    """
    waiting = select(EditSuggestion).where(EditSuggestion.state == SuggestionState.OPEN)
    if not may(actor, Permission.REVIEW):
        waiting = waiting.join(EditSuggestion.post).where(Post.author_id == actor.member_id)
    loaded = (joinedload(EditSuggestion.author), joinedload(EditSuggestion.post))
    found = db.session.scalars(waiting.order_by(EditSuggestion.id).limit(limit).options(*loaded)).all()
    seen = seen_in_place([each.post for each in found], actor)
    return [each for each in found if each.post_id in seen]


def suggested_post_or_404(suggestion_id: int) -> int:
    """The post that a suggestion is about, which never changes; nothing is locked."""
    post_id = db.session.scalar(select(EditSuggestion.post_id).where(EditSuggestion.id == suggestion_id))
    if post_id is None:
        raise NotFound
    return post_id


def suggestion_or_404(suggestion_id: int) -> EditSuggestion:
    suggestion = db.session.get(EditSuggestion, suggestion_id, with_for_update=ROW_LOCK)
    if suggestion is None:
        raise NotFound
    return suggestion


def newest_editor(post_id: int) -> int | None:
    """Who edited a post last; None where nobody known has."""
    edits = select(Revision.editor_id).where(Revision.post_id == post_id, Revision.number > 1)
    return db.session.scalars(edits.order_by(Revision.number.desc()).limit(1)).first()


def draft_of(member_id: int, kind: str, target_id: int = 0) -> Draft | None:
    return db.session.scalars(
        select(Draft).filter_by(member_id=member_id, kind=kind, target_id=target_id)
    ).one_or_none()
