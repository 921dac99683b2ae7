"""An answer is accepted while its question is merged into another: the numbers of both questions stay true."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import TYPE_CHECKING

import pytest

from community.answers import services as answering
from community.answers import threads
from community.answers.models import Answer
from community.kernel import checks
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.posts import queries as posts
from community.questions import services as asking
from community.questions.models import Question
from tests.conftest import both_databases

if TYPE_CHECKING:
    from community.kernel.web import Huzhu


@pytest.fixture
def place(app: "Huzhu", alice: Actor, bob: Actor) -> tuple[int, int, int]:
    """A question, another one like it, and an answer to the first."""
    with unit_of_work():
        old, new = (
            asking.ask(title, "At two it is gone, at three back.", ["mesh"], by=alice)
            for title in ("Why does the mesh drop at two?", "The mesh loses a node every night")
        )
        given = answering.answer(old, "Switch the nightly scan off.", by=bob)
        return old.id, new.id, given.id


@both_databases
def test_accepting_what_is_merged_meanwhile_keeps_the_sums(
    app: "Huzhu", place: tuple[int, int, int], alice: Actor, carol: Actor
) -> None:
    old, new, given = place
    read, merged = Event(), Event()
    db.session.remove()

    def accept() -> None:
        with app.app_context(), unit_of_work():
            found = posts.visible_or_404(given, alice)
            read.set()
            merged.wait(2)  # on SQLite, where there is one writer at a time, the other one waits
            answering.accept(found, by=alice)

    def merge() -> None:
        read.wait(5)
        with app.app_context(), unit_of_work():
            threads.merge(db.session.get_one(Question, old), db.session.get_one(Question, new), by=carol)
        merged.set()

    with ThreadPoolExecutor(2) as pool:
        for each in [pool.submit(accept), pool.submit(merge)]:
            each.result()
    found = db.session.get_one(Answer, given)
    assert (found.question_id, found.accepted_at is not None) == (new, True)
    assert db.session.get_one(Question, new).accepted_count == 1
    broken = checks.run_all(db.session())
    broken.pop("search-index")  # no worker has made one
    assert not any(broken.values())
