"""Members by how much they answered: the ranking of a large community is added up now and then, not for each reader."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, exists, func, select

from community.accounts.models import Member, MemberStatus
from community.imports.tables import table_of
from community.kernel import kept
from community.kernel.db import db
from community.kernel.pagination import Page
from community.posts.models import Post, PostKind, PostStatus

post, member = table_of(Post), table_of(Member)
OPEN = member.c.status != MemberStatus.CLOSED
ANSWERED = (post.c.kind == PostKind.ANSWER, post.c.status == PostStatus.PUBLISHED)


def most_helpful(number: int, per_page: int) -> Page[Member]:
    """One page of everybody; who answered most comes first, and of equals who came first."""
    ranked, total = kept.shelf("members").get("ranked", _ranked)
    number = min(number, max(1, -(-total // per_page)))
    start = (number - 1) * per_page
    ids = list(ranked[start : start + per_page])
    if len(ids) < per_page:
        ids += _others(per_page - len(ids), max(0, start - len(ranked)))
    there = select(Member).where(Member.id.in_(ids), Member.status != MemberStatus.CLOSED)  # some left since
    found = {each.id: each for each in db.session.scalars(there)}
    return Page([found[id_] for id_ in ids if id_ in found], number, per_page, total)


def _ranked() -> tuple[Sequence[int], int]:
    """The members who answered, the busiest first, and how many members there are."""
    counts = (
        select(post.c.author_id, func.count().label("answers"))
        .where(*ANSWERED, post.c.author_id.is_not(None))
        .group_by(post.c.author_id)
        .subquery()
    )
    query = select(member.c.id).join(counts, counts.c.author_id == member.c.id).where(OPEN)
    ids = db.session.scalars(query.order_by(counts.c.answers.desc(), member.c.id)).all()
    return ids, db.session.scalar(select(func.count()).select_from(member).where(OPEN)) or 0


def _others(most: int, offset: int) -> list[int]:
    """Those who answered nothing."""
    answered = exists().where(post.c.author_id == member.c.id, *ANSWERED)
    query: Select[Any] = select(member.c.id).where(OPEN, ~answered)
    return list(db.session.scalars(query.order_by(member.c.id).limit(most).offset(offset)))
