"""What a page of boards costs at one million ledger lines: CPU and statements, beside a bare Flask page."""

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
from sqlalchemy import Connection, Engine, event, text

from community.kernel import clock
from community.kernel.db import db
from community.kernel.policy import Actor
from gamification.leaderboards import rankings
from tests.conftest import SignIn, make_app
from tests.servers import PostgresServer

LINES = 1_000_000
MEMBERS = 20_000
QUESTIONS = 50_000
TAGS = 40
ROUNDS = 60
AT_ONCE = 20_000
NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)
PAGES = {
    "day": "/leaderboards?period=day",
    "week": "/leaderboards?period=week",
    "month": "/leaderboards",
    "quarter": "/leaderboards?period=quarter",
    "year": "/leaderboards?period=year",
    "all time": "/leaderboards?period=all",
    "all time, great tag": "/leaderboards?period=all&tag=tag0",
    "all time, small tag": "/leaderboards?period=all&tag=tag30",
    "year, tag, Chinese": "/leaderboards?period=year&tag=tag1&in=zh-Hans",
    "all time, English": "/leaderboards?period=all&in=en",
}


def members(chance: random.Random) -> Iterator[dict[str, object]]:
    for number in range(1, MEMBERS + 1):
        yield {
            "id": number,
            "name": f"member{number}",
            "display_name": chance.choice(["Mei", "小林", "Jonas", "Olga"]) + str(number),
            "role": "agent" if number % 500 == 0 else "member",
            "status": "closed" if number % 300 == 0 else "active",
            "hides_game": number % 50 == 0,
        }


def fill(connection: Connection) -> None:
    """Members, threads and lines: half of the points go to a tenth of the members, tags are as uneven."""
    chance = random.Random(7)
    start = {"start": "2024-06-01 12:00:00"}

    def write(statement: str, rows: Iterator[dict[str, object]]) -> None:
        batch: list[dict[str, object]] = []
        for row in rows:
            batch.append(row | start)
            if len(batch) == AT_ONCE:
                connection.execute(text(statement), batch)
                batch = []
        if batch:
            connection.execute(text(statement), batch)

    write(
        "INSERT INTO members (id, name, name_key, display_name, role, status, session_epoch, timezone,"
        " bio_markdown, bio_html, location, website, hides_game, settings, created_at) VALUES (:id, :name,"
        " :name, :display_name, :role, :status, 0, 'UTC', '', '', '', '', :hides_game, '{}', :start)",
        members(chance),
    )
    write(
        "INSERT INTO tags (id, name, label_zh, excerpt, excerpt_zh, wiki_markdown, wiki_html, question_count,"
        " created_at) VALUES (:id, :name, '', '', '', '', '', 1, :start)",
        ({"id": number + 1, "name": f"tag{number}"} for number in range(TAGS)),
    )
    post = (
        "INSERT INTO posts (id, kind, author_id, status, lang, body_markdown, body_html, created_at, findings,"
        " comment_count, revision_count) VALUES (:id, :kind, :author, 'published', :lang, '', '', :start,"
        " '[]', 0, 1)"
    )
    ids = range(1, QUESTIONS + 1)
    langs = {number: "zh-Hans" if chance.random() < 0.3 else "en" for number in ids}
    write(post, ({"id": n, "kind": "question", "author": n % MEMBERS + 1, "lang": langs[n]} for n in ids))
    write(
        post,
        (
            {"id": QUESTIONS + n, "kind": "answer", "author": n * 7 % MEMBERS + 1, "lang": langs[n]}
            for n in ids
        ),
    )
    write(
        "INSERT INTO questions (id, title, slug, product, answer_count, accepted_count, same_problem_count,"
        " follower_count, best_rating_count, best_rating_sum, asked_at, listed, last_activity_at,"
        " last_post_by_asker) VALUES (:id, 'x', 'x', '', 1, 0, 0, 0, 0, 0, :start, true, :start, true)",
        ({"id": n} for n in ids),
    )
    write(
        "INSERT INTO answers (id, question_id, by_staff, accepted_by_asker, stars_1, stars_2, stars_3, stars_4,"
        " stars_5, rating_count, score) VALUES (:id, :question, false, false, 0, 0, 0, 0, 0, 0, 0)",
        ({"id": QUESTIONS + n, "question": n} for n in ids),
    )
    write(
        "INSERT INTO question_tags (question_id, tag_id, position) VALUES (:question, :tag, 0)",
        ({"question": n, "tag": int(TAGS * chance.random() ** 2) + 1} for n in ids),
    )
    write(
        "INSERT INTO reputation_events (id, member_id, cause, number, kind, points, post_id, arose_at, day)"
        " VALUES (:id, :member, :cause, 1, 'rating', :points, :post, :moment, :day)",
        (line(number, chance) for number in range(1, LINES + 1)),
    )
    connection.execute(
        text(
            "INSERT INTO member_standings (member_id, points, bronze, silver, gold)"
            " SELECT member_id, SUM(points), 3, 1, 0 FROM reputation_events GROUP BY member_id"
        )
    )
    if connection.dialect.name == "postgresql":
        for table in ("reputation_events", "members", "posts", "tags"):
            connection.execute(
                text(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT MAX(id) FROM {table}))")  # noqa: S608
            )
    else:
        connection.execute(text("ANALYZE"))


