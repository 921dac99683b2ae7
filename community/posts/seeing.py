"""A post's words as one reader sees them: its author reads what is covered for everybody else."""

from typing import Any

from sqlalchemy import or_, select

from community.kernel import masks
from community.kernel.db import db
from community.kernel.policy import Actor, Permission, actor_now, may
from community.posts import mentions, vault
from community.posts.models import Post, PostStatus


def html_for(post: Post, reader_id: int | None) -> str:
    """The rendered body for this reader."""
    if not _own(post, reader_id, post.body_markdown):
        return post.body_html
    return mentions.rendered(vault.originals_of(post).body)


def body_for(post: Post, reader_id: int | None) -> str:
    """The body for this reader, as it was written."""
    return vault.words_for(post, reader_id).body if masks.BAR in post.body_markdown else post.body_markdown


def title_for(post: Post, reader_id: int | None) -> str:
    """The title for this reader, with words in place of tokens."""
    title = str(getattr(post, "title", "") or "")
    if _own(post, reader_id, title):
        return vault.originals_of(post).title or ""
    return masks.labelled(title)


def html_now(post: Post) -> str:
    """The rendered body for whoever asks for the page."""
    return html_for(post, actor_now().member_id)


def title_now(post: Post) -> str:
    """The title for whoever asks for the page."""
    return title_for(post, actor_now().member_id)


def findings_now(post: Post) -> list[Any]:
    """What the gate saw, for whoever asks for the page."""
    return findings_for(post, actor_now())


def findings_for(post: Post, reader: Actor) -> list[Any]:
    """What the gate saw: what quotes another question goes out of this reader's sight together with that."""
    named = {number for each in post.findings if (number := _named_in(each)) is not None}
    if not named or may(reader, Permission.SEE_HELD):
        return post.findings
    may_see = or_(Post.status == PostStatus.PUBLISHED, Post.author_id == reader.member_id)
    shown = set(db.session.scalars(select(Post.id).where(Post.id.in_(named), may_see)))
    return [each for each in post.findings if (number := _named_in(each)) is None or number in shown]


def _named_in(finding: dict[str, Any]) -> int | None:
    number = (finding.get("params") or {}).get("question_id")
    return number if isinstance(number, int) else None


def _own(post: Post, reader_id: int | None, text: str) -> bool:
    return reader_id is not None and reader_id == post.author_id and masks.BAR in text
