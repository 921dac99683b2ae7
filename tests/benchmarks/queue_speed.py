"""What the queue costs with a hundred thousand open items: CPU and statements of its pages, with and without filters."""

import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection, Engine, event, insert

from community.accounts.models import Member
from community.kernel import clock
from community.kernel.db import Model, db
from community.kernel.policy import Actor, Role
from community.posts.models import Post
from community.questions.models import Question
from community.tags.models import QuestionTag, Tag
from moderation.review import opening, weights
from moderation.review.models import ReviewItem
from moderation.review.rules import ItemKind
from tests.conftest import SignIn, make_app
from tests.servers import PostgresServer

ITEMS = 100_000
MEMBERS = 5_000
ROUNDS = 15
AT_ONCE = 10_000
NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)
FINDINGS = ("spam", "substance", "shouting", "links", "first-posts", "near-duplicate")
MOST_MS, MOST_STATEMENTS = 15, 8
PAGES = {
    "all": "/review",
    "page 40": "/review?page=40",
    "page 4,000": "/review?page=4000",
    "one kind": "/review?kind=spam",
    "held, English": "/review?seen=held&language=en",
    "rare language": "/review?language=zh-Hans",
    "great tag": "/review?tag=tag0",
    "small tag": "/review?tag=tag30",
    "author": "/review?author=member77",
    "common finding": "/review?finding=substance",
    "rare finding": "/review?finding=dangerous",
    "age": "/review?age=7d",
    "nothing": "/review?finding=lists&language=zh-Hans&kind=edit",
    "oldest": "/review?order=oldest",
    "words": "/review?q=blinks+red",
    "decided": "/review?state=decided",
    "mine": "/review?state=mine",
}


def rows() -> dict[type[Model], Iterator[dict[str, Any]]]:
    """A site with a great backlog; kinds, tags and findings are uneven, as they are in life."""
    chance = random.Random(7)
    start = NOW - timedelta(days=30)
    moments = [start + timedelta(seconds=26 * number) for number in range(ITEMS + 1)]
    kinds = chance.choices(list(ItemKind)[:6], [40, 25, 15, 15, 3, 2], k=ITEMS)
    langs = ["zh-Hans" if chance.random() < 0.001 else "en" for _ in range(ITEMS)]
    authors = [chance.randrange(1, MEMBERS + 1) for _ in range(ITEMS)]
    held = [chance.random() < 0.6 for _ in range(ITEMS)]

    def item(number: int) -> dict[str, Any]:
        found = chance.sample(FINDINGS, chance.randrange(1, 3)) + (
            ["dangerous"] if number % 5000 == 0 else []
        )
        parts = weights.parts_of(kinds[number - 1], found, held=held[number - 1])
        priority = weights.priority_of(parts)
        return {
            "id": number,
            "post_id": number,
            "author_id": authors[number - 1],
            "thread_id": number,
            "lang": langs[number - 1],
            "held": held[number - 1],
            "kind": kinds[number - 1],
            "state": "open",
            "findings": found,
            "found": opening.found_text(found),
            "parts": parts,
            "priority": priority,
            "created_at": moments[number],
            "rank_at": weights.rank_at(moments[number], priority),
        }

    numbers = range(1, ITEMS + 1)
    return {
        Member: (
            {
                "id": number,
                "name": f"member{number}",
                "name_key": f"member{number}",
                "display_name": f"Member {number}",
                "role": "moderator" if number == 1 else "member",
                "created_at": start,
                "confirmed_at": start,
            }
            for number in range(1, MEMBERS + 1)
        ),
        Tag: (
            {
                "id": number + 1,
                "name": f"tag{number}",
                "question_count": 0 if number else ITEMS // 2,
                "created_at": start,
            }
            for number in range(40)
        ),
        Post: (
            {
                "id": number,
                "kind": "question",
                "author_id": authors[number - 1],
                "status": "held" if held[number - 1] else "published",
                "lang": langs[number - 1],
                "body_markdown": f"The light number {number} blinks red since the update of the night. " * 8,
                "body_html": f"<p>The light number {number} blinks red since the update of the night.</p>"
                * 8,
                "created_at": moments[number],
                "findings": [],
            }
            for number in numbers
        ),
        Question: (
            {
                "id": number,
                "title": f"Why does light number {number} blink red all night",
                "slug": "why",
                "asked_at": moments[number],
                "last_activity_at": moments[number],
                "listed": not held[number - 1],
            }
            for number in numbers
        ),
        QuestionTag: (
            {"question_id": number, "tag_id": 1 if number % 2 else 2 + number % 39, "position": 0}
            for number in numbers
        ),
        ReviewItem: (item(number) for number in numbers),
    }


def fill(connection: Connection) -> None:
    for model, given in rows().items():
        batch: list[dict[str, Any]] = []
        for row in given:
            batch.append(row)
            if len(batch) == AT_ONCE:
                connection.execute(insert(model.__table__), batch)  # type: ignore[arg-type]
                batch = []
        if batch:
            connection.execute(insert(model.__table__), batch)  # type: ignore[arg-type]


@contextmanager
def counted(engine: Engine) -> Iterator[list[str]]:
    """The statements inside."""
    asked: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if not statement.startswith(("BEGIN", "ROLLBACK")):
            asked.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield asked
    event.remove(engine, "before_cursor_execute", note)


def cost(deed: Callable[[], object]) -> float:
    """The median of the process's CPU milliseconds."""
    spent = []
    for _round in range(ROUNDS):
        before = time.process_time()
        deed()
        spent.append(1_000 * (time.process_time() - before))
    return median(spent)


@pytest.fixture(params=["sqlite", "postgres"])
def backlog(request: pytest.FixtureRequest, tmp_path: Path, empty_database: bytes) -> Iterator[Flask]:
    if request.param == "postgres":
        server: PostgresServer = request.getfixturevalue("postgres_server")
        template = request.getfixturevalue("postgres_template")
        made: Any = make_app(tmp_path, database_url=server.create_database("backlog", template))
    else:
        (tmp_path / "huzhu.sqlite").write_bytes(empty_database)
        made = make_app(tmp_path)
    with made.app_context():
        with db.engine.begin() as connection:
            fill(connection)
        if request.param == "postgres":
            with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.exec_driver_sql("ANALYZE")
        yield made
        db.session.remove()
        db.engine.dispose()


def test_pages_of_a_hundred_thousand(
    backlog: Flask, sign_in: SignIn, capsys: pytest.CaptureFixture[str]
) -> None:
    client: FlaskClient = backlog.test_client()
    too_much = []
    with clock.at(NOW):
        sign_in(client, Actor(member_id=1, name="member1", role=Role.MODERATOR, confirmed=True))
        plain = cost(lambda: client.get("/about"))
        lines = [f"{db.engine.dialect.name}: {ITEMS:,} open items; /about {plain:.1f} ms"]
        for name, address in PAGES.items():
            page = client.get(address)
            assert page.status_code == 200, (name, page.status_code)
            db.session.remove()
            with counted(db.engine) as asked:
                client.get(address)
            spent = cost(lambda address=address: client.get(address))  # type: ignore[misc]
            lines.append(
                f"{name:16} {spent:6.1f} ms {len(asked):3} statements {len(page.data) / 1000:6.1f} kB"
            )
            if spent > MOST_MS or len(asked) > MOST_STATEMENTS:
                too_much.append(lines[-1])
    with capsys.disabled():
        print("\n" + "\n".join(lines))
    assert not too_much
