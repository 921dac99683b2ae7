"""Copies of posts at the moment of a sanction: what was said must stay readable while somebody may appeal."""

from collections.abc import Iterable

from sqlalchemy import select, update

from community.kernel import clock, markup, masks
from community.kernel.db import db
from community.posts import vault
from community.posts.models import Post
from moderation.sanctions.models import SanctionPost
from moderation.triage import pii


def freeze(sanction_id: int, posts: Iterable[Post]) -> None:
    """Keep each post as it is now, with its private data masked."""
    now = clock.now()
    for post in posts:
        body, title = pii.masked(post.body_markdown), pii.masked(getattr(post, "title", None) or "")
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


def cover(post_id: int) -> None:
    """Cover in the copies of a post what has been covered in the post since."""
    hidden = vault.hidden_in(post_id)
    for copy in db.session.scalars(select(SanctionPost).where(SanctionPost.post_id == post_id)):
        copy.title = masks.covered(copy.title, (), hidden, lang=copy.lang)[0]
        body = masks.covered(copy.body_markdown, (), hidden, lang=copy.lang)[0]
        if body != copy.body_markdown:
            copy.body_markdown, copy.body_html = body, markup.render(body).html
    db.session.flush()


def erase(sanction_ids: Iterable[int]) -> None:
    """Forget the words of the copies; that there were posts stays known."""
    db.session.execute(
        update(SanctionPost)
        .where(SanctionPost.sanction_id.in_(list(sanction_ids)), SanctionPost.erased_at.is_(None))
        .values(title="", body_markdown="", body_html="", erased_at=clock.now()),
        execution_options={"synchronize_session": False},
    )
