"""What has happened in a case since its page was shown: who wrote, and what staff did."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Subquery, literal, or_, select, union_all
from sqlalchemy.orm import joinedload

from community.answers.models import Answer
from community.comments.models import Comment
from community.kernel.addresses import number_in
from community.kernel.db import db
from community.kernel.policy import Actor
from community.posts.models import Post, PostStatus
from community.reading.people import Person, author_of, person_named
from moderation.audit.models import ModerationLogEntry
from moderation.escalation.models import Case

MOST = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Something new: a post (`act` is empty) or an act of staff."""

    who: Person | None
    act: str
    when: datetime
    by_asker: bool = False


def read_mark(mark: str) -> tuple[int, int] | None:
    """The last post and the last act that a mark names; None when it is none of ours."""
    post, _, act = mark.partition("-")
    last_post, last_act = number_in(post), number_in(act)
    return None if last_post is None or last_act is None else (last_post, last_act)


def _thread(case: Case) -> Subquery:
    """The ids of all posts in the thread: few, so a database begins with them, and not with the newest of the site."""
    answers, comments = Answer.__table__.c, Comment.__table__.c
    return union_all(
        select(literal(case.question_id).label("id")),
        select(answers.id).where(answers.question_id == case.question_id),
        select(comments.id).where(comments.question_id == case.question_id),
    ).subquery("thread")


def since(case: Case, mark: str, actor: Actor) -> Sequence[Piece]:
    """What others did after a mark that a page carries (`AtHand.seen`), oldest first."""
    read = read_mark(mark)
    if read is None:
        return []
    (post, act), thread = read, _thread(case)
    posts = db.session.scalars(
        select(Post)
        .join(thread, thread.c.id == Post.id)
        .where(
            Post.id > post,
            Post.status.in_((PostStatus.PUBLISHED, PostStatus.HELD)),
            or_(Post.author_id.is_(None), Post.author_id != actor.member_id),
        )
        .order_by(Post.id)
        .limit(MOST)
        .options(joinedload(Post.author))
    ).all()
    acts = db.session.scalars(
        select(ModerationLogEntry)
        .where(
            ModerationLogEntry.subject == f"case:{case.id}",
            ModerationLogEntry.number > act,
            or_(ModerationLogEntry.by_id.is_(None), ModerationLogEntry.by_id != actor.member_id),
        )
        .order_by(ModerationLogEntry.number)
        .limit(MOST)
    ).all()
    asker = case.question.author_id
    found = [
        Piece(
            who=author_of(each),
            act="",
            when=each.created_at,
            by_asker=each.author_id == asker and asker is not None,
        )
        for each in posts
    ]
    found += [
        Piece(who=person_named(each.by_id) if each.by_id else None, act=each.act, when=each.at)
        for each in acts
        if each.act != "case-replied" or not posts
    ]
    return sorted(found, key=lambda each: each.when)
