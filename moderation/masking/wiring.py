"""Attaches the pages of covered parts, and what looks after the vault."""

from flask import Flask
from sqlalchemy.orm import Session

from community.kernel import checks, masks, worker
from community.kernel.policy import Permission, actor_now, may
from community.posts.models import Post
from moderation.masking import routes, upkeep


def init_app(app: Flask) -> None:
    """Register pages, invariants and the tick."""
    app.register_blueprint(routes.bp)
    checks.register(app, checks.Check("private-parts-are-covered", _bare))
    app.jinja_env.globals["shows_covers"] = _shows_covers
    worker.add_tick(app, "private-data", upkeep.forget_what_is_over)


def _shows_covers(post: Post) -> bool:
    """Whether the reader is led to the page of what is covered: authors where there is something, and who may cover."""
    reader = actor_now()
    if reader.member_id is not None and reader.member_id == post.author_id:
        return masks.BAR in post.body_markdown or masks.BAR in getattr(post, "title", "")
    return may(reader, Permission.SEE_HELD) or may(reader, Permission.REVEAL_PRIVATE)


def _bare(_session: Session) -> list[str]:
    return upkeep.bare_originals()
