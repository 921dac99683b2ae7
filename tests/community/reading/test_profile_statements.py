"""A member's page costs few statements and reads few rows, whoever reads it and however much was written."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, insert

from community.answers.models import Answer
from community.kernel import clock
from community.kernel.db import db
from community.kernel.looks import Look, Looker, Rows
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.posts.models import Post, PostKind, PostStatus
from community.questions.models import Question
from community.reading.profile_numbers import numbers_of
from community.reading.profile_posts import posts_of
from gamification.badges.queries import awards_of
from gamification.reputation.models import MemberStanding
from tests.community.reading.conftest import NOW, Thread, accept, rate
from tests.conftest import MakeMember, SignIn, actor_of, both_databases

MOST_STATEMENTS = 10


@contextmanager
def statements() -> Iterator[list[str]]:
    """Everything that is asked of the database inside, looks at kept pages among it."""
    asked: list[str] = []
    plain = Looker.rows

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if not statement.startswith("BEGIN"):
            asked.append(statement)

    def look(looker: Looker, look: Look) -> Rows | None:
        asked.append(look.sql)
        return plain(looker, look)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        with patch.object(Looker, "rows", look):
            yield asked
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def fewest(client: FlaskClient, path: str, visits: int = 3) -> int:
    """How many statements a warm visit takes: of some, for what a process remembers for seconds is asked at some."""
    counts = []
    for _ in range(visits):
        db.session.remove()
        with statements() as asked:
            assert client.get(path).status_code == 200
        counts.append(len(asked))
    return min(counts)


@pytest.mark.parametrize("reader", ["nobody", "other", "own", "curator", "moderator"])
def test_a_page_is_read_in_eleven_statements(
    app: Flask, thread: Thread, member: MakeMember, alice: Actor, bob: Actor, sign_in: SignIn, reader: str
) -> None:
    answer = thread(alice, bob)
    accept(answer, alice)
    for number in range(3):
        rate(thread(alice, bob, tag=f"tag{number}"), 5, alice)
    assert awards_of(bob.id)
    client = app.test_client()
    if reader != "nobody":
        reading = {"own": bob, "other": alice}.get(reader)
        if reading is None:
            role = {"moderator": "moderator"}.get(reader, "member")
            reading = actor_of(member(reader, role=role))
        if reader == "curator":
            _make_curator(reading)
        sign_in(client, reading)
    address = "/members/bob"
    client.get(address)
    db.session.remove()
    with statements() as asked:
        page = client.get(address)
    assert page.status_code == 200
    assert "Steward" in page.text or "Participant" in page.text or "Contributor" in page.text
    assert len(asked) <= MOST_STATEMENTS, "\n".join(asked)


def _make_curator(someone: Actor) -> None:
    with unit_of_work():
        db.session.add(MemberStanding(member_id=someone.id, level=3))


@both_databases
def test_thousands_of_posts_are_read_as_few_rows(app: Flask, alice: Actor, bob: Actor) -> None:
    count = 3_000
    with unit_of_work():
        _bulk(alice.id, bob.id, count)
    with statements() as asked, clock.at(NOW), app.test_request_context():
        numbers = numbers_of(bob.id)
        shown = posts_of(numbers.shown, words=True)
    assert len(asked) == 2
    assert numbers.answers == count
    assert numbers.helped == 1
    assert numbers.response == 60
    assert (len(shown.worth), len(shown.helped)) == (5, 1)


def _bulk(asker_id: int, author_id: int, count: int) -> None:
    """Questions 1 to `count` of one member, each with an accepted answer of another a minute later."""
    tables = [each.__table__ for each in (Post, Question, Answer)]
    rows: list[list[dict[str, Any]]] = [[], [], []]
    for number in range(1, count + 1):
        asked_at = NOW - timedelta(hours=number)
        post = {
            "lang": "en",
            "body_markdown": "x",
            "body_html": "x",
            "status": PostStatus.PUBLISHED,
            "findings": [],
        }
        question, answer = number, count + number
        at = {"created_at": asked_at}
        rows[0].append({**post, **at, "id": question, "kind": PostKind.QUESTION, "author_id": asker_id})
        at = {"created_at": asked_at + timedelta(minutes=1)}
        rows[0].append({**post, **at, "id": answer, "kind": PostKind.ANSWER, "author_id": author_id})
        rows[1].append(
            {"id": question, "title": "x", "slug": "x", "asked_at": asked_at, "last_activity_at": asked_at}
        )
        rows[2].append(
            {"id": answer, "question_id": question, "accepted_at": asked_at, "score": number / count}
        )
    for table, some in zip(tables, rows, strict=True):
        db.session.execute(insert(table), some)
