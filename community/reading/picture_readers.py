"""Who may see pictures in posts, as their pages have it, and in what members say of themselves."""

from typing import Final

from flask import Flask
from sqlalchemy import case, exists, func, select
from sqlalchemy.orm import aliased, load_only

from community.accounts.models import Member
from community.answers.models import Answer
from community.comments.models import Comment
from community.kernel import picture_readers
from community.kernel.db import db
from community.kernel.policy import Actor, Permission
from community.posts import queries
from community.posts.models import Post, PostStatus, Upload
from community.posts.picture_seeing import POSTS, counts_in
from community.tags.models import Tag

# Posts with one picture that are looked at; first those that everybody reads, then one's own.
MOST: Final = 50


def init_app(app: Flask) -> None:
    """Say who reads posts, profiles, and what is said of tags."""
    picture_readers.register(app, _in_post, *POSTS)
    picture_readers.register(app, _of_member, Member.__tablename__)
    picture_readers.register_for(app, Permission.READ, Tag.__tablename__)


def _in_post(key: str, actor: Actor) -> bool:
    """Whether the reader may know of one of the posts, and of all that it stands beneath."""
    post, thread, parent = aliased(Post), aliased(Post), aliased(Post)
    answers, comments = Answer.__table__, Comment.__table__
    places = (post, thread, parent)
    everybodys = (
        (post.status == PostStatus.PUBLISHED)
        & (thread.status == PostStatus.PUBLISHED)
        & (parent.status == PostStatus.PUBLISHED)
    )
    query = (
        select(*places)
        .outerjoin(answers, answers.c.id == post.id)
        .outerjoin(comments, comments.c.id == post.id)
        .join(thread, thread.id == func.coalesce(answers.c.question_id, comments.c.question_id, post.id))
        .join(parent, parent.id == func.coalesce(comments.c.parent_id, post.id))
        .where(counts_in(key, post))
        .order_by(case((everybodys, 0), (post.author_id == actor.member_id, 1), else_=2))
        .limit(MOST)
        .options(*(load_only(each.status, each.author_id) for each in places))
    )
    return any(all(queries.sees(each, actor) for each in row) for row in db.session.execute(query))


def _of_member(key: str, _actor: Actor) -> bool:
    """What somebody says of themselves is public, with the pictures that they sent."""
    sent = exists().where(Upload.key == key, Upload.member_id == Member.id)
    said = exists().where(Member.id.in_(picture_readers.abouts(key, Member.__tablename__)), sent)
    return bool(db.session.scalar(select(said)))
