"""Visitors read from a standby while it keeps up; nobody misses what they wrote, and its absence is not noticed."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

import psutil
import pytest
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlalchemy.exc import TimeoutError as NoConnectionFree

from community.kernel import replica
from community.kernel.db import db
from community.kernel.page_cache import pages_of
from community.kernel.policy import Actor
from community.kernel.site_cli import prepare_site
from community.kernel.unit_of_work import unit_of_work
from community.kernel.web import Huzhu
from community.questions import services as questions
from tests.conftest import SignIn, make_app
from tests.faults.stack import Postgres, wait_for
from tests.servers import run_as

pytestmark = [pytest.mark.postgres, pytest.mark.slow, pytest.mark.xdist_group("cluster")]
BODY = "Since Tuesday both nodes lose each other at two in the morning and come back at three."


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Postgres, Postgres]]:
    """A primary and its standby, which streams from it."""
    folder = tmp_path_factory.mktemp("replication")
    primary, standby = Postgres(folder / "primary"), Postgres(folder / "standby")
    primary.create()
    primary.start()
    primary.execute("CREATE DATABASE huzhu")
    where = ["--host=127.0.0.1", f"--port={primary.port}", "--username=huzhu", f"--pgdata={standby.cluster}"]
    copying = ["--write-recovery-conf", "--wal-method=stream", "--checkpoint=fast", "--no-sync"]
    standby.cluster.chmod(0o700)
    run_as(primary.owner, [primary.home / "pg_basebackup", *where, *copying])
    standby.start()
    yield primary, standby
    standby.stop()
    primary.stop()


@pytest.fixture
def app(servers: tuple[Postgres, Postgres], tmp_path: Path) -> Iterator[Huzhu]:
    primary, standby = servers
    made = make_app(tmp_path, database_url=primary.url(), database_replica_url=standby.url())
    with made.app_context():
        prepare_site()
        yield made
        db.session.remove()
        standby_of(made).close()  # first: a connection that is in use stays open when the others are let go
        db.engine.dispose()
        standby_of(made).engine.dispose()


def standby_of(app: Huzhu) -> replica.Replica:
    found: replica.Replica = app.extensions[replica.EXTENSION]
    return found


@pytest.fixture
def read(app: Huzhu) -> list[str]:
    """What the standby was asked about questions."""
    asked: list[str] = []

    @event.listens_for(standby_of(app).engine, "before_cursor_execute")
    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if "questions" in statement:
            asked.append(statement)

    return asked


Look = Callable[[], str]


@pytest.fixture
def look(app: Huzhu) -> Look:
    """What a visitor sees who comes for the first time: no page is kept."""

    def get() -> str:
        pages_of(app).clear()
        db.session.remove()
        answer = app.test_client().get("/questions")
        assert answer.status_code == 200
        return answer.text

    return get


def ask(title: str, by: Actor) -> int:
    with unit_of_work():
        return questions.ask(title, BODY, ["mesh"], by=by).id


@pytest.fixture
def carol(member: Any, request: pytest.FixtureRequest) -> Actor:
    from tests.conftest import actor_of

    return actor_of(member(f"carol{abs(hash(request.node.name)) % 10**6}", role="moderator"))


def test_visitors_read_from_the_standby_and_members_from_the_primary(
    app: Huzhu, read: list[str], look: Look, carol: Actor, sign_in: SignIn
) -> None:
    ask("Why does the mesh drop every night at two?", carol)
    wait_for("a visitor sees it", lambda: "every night at two" in look())
    wait_for("from the standby", lambda: bool(look() and read))
    member: FlaskClient = sign_in(app.test_client(), carol)
    read.clear()
    assert "every night at two" in member.get("/questions").text
    assert read == []


def test_a_standby_that_lags_is_left_alone_until_it_has_caught_up(
    app: Huzhu, servers: tuple[Postgres, Postgres], read: list[str], look: Look, carol: Actor
) -> None:
    _primary, standby = servers
    standby_of(app).most_behind = 0.1
    wait_for("it is used", lambda: bool(look() and read))
    standby.execute("SELECT pg_wal_replay_pause()", "huzhu")
    try:
        ask("Why does the printer print every page twice?", carol)
        wait_for("a visitor sees it", lambda: "every page twice" in look(), seconds=5)
        read.clear()
        for _look in range(3):
            assert "every page twice" in look()
        assert read == []
    finally:
        standby.execute("SELECT pg_wal_replay_resume()", "huzhu")
    wait_for("it is used again", lambda: bool(look() and read))
    assert "every page twice" in look()


def test_a_standby_that_goes_is_not_missed(
    app: Huzhu,
    servers: tuple[Postgres, Postgres],
    read: list[str],
    look: Look,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _primary, standby = servers
    monkeypatch.setattr(replica, "AWAY_FOR", 0.5)
    wait_for("it is used", lambda: bool(look() and read))
    db.session.remove()
    standby.kill()
    assert look(), "also where it went right after it was found well"
    wait_for("it is left alone", lambda: bool(look()) and not standby_of(app).is_fresh())
    standby.start()
    read.clear()
    wait_for("it is used again", lambda: bool(look() and read))


def test_a_standby_whose_connections_are_all_in_use_is_not_waited_for(
    app: Huzhu, read: list[str], look: Look, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replica.Replica, "is_fresh", lambda _standby: True)
    engine = standby_of(app).engine
    with ExitStack() as held:
        with suppress(NoConnectionFree):
            while True:
                held.enter_context(engine.connect())
        read.clear()
        assert look()
        assert read == []
    assert look()
    assert read


def test_a_standby_that_does_not_answer_holds_up_no_visitor(
    app: Huzhu, servers: tuple[Postgres, Postgres], read: list[str], look: Look
) -> None:
    _primary, standby = servers
    wait_for("it is used", lambda: bool(look() and read))
    db.session.remove()
    first = psutil.Process(standby.pid)
    family = [first, *first.children(recursive=True)]
    for each in family:
        each.suspend()
    try:
        wait_for("it is not believed any more", lambda: not standby_of(app).is_fresh())
        read.clear()
        assert look()
        assert read == []
    finally:
        for each in family:
            each.resume()
    wait_for("it is used again", lambda: bool(look() and read))


def test_a_page_that_writes_asks_the_primary(app: Huzhu, look: Look, read: list[str]) -> None:
    wait_for("it is used", lambda: bool(look() and read))
    with app.test_request_context("/questions"):
        replica.begin()
        assert db.session.get_bind() is standby_of(app).engine
        with unit_of_work():
            assert db.session.get_bind() is not standby_of(app).engine
        assert db.session.get_bind() is not standby_of(app).engine
        db.session.remove()
