"""Pictures that somebody sent and nobody will ever see, once they have left: of drafts, of words that were not kept.

What stands in a post, in an earlier state of one, or in anything else that is kept, stays as its words do.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from flask import Flask
from sqlalchemy import JSON, ColumnElement, String, Table, Text, cast, delete, exists, or_, select

from community.kernel import jobs
from community.kernel.db import db, wait_for_turn
from community.kernel.furnish import site_settings
from community.kernel.job_kinds import Registry
from community.kernel.picture_places import PicturePlace
from community.kernel.storage import open_storage
from community.kernel.unit_of_work import unit_of_work
from community.posts.models import Post, Revision, Upload
from community.posts.uploads import turn_of

JOB: Final = "pictures-of-leavers"
_OF_PICTURES: Final = (Upload.__tablename__, PicturePlace.__tablename__)  # where no words are
# Pictures: SQLite refuses a condition of a thousand parts, which is columns times pictures.
AT_ONCE: Final = 20


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
    sent = db.session.execute(theirs).all()
    for start in range(0, len(sent), AT_ONCE):
        some = sent[start : start + AT_ONCE]
        shown = _shown({key for _number, key in some})
        for number, key in some:
            if key not in shown:
                _remove(number, key)
    db.session.rollback()


def _remove(number: int, key: str) -> None:
    with unit_of_work():
        wait_for_turn(turn_of(key))
        if not db.session.scalar(select(exists().where(Upload.key == key, Upload.id != number))):
            open_storage(site_settings().storage_url).delete(key)
        db.session.execute(delete(Upload).where(Upload.id == number))


def _shown(keys: set[str]) -> set[str]:
    """Those of some pictures that stand anywhere; each table is read once for all of them."""
    found: set[str] = set()
    for columns, source, *within in _places(keys):
        left = keys - found
        if not left:
            break
        holds = or_(*(each.contains(key, autoescape=True) for each in columns for key in sorted(left)))
        for row in db.session.execute(select(*columns).select_from(source).where(holds, *within)):
            found |= {key for key in left if any(key in (words or "") for words in row)}
    return found


def _places(keys: set[str]) -> Iterator[tuple[Any, ...]]:
    """The columns of each table that may hold words in which a picture stands, the likeliest first."""
    yield [Revision.body_markdown], Revision, _own(keys)
    for table in db.metadata.sorted_tables:
        worded = [_column(table, column.name) for column in _worded(table)]
        if worded and table.name not in _OF_PICTURES:
            yield worded, table


def _own(keys: set[str]) -> ColumnElement[bool]:
    """Revisions of posts by whoever sent the pictures: few rows, found by an index."""
    senders = select(Upload.member_id).where(Upload.key.in_(keys))
    return Revision.post_id.in_(select(Post.id).where(Post.author_id.in_(senders)))


def _worded(table: Table) -> list[Any]:
    return [column for column in table.columns if isinstance(column.type, String | Text | JSON)]


def _column(table: Table, name: str) -> ColumnElement[str]:
    return cast(table.c[name], String)
