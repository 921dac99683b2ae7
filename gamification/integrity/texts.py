"""Compares answers with all others by their fingerprints, some at a time, and remembers how far it came."""

from collections.abc import Collection, Iterator
from typing import Final

from sqlalchemy import delete, func, or_, select
from sqlalchemy import insert as sql_insert

from community.kernel.db import db, table_of
from community.kernel.upsert import changed_rows, insert
from community.posts.models import PostStatus
from gamification.integrity.copies import SHARED, Written, anchors, copied, runs_of
from gamification.integrity.models import AnswerAnchor, AnswerRead
from gamification.integrity.readings import answer, post
from gamification.integrity.rules import Suspicion

MOST_LIKES: Final = 50  # answers that one is compared with
anchor, read = map(table_of, (AnswerAnchor, AnswerRead))


def unread(limit: int) -> list[int]:
    """Answers that were not compared yet, or whose words have changed since; the oldest first."""
    query = (
        select(answer.c.id)
        .join(post, post.c.id == answer.c.id)
        .outerjoin(read, read.c.answer_id == answer.c.id)
        .where(
            post.c.status == PostStatus.PUBLISHED,
            or_(read.c.revision.is_(None), read.c.revision != post.c.revision_count),
        )
        .order_by(answer.c.id)
        .limit(limit)
    )
    return list(db.session.scalars(query))


def read_some(answer_ids: Collection[int], least: int) -> list[Suspicion]:
    """Remember these answers, and say which of them, or of their likes, are copies."""
    clusters: list[frozenset[int]] = []
    for answer_id, revision, markdown in _bodies(answer_ids):
        runs = runs_of(markdown, least)
        _remember(answer_id, revision, anchors(runs))
        if runs:
            clusters.append(frozenset({answer_id, *_likes(answer_id)}))
    found: dict[tuple[int, int], Suspicion] = {}
    for cluster in sorted({each for each in clusters if len(each) > 1}, key=sorted):
        for each in copied(_written(cluster, least)):
            key = (each.facts["author"], each.facts["source"])
            found[key] = _joined(found[key], each) if key in found else each
    return list(found.values())


def _joined(one: Suspicion, other: Suspicion) -> Suspicion:
    copies = {pair[0]: pair for pair in [*one.facts["copies"], *other.facts["copies"]]}
    return Suspicion(
        kind=one.kind,
        members=one.members,
        raters=one.raters,
        score=max(one.score, other.score),
        seen=len(copies),
        expected=0.0,
        answer_ids=tuple(sorted(copies)),
        facts={**one.facts, "copies": [copies[each] for each in sorted(copies)]},
    )


def _bodies(answer_ids: Collection[int]) -> list[tuple[int, int, str]]:
    query = select(post.c.id, post.c.revision_count, post.c.body_markdown).where(post.c.id.in_(answer_ids))
    return [(row[0], row[1], row[2]) for row in db.session.execute(query.order_by(post.c.id))]


def _remember(answer_id: int, revision: int, values: list[int]) -> None:
    db.session.execute(delete(anchor).where(anchor.c.answer_id == answer_id))
    if values:
        db.session.execute(sql_insert(anchor), [{"answer_id": answer_id, "value": value} for value in values])
    statement = insert(AnswerRead).values(answer_id=answer_id, revision=revision)
    changed_rows(statement.on_conflict_do_update(index_elements=["answer_id"], set_={"revision": revision}))


def _likes(answer_id: int) -> list[int]:
    """Answers that share anchors with this one, the likest first."""
    own = select(anchor.c.value).where(anchor.c.answer_id == answer_id)
    query = (
        select(anchor.c.answer_id)
        .where(anchor.c.value.in_(own), anchor.c.answer_id != answer_id)
        .group_by(anchor.c.answer_id)
        .having(func.count() >= SHARED)
        .order_by(func.count().desc(), anchor.c.answer_id)
        .limit(MOST_LIKES)
    )
    return list(db.session.scalars(query))


def _written(answer_ids: Collection[int], least: int) -> Iterator[Written]:
    """Answers as they are compared. Staff post prepared answers: theirs may be copied, but copy nobody's."""
    query = (
        select(post.c.id, post.c.author_id, post.c.created_at, post.c.body_markdown, answer.c.by_staff)
        .join(answer, answer.c.id == post.c.id)
        .where(post.c.id.in_(answer_ids), post.c.status == PostStatus.PUBLISHED)
    )
    for id_, author_id, at, markdown, by_staff in db.session.execute(query):
        yield Written(id_, author_id or 0, at, runs_of(markdown, least), prepared=by_staff)