def line(number: int, chance: random.Random) -> dict[str, object]:
    moment = NOW - timedelta(days=900) * (1 - number / LINES)
    return {
        "id": number,
        "member": int(MEMBERS * chance.random() ** 3) + 1,
        "cause": f"rating:{number}",
        "points": chance.choice([10, 10, 6, 2, 15, -2]),
        "post": QUESTIONS + chance.randint(1, QUESTIONS),
        "moment": moment.isoformat(sep=" ").replace("+00:00", ""),
        "day": moment.date().isoformat(),
    }


@contextmanager
def counting(engine: Engine) -> Iterator[list[str]]:
    """The statements that reach the database, without BEGIN."""
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if not statement.startswith("BEGIN"):
            seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield seen
    event.remove(engine, "before_cursor_execute", note)


def cpu(deed: Callable[[], object]) -> float:
    began = time.process_time()
    deed()
    return (time.process_time() - began) * 1000


def costs(client: FlaskClient, address: str, rounds: int = ROUNDS) -> tuple[float, float]:
    """Median and worst CPU of a request, in milliseconds."""
    found = [cpu(lambda: client.get(address)) for _ in range(rounds)]
    return median(found), max(found)


def measure(app: Flask, engine: Engine, reader: FlaskClient) -> None:
    bare = Flask("bare")
    bare.add_url_rule("/", view_func=lambda: "x")
    nothing, _worst = costs(bare.test_client(), "/", 300)
    client = app.test_client()
    client.get("/about")
    print(
        f"\n{LINES} lines, {MEMBERS} members on {engine.dialect.name}; a bare Flask page: {nothing:.2f} ms CPU"
    )
    print(f"  {'board':22} {'first':>9} {'then':>7} {'worst':>7} {'less bare':>10} {'statements':>11}")
    for name, address in PAGES.items():
        first = cpu(lambda address=address: client.get(address))
        middle, worst = costs(client, address)
        with counting(engine) as seen:
            assert client.get(address).status_code == 200
        print(f"  {name:22} {first:9.1f} {middle:7.2f} {worst:7.2f} {middle - nothing:10.2f} {len(seen):11d}")
    api, _worst = costs(client, "/api/v1/leaderboards?period=all")
    print(f"  {'the same for programs':22} {'':9} {api:7.2f} {'':7} {api - nothing:10.2f}")
    middle, _worst = costs(reader, "/leaderboards?period=all")
    with counting(engine) as seen:
        reader.get("/leaderboards?period=all")
    print(f"  {'signed in, own row':22} {'':9} {middle:7.2f} {'':7} {middle - nothing:10.2f} {len(seen):11d}")
    staleness(app, engine, client)


def staleness(app: Flask, engine: Engine, client: FlaskClient) -> None:
    """New lines, a moved thread and a board added up anew: what the next reader pays, and what they see."""

    def write(statement: str, **values: object) -> None:
        with engine.begin() as connection:
            connection.execute(text(statement), values)

    new = (
        "INSERT INTO reputation_events (member_id, cause, number, kind, points, post_id, arose_at, day)"
        " SELECT id, 'more:' || :round || ':' || id, 1, 'rating', 10, :post, :moment, :day FROM members"
        " WHERE id <= :count"
    )
    moment = {"moment": NOW.isoformat(sep=" ").replace("+00:00", ""), "day": NOW.date().isoformat()}
    address = PAGES["all time, great tag"]
    for round_, count in enumerate((1, 100, 1_000, 5_000)):
        write(new, round=str(round_), post=QUESTIONS + 1, count=count, **moment)
        print(
            f"  after {count:5d} new lines: the next reader pays {cpu(lambda: client.get(address)):7.1f} ms CPU"
        )
    with app.app_context():
        shelf = rankings.boards()
    board = next(each for key, each in shelf.kept.items() if key[1] == "tag0")
    other = next(thread for thread in range(1, QUESTIONS) if thread not in board.threads)
    write("UPDATE question_tags SET tag_id = 1 WHERE question_id = :thread", thread=other)
    write(
        "INSERT INTO board_marks (question_id, noted_at) VALUES (:thread, :at)",
        thread=other,
        at=moment["moment"],
    )
    print(
        f"  after a thread came under the tag: {cpu(lambda: client.get(address)):7.1f} ms, {other in board.threads=}"
    )
    write("INSERT INTO board_marks (noted_at) VALUES (:at)", at=moment["moment"])
    began = time.perf_counter()
    client.get(address)
    served = (time.perf_counter() - began) * 1000
    shelf.behind.wait()
    whole = (time.perf_counter() - began) * 1000
    print(
        f"  after a merge: served in {served:.1f} ms elapsed, added up anew behind the reader after {whole:.0f} ms"
    )


@pytest.mark.parametrize("database", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def test_the_cost_of_boards(
    request: pytest.FixtureRequest, tmp_path: Path, sign_in: SignIn, database: str
) -> None:
    if database == "postgres":
        server: PostgresServer = request.getfixturevalue("postgres_server")
        app = make_app(tmp_path, database_url=server.create_database("boards"))
    else:
        app = make_app(tmp_path)
    with app.app_context():
        db.create_all()
        with db.engine.begin() as connection:
            fill(connection)
        reader = sign_in(app.test_client(), Actor(member_id=MEMBERS - 1, name=f"member{MEMBERS - 1}"))
        engine = db.engine
        db.session.remove()
    with clock.at(NOW):  # each request has a context of its own, as on a server
        measure(app, engine, reader)
    engine.dispose()
