"""A thread to reward, a ledger to read, and sites on either database."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, select

from community.answers import services as answers
from community.answers.models import Answer
from community.kernel.db import db
from community.kernel.policy import Actor, Role
from community.kernel.unit_of_work import unit_of_work
from community.questions import services as questions
from gamification.reputation.models import MemberStanding, ReputationEvent
from tests.conftest import MakeMember, actor_of, make_app
from tests.gamification.kept import kept

if TYPE_CHECKING:
    from community.kernel.web import Huzhu

BOTH = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]
on_both_databases = pytest.mark.parametrize("app", BOTH, indirect=True)


@pytest.fixture
def app(request: pytest.FixtureRequest, tmp_path: Path, empty_database: bytes) -> "Iterator[Huzhu]":
    """The application inside its context; on PostgreSQL where a test asks for both."""
    if getattr(request, "param", "sqlite") == "sqlite":
        (tmp_path / "huzhu.sqlite").write_bytes(empty_database)
        made = make_app(tmp_path)
    else:
        server, number = (request.getfixturevalue(name) for name in ("postgres_server", "worker_number"))
        template = request.getfixturevalue("postgres_template")
        made = make_app(tmp_path, database_url=server.create_database(f"standing_{number}", template))
    with made.app_context():
        yield made
        db.session.remove()
        db.engine.dispose()


class People:
    """Makes so many members, for rating and having the same problem."""

    def __init__(self, member: MakeMember) -> None:
        self.made: list[Actor] = []
        self._member = member

    def __call__(self, count: int) -> list[Actor]:
        while len(self.made) < count:
            self.made.append(actor_of(self._member(f"person{len(self.made)}")))
        return self.made[:count]


@pytest.fixture
def people(member: MakeMember) -> People:
    """Makes so many members, for rating and having the same problem."""
    return People(member)


class Threads:
    """Makes a question of one member with an answer of another, and returns the answer."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, asker: Actor, author: Actor, tags: tuple[str, ...] = ("mesh",)) -> Answer:
        self.count += 1
        with unit_of_work():
            question = questions.ask(
                f"Why does the mesh drop at night, case {self.count}?",
                f"Since Tuesday both nodes lose each other at two in the morning. This is case {self.count}.",
                list(tags),
                by=asker,
            )
        with unit_of_work():
            return answers.answer(
                question,
                f"The nightly scan number {self.count} does it; switch it off in the settings.",
                by=author,
            )


Thread = Callable[..., Answer]


@pytest.fixture
def thread() -> Threads:
    """Makes a question of one member with an answer of another, and returns the answer."""
    return Threads()


RULE: dict[str, Any] = {
    "slug": "mesh-friend",
    "title": "Mesh friend",
    "title_zh": "组网好友",
    "blurb": "Two answers about the mesh.",
    "blurb_zh": "写了两个组网方面的回答。",
    "tier": "silver",
    "family": "answering",
    "glyph": "leaf",
    "metric": "answers",
    "threshold": "2",
    "window": "",
    "tag": "mesh",
}


@pytest.fixture
def root(member: MakeMember) -> Actor:
    return actor_of(member("root", role=Role.ADMIN))


@pytest.fixture
def helpers(
    request: pytest.FixtureRequest, thread: Threads, alice: Actor, bob: Actor, people: People
) -> list[Actor]:
    """Bob and two more wrote two answers about the mesh, one only one, one only about something else."""

    def fill() -> tuple[Actor, ...]:
        some = [bob, *people(4)]
        for author in some[:3]:
            thread(alice, author)
            thread(alice, author, ("mesh", "wifi"))
        thread(alice, some[3])
        for _ in range(2):
            thread(alice, some[4], ("wifi",))
        return tuple(some)

    return list(kept(request, thread, people, fill, "helpers"))


def points_of(someone: Actor) -> int:
    """The total of a member, after making sure that it is what the ledger adds up to."""
    total = db.session.scalar(select(MemberStanding.points).filter_by(member_id=someone.id)) or 0
    query = select(func.coalesce(func.sum(ReputationEvent.points), 0)).filter_by(member_id=someone.id)
    assert db.session.scalar(query) == total
    db.session.rollback()
    return total


def lines() -> int:
    """How many lines all ledgers have."""
    count = db.session.scalar(select(func.count()).select_from(ReputationEvent)) or 0
    db.session.rollback()
    return count
