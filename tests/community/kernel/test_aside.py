"""Notes aside from requests: no page waits for them, they outlive a database that is away, and a flood is bounded."""

import threading
from collections.abc import Iterator
from functools import partial
from types import SimpleNamespace

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from community.accounts.models import SignIn as SignInRow
from community.kernel import aside, clock, metrics, server
from community.kernel.aside import Aside, Note
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.kernel.web import Huzhu
from community.operations import troubles
from community.operations.models import Kind, Trouble
from tests.conftest import SignIn

PATIENCE = 30


@pytest.fixture
def notes(app: Huzhu) -> Iterator[Aside]:
    """The notes of this process, written aside as in one that serves."""
    made: Aside = app.extensions[aside.EXTENSION]
    made.again = 0.01
    made.begin()
    yield made
    made.finish()


def counted(outcome: str) -> float:
    return metrics.notes.labels(outcome)._value.get()


def away() -> None:
    raise OperationalError("SELECT 1", {}, ConnectionError("the server is away"))


def test_a_page_does_not_wait_for_a_database_that_is_locked(
    app: Huzhu, notes: Aside, alice: Actor, sign_in: SignIn
) -> None:
    browser = sign_in(app.test_client(), alice)
    assert browser.get("/settings").status_code == 200
    notes.finish()
    notes.begin()
    with unit_of_work():
        db.session.query(SignInRow).update({"seen_on": None})
    held, go = threading.Event(), threading.Event()

    def hold() -> None:
        with app.app_context(), unit_of_work():
            held.set()
            assert go.wait(PATIENCE)

    other = threading.Thread(target=hold)
    other.start()
    assert held.wait(PATIENCE)
    assert browser.get("/settings").status_code == 200
    assert len(notes.waiting) == 1, "the note of the day waits for the lock; the page did not"
    go.set()
    other.join()
    notes.finish()
    db.session.rollback()
    assert db.session.query(SignInRow.seen_on).scalar() == clock.now().date()


def test_notes_are_kept_while_the_database_is_away_and_written_in_their_order(notes: Aside) -> None:
    order: list[int] = []
    tries, back = threading.Event(), threading.Event()

    def write(number: int) -> None:
        if not back.is_set():
            tries.set()
            away()
        order.append(number)

    for number in range(5):
        notes.put(Note("number", partial(write, number)))
    assert tries.wait(PATIENCE)
    assert order == []
    back.set()
    notes.finish()
    assert order == [0, 1, 2, 3, 4]


def test_what_cannot_be_written_at_all_holds_up_nothing_else(notes: Aside) -> None:
    failed, done = counted("failed"), threading.Event()
    notes.put(Note("wrong", lambda: None + 1))  # type: ignore[operator]
    notes.put(Note("right", done.set))
    assert done.wait(PATIENCE)
    assert counted("failed") == failed + 1


def test_a_flood_is_bounded_and_the_numbers_say_so(app: Huzhu, notes: Aside) -> None:
    begun, go = threading.Event(), threading.Event()

    def slow() -> None:
        begun.set()
        assert go.wait(PATIENCE)

    dropped = counted("dropped")
    notes.most = 3
    notes.put(Note("slow", slow))
    assert begun.wait(PATIENCE)
    for _each in range(10):
        notes.put(Note("quick", lambda: None))
    assert counted("dropped") == dropped + 8
    go.set()
    assert f'huzhu_notes_total{{outcome="dropped"}} {dropped + 8}' in app.test_client().get("/metrics").text


def test_a_process_that_ends_does_not_wait_for_a_database_that_stays_away(notes: Aside) -> None:
    notes.put(Note("never", away))
    notes.finish(within=PATIENCE)
    assert notes.waiting[0].name == "never"


def test_troubles_are_kept_while_the_database_is_away(app: Huzhu, monkeypatch: pytest.MonkeyPatch) -> None:
    with app.test_request_context("/questions"):
        troubles.note(Kind.LIMIT, "reading.question_list")
        with monkeypatch.context() as broken:
            broken.setattr(type(db.engine), "connect", lambda _engine: away())
            troubles.write_down()
        troubles.note(Kind.LIMIT, "reading.question_list")
        troubles.note(Kind.FAULT, "reading.home", "KeyError")
        troubles.write_down(at_last=True)
    assert {(row.place, row.count) for row in db.session.query(Trouble)} == {
        ("reading.question_list", 2),
        ("reading.home", 1),
    }


def test_a_process_that_ends_writes_what_was_noted_a_moment_ago(app: Huzhu, notes: Aside) -> None:
    app.extensions["huzhu_troubles"].written_at = float("inf")
    with app.test_request_context("/questions"):
        troubles.note(Kind.LIMIT, "reading.question_list")
    notes.finish()
    assert db.session.scalar(text("SELECT count(*) FROM troubles")) == 1


def test_the_master_of_the_server_has_nothing_to_finish(notes: Aside) -> None:
    """It asks for a process that vanished before it could be stopped: such a one has no application there."""
    server._end(None, SimpleNamespace())
    assert notes._thread is not None
    server._end(None, SimpleNamespace(wsgi=notes.app))
    assert notes._thread is None
