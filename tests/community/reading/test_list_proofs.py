"""The proof of a kept list says which questions stand on its page, in their order, and what became of those."""

from datetime import timedelta

import pytest
from flask import Flask

from community.kernel.db import db
from community.kernel.policy import Actor
from community.reading import queries
from community.reading.filters import SORTS, Filters
from tests.community.reading.conftest import NOW, Thread
from tests.conftest import both_databases

SHOWN = 2


@pytest.mark.parametrize("sort", SORTS)
def test_the_stamps_of_a_page_are_looked_up_and_none_of_the_pages_before(app: Flask, sort: str) -> None:
    words = str(queries.proof(Filters(sort=sort), 4))
    chosen = words[words.index("FROM (SELECT questions.id") :]
    assert "LIMIT" in chosen
    assert "page_stamps" not in chosen


@both_databases
@pytest.mark.parametrize("sort", SORTS)
def test_it_names_the_questions_of_the_page_in_their_order(
    app: Flask, thread: Thread, alice: Actor, bob: Actor, monkeypatch: pytest.MonkeyPatch, sort: str
) -> None:
    monkeypatch.setattr(queries, "PER_PAGE", SHOWN)
    for number in range(2 * SHOWN + 1):
        thread(alice, bob, at=NOW + timedelta(minutes=7 * number % 4))
    filters, request = Filters(sort=sort), app.test_request_context()
    with request:
        for number in (1, 2, 3):
            shown = [row.id for row in queries.question_page(filters, number).items]
            assert [row[0] for row in db.session.execute(queries.proof(filters, number))] == shown
    db.session.rollback()
