"""Members by how much they answered: the ranking of a large community is added up now and then, not for each reader."""

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from typing import Any, Final

import structlog
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from community.accounts.models import Member, MemberStatus
from community.answers.models import Answer
from community.kernel import kept
from community.kernel.db import db, table_of
from community.kernel.pagination import Page, nearest
from community.posts.models import Post, PostKind, PostStatus
from community.questions.models import Question
from community.reading import names

post, member, answer, question = map(table_of, (Post, Member, Answer, Question))
OPEN = member.c.status != MemberStatus.CLOSED
ANSWERED = (post.c.kind == PostKind.ANSWER, post.c.status == PostStatus.PUBLISHED)

# Who comes first hardly changes; whoever left is left out whenever it is shown.
USABLE: Final = timedelta(days=1)
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Ranking:
    """Who answered and how often, the busiest first, four bytes each; and how many members there are in all."""

    ids: Sequence[int]
    answers: Sequence[int]
    members: int


@dataclass(frozen=True, slots=True)
class Listed:
    """A member in a list; `answers` is how many they gave, None where the list goes by something else."""

    member: Member
    answers: int | None = None


def _shelf() -> kept.Shelf[Any]:
    return kept.shelf("members", usable=USABLE)


def add_up_before(app: Flask) -> None:
    """Add up the ranking before a server takes its first visitor; without a database it is done when one is there."""
    with app.app_context():
        try:
            _shelf().get("ranked", _ranked)
        except SQLAlchemyError:
            log.warning("members_not_ranked_yet")
        finally:
            db.session.remove()


def most_helpful(number: int, per_page: int) -> Page[Listed]:
    """One page of everybody; who answered most comes first, and of equals who came first."""
    ranked = _shelf().get("ranked", _ranked)
    number = nearest(number, ranked.members, per_page)
    start = (number - 1) * per_page
    some = slice(start, start + per_page)
    shown = dict(zip(ranked.ids[some], ranked.answers[some], strict=True))
    if len(shown) < per_page:
        others = _shelf().get("others", lambda: _others(ranked.ids))
        beyond = max(0, start - len(ranked.ids))
        shown |= dict.fromkeys(others[beyond : beyond + per_page - len(shown)], 0)
    return Page(_those(shown), number, per_page, ranked.members)


def named(wanted: str, number: int, per_page: int) -> Page[Listed]:
    """One page of those whose name has `wanted` in it, in the same order."""
    found = sorted(names.named(wanted))
    ranked = _shelf().get("ranked", _ranked)
    those = set(found)
    in_order = {id_: answers for id_, answers in zip(ranked.ids, ranked.answers, strict=True) if id_ in those}
    in_order |= {id_: 0 for id_ in found if id_ not in in_order}
    number = nearest(number, len(found), per_page)
    start = (number - 1) * per_page
    return Page(_those(dict(islice(in_order.items(), start, start + per_page))), number, per_page, len(found))


def newest_named(wanted: str, number: int, per_page: int) -> Page[Listed]:
    """The same, who came last first, without their answers."""
    found = names.named(wanted)
    number = nearest(number, len(found), per_page)
    start = (number - 1) * per_page
    return Page(_those(dict.fromkeys(found[start : start + per_page])), number, per_page, len(found))


def newest(number: int, per_page: int) -> Page[Listed]:
    """One page of everybody, who came last first, without their answers."""
    total = _shelf().get("open", _how_many)
    number = nearest(number, total, per_page)
    query = select(Member).where(Member.status != MemberStatus.CLOSED)
    query = query.order_by(Member.created_at.desc(), Member.id.desc())
    found = db.session.scalars(query.limit(per_page).offset((number - 1) * per_page))
    return Page([Listed(each) for each in found], number, per_page, total)


def _those(answers: Mapping[int, int | None]) -> list[Listed]:
    """These members in this order, without those who left since."""
    there = select(Member).where(Member.id.in_(answers), Member.status != MemberStatus.CLOSED)
    found = {each.id: each for each in db.session.scalars(there)}
    return [Listed(found[id_], count) for id_, count in answers.items() if id_ in found]


def _ranked() -> Ranking:
    """By answers that everybody reads."""
    counts = (
        select(post.c.author_id, func.count().label("answers"))
        .join(answer, answer.c.id == post.c.id)
        .join(question, question.c.id == answer.c.question_id)
        .where(*ANSWERED, question.c.listed, post.c.author_id.is_not(None))
        .group_by(post.c.author_id)
        .subquery()
    )
    query = select(member.c.id, counts.c.answers).join(counts, counts.c.author_id == member.c.id).where(OPEN)
    rows = db.session.execute(query.order_by(counts.c.answers.desc(), member.c.id)).all()
    return Ranking(array("I", (row[0] for row in rows)), array("I", (row[1] for row in rows)), _how_many())


def _how_many() -> int:
    return db.session.scalar(select(func.count()).select_from(member).where(OPEN)) or 0


def _others(ranked: Sequence[int]) -> Sequence[int]:
    """Those who answered nothing, four bytes each: most of a large community."""
    answered = set(ranked)
    ids = db.session.scalars(select(member.c.id).where(OPEN).order_by(member.c.id))
    return array("I", (id_ for id_ in ids if id_ not in answered))
