"""Members by how much they answered: the ranking of a large community is added up now and then, not for each reader."""

from array import array
from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, func, or_, select

from community.accounts.models import Member, MemberStatus
from community.answers.models import Answer
from community.kernel import kept
from community.kernel.db import db, table_of
from community.kernel.pagination import Page
from community.kernel.text import skeleton
from community.posts.models import Post, PostKind, PostStatus
from community.questions.models import Question

post, member, answer, question = map(table_of, (Post, Member, Answer, Question))
OPEN = member.c.status != MemberStatus.CLOSED
ANSWERED = (post.c.kind == PostKind.ANSWER, post.c.status == PostStatus.PUBLISHED)


def most_helpful(number: int, per_page: int) -> Page[Member]:
    """One page of everybody; who answered most comes first, and of equals who came first."""
    ranked, total = kept.shelf("members").get("ranked", _ranked)
    number = min(number, max(1, -(-total // per_page)))
    start = (number - 1) * per_page
    ids = list(ranked[start : start + per_page])
    if len(ids) < per_page:
        others = kept.shelf("members").get("others", lambda: _others(ranked))
        beyond = max(0, start - len(ranked))
        ids += others[beyond : beyond + per_page - len(ids)]
    return Page(_those(ids), number, per_page, total)


def named(wanted: str, number: int, per_page: int) -> Page[Member]:
    """One page of those whose name has `wanted` in it, in the same order."""
    query = select(member.c.id).where(OPEN, has_name(wanted)).order_by(member.c.id)
    found = db.session.scalars(query).all()
    ranked, _total = kept.shelf("members").get("ranked", _ranked)
    those = set(found)
    first = [id_ for id_ in ranked if id_ in those]
    those.difference_update(first)
    number = min(number, max(1, -(-len(found) // per_page)))
    start = (number - 1) * per_page
    in_order = [*first, *(id_ for id_ in found if id_ in those)]
    return Page(_those(in_order[start : start + per_page]), number, per_page, len(found))


def has_name(wanted: str) -> ColumnElement[bool]:
    """Whose name, shown name or what a name looks like has these letters in it."""
    ways = [each.icontains(wanted, autoescape=True) for each in (member.c.name, member.c.display_name)]
    if look := skeleton(wanted):
        ways.append(member.c.name_key.contains(look, autoescape=True))
    return or_(*ways)


def _those(ids: Collection[int]) -> list[Member]:
    """These members in this order, without those who left since."""
    there = select(Member).where(Member.id.in_(ids), Member.status != MemberStatus.CLOSED)
    found = {each.id: each for each in db.session.scalars(there)}
    return [found[id_] for id_ in ids if id_ in found]


def _ranked() -> tuple[Sequence[int], int]:
    """The members who answered, the busiest first, and how many members there are; of answers that everybody reads."""
    counts = (
        select(post.c.author_id, func.count().label("answers"))
        .join(answer, answer.c.id == post.c.id)
        .join(question, question.c.id == answer.c.question_id)
        .where(*ANSWERED, question.c.listed, post.c.author_id.is_not(None))
        .group_by(post.c.author_id)
        .subquery()
    )
    query = select(member.c.id).join(counts, counts.c.author_id == member.c.id).where(OPEN)
    ids = db.session.scalars(query.order_by(counts.c.answers.desc(), member.c.id)).all()
    return ids, db.session.scalar(select(func.count()).select_from(member).where(OPEN)) or 0


def _others(ranked: Sequence[int]) -> Sequence[int]:
    """Those who answered nothing, four bytes each: most of a large community."""
    answered = set(ranked)
    ids = db.session.scalars(select(member.c.id).where(OPEN).order_by(member.c.id))
    return array("I", (id_ for id_ in ids if id_ not in answered))
