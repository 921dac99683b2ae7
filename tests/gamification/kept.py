"""Sites of tests that take long to make: each is made once a process, and copied for every other test."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest
from sqlalchemy import func, select

from community.accounts.models import Member, SignIn
from community.kernel.db import db
from community.kernel.policy import Actor
from community.posts.models import Post
from moderation.audit import outside

if TYPE_CHECKING:
    from tests.gamification.conftest import People, Threads


@dataclass(frozen=True, slots=True)
class Kept:
    """The database as it was left (its bytes, or the name of its copy), what stands beside it, what fixtures knew."""

    rows: bytes | str
    head: bytes | None
    people: tuple[Actor, ...]
    threads: int
    made: Any


_kept: Final[dict[tuple[object, ...], Kept]] = {}


def kept(
    request: pytest.FixtureRequest, thread: "Threads", people: "People", fill: Callable[[], Any], name: str
) -> Any:
    """What `fill` gives back, with the database as it leaves it; it runs where the site was not kept yet.

    What it gives back holds no row of the database: only what does not change when it is copied. A site on which
    a test did more than make members is not copied over.
    """
    query = select(Member.id, Member.name, Member.role).order_by(Member.id)
    there = tuple(tuple(row) for row in db.session.execute(query))
    if any(db.session.scalar(select(func.count()).select_from(model)) for model in (Post, SignIn)):
        return fill()
    key = (db.engine.dialect.name, name, *there)
    _let_go()
    if key in _kept:
        _give(request, _kept[key].rows)
        if (head := _kept[key].head) is not None:
            outside.path().write_bytes(head)
        people.made[:], thread.count = _kept[key].people, _kept[key].threads
    else:
        made = fill()
        rows = _taken(request, f"kept_{len(_kept)}")
        head = outside.path().read_bytes() if outside.path().exists() else None
        _kept[key] = Kept(rows, head, tuple(people.made), thread.count, made)
    return _kept[key].made


def _let_go() -> None:
    db.session.remove()
    db.engine.dispose()


def _taken(request: pytest.FixtureRequest, copy: str) -> bytes | str:
    file = Path(db.engine.url.database or "")
    if db.engine.dialect.name != "sqlite":
        _let_go()
        copy = f"{copy}_{request.getfixturevalue('worker_number')}"
        request.getfixturevalue("postgres_server").create_database(copy, template=db.engine.url.database)
        return copy
    db.session.remove()
    with db.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    db.engine.dispose()
    return file.read_bytes()


def _give(request: pytest.FixtureRequest, rows: bytes | str) -> None:
    name = db.engine.url.database or ""
    if isinstance(rows, str):
        request.getfixturevalue("postgres_server").create_database(name, template=rows)
        return
    for beside in ("-wal", "-shm"):
        Path(name + beside).unlink(missing_ok=True)
    Path(name).write_bytes(rows)
