"""Copies of posts at the moment of a sanction: what was said must stay readable while somebody may appeal."""

from collections.abc import Iterable

from sqlalchemy import update

from community.kernel import clock, markup
from community.kernel.db import db
from community.posts.models import Post
from moderation.sanctions.models import SanctionPost
from moderation.triage import pii


def freeze(sanction_id: int, posts: Iterable[Post]) -> None:
    """Keep each post as it is now, with its private data masked."""
    now = clock.now()
    for post in posts:
        body, title = masked(post.body_markdown), masked(getattr(post, "title", None) or "")
        db.session.add(
            SanctionPost(
                sanction_id=sanction_id,
                post_id=post.id,
                kind=str(post.kind),
                title=title,
                body_markdown=body,
                body_html=markup.render(body).html,
                lang=post.lang,
                written_at=post.created_at,
                frozen_at=now,
            )
        )
    db.session.flush()


def masked(text: str) -> str:
    """The text with a word in brackets for each piece of private data."""
    return pii.mask(text, pii.find(text))


def erase(sanction_ids: Iterable[int]) -> None:
    """Forget the words of the copies; that there were posts stays known."""
    db.session.execute(
        update(SanctionPost)
        .where(SanctionPost.sanction_id.in_(list(sanction_ids)), SanctionPost.erased_at.is_(None))
        .values(title="", body_markdown="", body_html="", erased_at=clock.now()),
        execution_options={"synchronize_session": False},
    )
