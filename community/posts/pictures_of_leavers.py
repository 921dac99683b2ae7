"""Pictures that somebody sent and nobody will ever see, once they have left: of drafts, of words that were not kept.

What stands in a post, in an earlier state of one, or in anything else that is kept, stays as its words do.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from flask import Flask
from sqlalchemy import JSON, ColumnElement, Select, String, Table, Text, cast, exists, literal, or_, select

from community.kernel import jobs
from community.kernel.db import db
from community.kernel.furnish import site_settings
from community.kernel.job_kinds import Registry
from community.kernel.storage import open_storage
from community.kernel.unit_of_work import unit_of_work
from community.posts.models import Post, Revision, Upload

JOB: Final = "pictures-of-leavers"


def init_app(app: Flask) -> None:
    """Register the job."""
    registry: Registry = app.extensions["huzhu_jobs"]
    registry.add(JOB, forget, in_transaction=False)


def forget_later(member_id: int) -> None:
    """Look through the pictures of somebody who leaves, once what goes with them is gone."""
    if db.session.scalar(select(exists().where(Upload.member_id == member_id))):
        jobs.enqueue(JOB, {"member_id": member_id})


def forget(payload: Mapping[str, Any]) -> None:
    """Remove the pictures of a member that stand nowhere; raises Unavailable or OSError, to be tried again.

    The files go first: a row without its file is found by the next try, a file without a row by nobody.
    """
    theirs = select(Upload.id, Upload.key).where(Upload.member_id == int(payload["member_id"]))
    for number, key in db.session.execute(theirs).all():
        if _is_shown(key):
            continue
        if not db.session.scalar(select(exists().where(Upload.key == key, Upload.id != number))):
            open_storage(site_settings().storage_url).delete(key)
        with unit_of_work():
            db.session.delete(db.session.get_one(Upload, number))
    db.session.rollback()


def _is_shown(key: str) -> bool:
    return any(db.session.execute(each).first() is not None for each in _places(key))


def _places(key: str) -> Iterator[Select[Any]]:
    """A statement for each table that may hold words in which the picture stands, the likeliest first."""
    yield select(literal(1)).where(Revision.body_markdown.contains(key, autoescape=True), _own(key)).limit(1)
    for table in db.metadata.sorted_tables:
        holds = [_column(table, column.name).contains(key, autoescape=True) for column in _worded(table)]
        if holds and table.name != Upload.__tablename__:
            yield select(literal(1)).select_from(table).where(or_(*holds)).limit(1)


def _own(key: str) -> ColumnElement[bool]:
    """Revisions of posts by whoever sent the picture: few rows, found by an index."""
    senders = select(Upload.member_id).where(Upload.key == key)
    return Revision.post_id.in_(select(Post.id).where(Post.author_id.in_(senders)))


def _worded(table: Table) -> list[Any]:
    return [column for column in table.columns if isinstance(column.type, String | Text | JSON)]


def _column(table: Table, name: str) -> ColumnElement[str]:
    return cast(table.c[name], String)
