"""Who may see a picture that was sent for a post: its sender, and whoever may read where it stands."""

from typing import Final

from flask import Flask
from sqlalchemy import ColumnElement, exists, or_, select

from community.accounts.models import Member
from community.kernel import picture_readers
from community.kernel.db import db
from community.kernel.errors import NotFound
from community.kernel.policy import MODERATORS, STAFF, Actor, Permission, may
from community.posts import queries
from community.posts.models import EditSuggestion, Post, Revision, Upload, VaultEntry

POSTS: Final = (Post.__tablename__, Revision.__tablename__)


def ensure_shown(key: str, actor: Actor) -> None:
    """Raise NotFound, as for a picture that there is not, unless `actor` may see this one."""
    if not (picture_readers.is_shown_to(key, actor) or _sent(key, actor)):
        raise NotFound


def _sent(key: str, actor: Actor) -> bool:
    if actor.member_id is None:
        return False
    query = select(exists().where(Upload.member_id == actor.member_id, Upload.key == key))
    return bool(db.session.scalar(query))


def counts_in(key: str, post: type[Post] = Post) -> ColumnElement[bool]:
    """Posts that show the picture to whoever reads them: of its sender, or edited by them, or of moderators and staff.

    Else a picture of a hidden post would be public again once somebody who knows its address writes it down.
    """
    writers = select(Revision.editor_id).where(Revision.post_id == post.id).correlate(post)
    gone = exists().where(Revision.post_id == post.id, Revision.editor_id.is_(None)).correlate(post)
    theirs = exists().where(
        Upload.key == key,
        # Of members who left only that is known; their words stay, and the pictures in them.
        or_(Upload.member_id.in_(writers), Upload.member_id.is_(None) & gone),
    )
    appointed = exists().where(Member.id == post.author_id, Member.role.in_([*MODERATORS, *STAFF]))
    return post.id.in_(picture_readers.abouts(key, *POSTS)) & or_(theirs, appointed)


def _covered(key: str, actor: Actor) -> bool:
    """The author reads what is covered for everybody else."""
    if actor.member_id is None:
        return False
    own = exists().where(
        Post.id.in_(picture_readers.abouts(key, VaultEntry.__tablename__)), Post.author_id == actor.member_id
    )
    return bool(db.session.scalar(select(own)))


def _suggested(key: str, actor: Actor) -> bool:
    """Whoever decides on suggested edits, of posts that they see."""
    if not may(actor, Permission.REVIEW):
        return False
    about = EditSuggestion.id.in_(picture_readers.abouts(key, EditSuggestion.__tablename__))
    theirs = exists().where(Upload.key == key, Upload.member_id == EditSuggestion.author_id)
    query = select(Post).join(EditSuggestion, EditSuggestion.post_id == Post.id).where(about, theirs)
    return bool(queries.seen_in_place(db.session.scalars(query.limit(50)).unique().all(), actor))


def init_app(app: Flask) -> None:
    """Say who reads suggested edits and what is covered; of posts that is said where threads are known."""
    picture_readers.register(app, _covered, VaultEntry.__tablename__)
    picture_readers.register(app, _suggested, EditSuggestion.__tablename__)
