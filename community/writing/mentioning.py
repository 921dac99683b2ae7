"""Whom a member may want to name: those of the thread first, then everybody whose name begins so."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import ColumnElement, Select, func, or_, select

from community.accounts.models import Member, MemberStatus
from community.answers.models import Answer
from community.comments.models import Comment
from community.kernel.db import db
from community.kernel.text import skeleton
from community.posts.models import Post, PostStatus

MOST: Final = 8
LONGEST: Final = 40


@dataclass(frozen=True, slots=True)
class Candidate:
    """One line of the picker."""

    name: str
    shown: str
    here: bool  # wrote in this thread


def candidates(typed: str, thread_id: int | None, *, but: int) -> list[Candidate]:
    """Members whose name or shown name begins as typed, or whose shown name holds it, those of the thread first."""
    typed = typed.strip()[:LONGEST]
    here = _members(typed, Member.id.in_(_writers(thread_id)), but) if thread_id else []
    found = [Candidate(each.name, each.display_name, here=True) for each in here]
    if typed and len(found) < MOST:
        known = {each.name for each in found}
        others = _members(typed, Member.status == MemberStatus.ACTIVE, but)
        found += [
            Candidate(each.name, each.display_name, here=False) for each in others if each.name not in known
        ]
    return found[:MOST]


def _writers(thread_id: int) -> Select[tuple[int | None]]:
    """The authors of what is visible in a thread."""
    posts = Post.__table__
    answers = select(Answer.__table__.c.id).where(Answer.__table__.c.question_id == thread_id)
    comments = select(Comment.__table__.c.id).where(Comment.__table__.c.question_id == thread_id)
    here = or_(posts.c.id == thread_id, posts.c.id.in_(answers), posts.c.id.in_(comments))
    return select(posts.c.author_id).where(
        here, posts.c.status == PostStatus.PUBLISHED, posts.c.author_id.is_not(None)
    )


def _members(typed: str, which: ColumnElement[bool], but: int) -> list[Member]:
    query = select(Member).where(which, Member.id != but, Member.status == MemberStatus.ACTIVE)
    if typed:
        begins = [
            Member.name.istartswith(typed, autoescape=True),
            Member.display_name.istartswith(typed, autoescape=True),
            Member.display_name.icontains(f" {typed}", autoescape=True),
        ]
        if look := skeleton(typed):  # SQLite knows capitals of ASCII letters alone
            begins.append(Member.name_key.startswith(look, autoescape=True))
        query = query.where(or_(*begins))
    return list(db.session.scalars(query.order_by(func.length(Member.name), Member.name).limit(MOST)))
