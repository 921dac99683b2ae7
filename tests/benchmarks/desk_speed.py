"""What the desk costs with a hundred thousand open cases: CPU and statements of its lists, and how they are looked up."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Connection, insert, text

from community.accounts.models import Member
from community.kernel import clock
from community.kernel.db import Model, db
from community.kernel.policy import Actor, Role
from community.posts.models import Post
from community.questions.models import Question
from community.routing.models import Need
from community.tags.models import QuestionTag, Tag
from moderation.escalation.models import Case, Escalation
from tests.benchmarks.queue_speed import AT_ONCE, cost, counted
from tests.conftest import SignIn, make_app
from tests.servers import PostgresServer

CASES = 100_000
MEMBERS = 5_000
STAFF = 40
NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)
RATIO, MOST_STATEMENTS = 8.0, 12  # four of them for presence, hand-overs and the bulk form
TEAMS = {1: ("care", "accounts"), 2: ("specialists", "safety")}
REASONS = ("angry-complaint", "unanswered", "account-specific", "expert-level")
PAGES = {
    "tier 1": "/desk",
    "all": "/desk?view=all",
    "page 40": "/desk?view=all&page=40",
    "mine": "/desk?view=mine",
    "my team": "/desk?view=team",
    "unassigned": "/desk?view=unassigned",
    "due or late": "/desk?view=breaching",
    "waiting": "/desk?view=waiting",
    "tier 2": "/desk?view=tier-2",
    "settled lately": "/desk?view=resolved",
    "due first": "/desk?view=all&sort=due",
    "newest": "/desk?view=all&sort=newest",
    "longest waiting": "/desk?view=all&sort=waiting",
    "one team": "/desk?view=all&team=safety",
    "P1 only": "/desk?view=all&priority=P1",
    "rare language": "/desk?view=all&spoken=zh-Hans",
    "common rule": "/desk?view=all&rule=unanswered",
    "rare rule": "/desk?view=all&rule=leaving",
    "great tag": "/desk?view=all&tag=tag0",
    "small tag": "/desk?view=all&tag=tag30",
    "words": "/desk?view=all&q=blink+red",
    "number": "/desk?view=all&q=%2377777",
    "customer": "/desk?view=all&q=Member+4001",
    "news of a list": "/desk/news?view=all&shown=" + ",".join(map(str, range(1, 26))),
}


def rows() -> dict[type[Model], Iterator[dict[str, Any]]]:
    """A desk with a great backlog; teams, reasons, owners and languages are uneven, as they are in life."""
    chance = random.Random(11)
    start = NOW - timedelta(days=20)
    moments = [start + timedelta(seconds=17 * number) for number in range(CASES + 1)]
    langs = ["zh-Hans" if chance.random() < 0.001 else "en" for _ in range(CASES)]
    numbers = range(1, CASES + 1)

    def case(number: int) -> dict[str, Any]:
        tier = 1 if chance.random() < 0.8 else 2
        points = round(chance.betavariate(2, 4) * 100, 2)
        state = chance.choices(["open", "waiting-for-customer", "on-hold", "resolved"], [80, 12, 3, 5])[0]
        opened = moments[number]
        reason = "leaving" if number % 4_000 == 0 else chance.choice(REASONS)
        closed = state == "resolved"
        return {
            "id": number,
            "need_id": number,
            "question_id": number,
            "tier": tier,
            "team": chance.choice(TEAMS[tier]),
            "state": state,
            "lang": langs[number - 1],
            "owner_id": chance.randrange(1, STAFF + 1) if chance.random() < 0.3 else None,
            "reasons": [reason],
            "severity": 0.4,
            "anger": 0.3,
            "influence": 0.1,
            "points": points,
            "priority": "P1" if points > 60 else "P2" if points > 40 else "P3" if points > 20 else "P4",
            "opened_at": opened,
            "waiting_since": opened,
            "due_at": opened + timedelta(days=chance.randrange(1, 30)) if state == "open" else None,
            "closed_at": opened + timedelta(days=1) if closed else None,
            "outcome": "resolved" if closed else None,
        }

    return {
        Member: (
            {
                "id": number,
                "name": f"member{number}",
                "name_key": f"member{number}",
                "display_name": f"Member {number}",
                "role": "agent" if number <= STAFF else "member",
                "created_at": start,
                "confirmed_at": start,
            }
            for number in range(1, MEMBERS + 1)
        ),
        Tag: (
            {
                "id": number + 1,
                "name": f"tag{number}",
                "question_count": 0 if number else CASES // 2,
                "created_at": start,
            }
            for number in range(40)
        ),
        Post: (
            {
                "id": number,
                "kind": "question",
                "author_id": STAFF + 1 + number % (MEMBERS - STAFF),
                "status": "published",
                "lang": langs[number - 1],
                "body_markdown": "It blinks since the update of the night.",
                "body_html": "<p>It blinks since the update of the night.</p>",
                "created_at": moments[number],
                "findings": [],
            }
            for number in numbers
        ),
        Question: (
            {
                "id": number,
                "title": f"Why does light number {number} blink {'red' if number % 7 else 'blue'} all night",
                "slug": "why",
                "asked_at": moments[number],
                "last_activity_at": moments[number],
                "listed": True,
            }
            for number in numbers
        ),
        QuestionTag: (
            {"question_id": number, "tag_id": 1 if number % 2 else 2 + number % 39, "position": 0}
            for number in numbers
        ),
        Need: (
            {
                "id": number,
                "question_id": number,
                "stage": "tier-1",
                "opened_at": moments[number],
                "stage_since": moments[number],
            }
            for number in numbers
        ),
        Case: (case(number) for number in numbers),
        Escalation: (
            {
                "id": number,
                "need_id": number,
                "case_id": number,
                "post_id": number,
                "rule": "leaving" if number % 4_000 == 0 else REASONS[number % 4],
                "tier": 1,
                "score": 0.8,
                "evidence": [],
                "created_at": moments[number],
            }
            for number in numbers
        ),
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


@pytest.fixture(params=["sqlite", "postgres"])
def backlog(request: pytest.FixtureRequest, tmp_path: Path, empty_database: bytes) -> Iterator[Flask]:
    if request.param == "postgres":
        server: PostgresServer = request.getfixturevalue("postgres_server")
        template = request.getfixturevalue("postgres_template")
        made: Any = make_app(tmp_path, database_url=server.create_database("desk_backlog", template))
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


def test_lists_of_a_hundred_thousand(
    backlog: Flask, sign_in: SignIn, capsys: pytest.CaptureFixture[str]
) -> None:
    client = backlog.test_client()
    too_much = []
    with clock.at(NOW):
        sign_in(client, Actor(member_id=1, name="member1", role=Role.AGENT, confirmed=True))
        plain = cost(lambda: client.get("/about"))
        open_cases = db.session.scalar(text("select count(*) from cases where state <> 'resolved'"))
        lines = [f"{db.engine.dialect.name}: {open_cases:,} open cases; /about {plain:.1f} ms"]
        for name, address in PAGES.items():
            page = client.get(address)
            assert page.status_code == 200, (name, page.status_code)
            db.session.remove()
            with counted(db.engine) as asked:
                client.get(address)
            spent = cost(lambda address=address: client.get(address))  # type: ignore[misc]
            lines.append(
                f"{name:16} {spent:6.1f} ms {spent / plain:4.1f} times {len(asked):3} statements "
                f"{len(page.data) / 1000:6.1f} kB"
            )
            if spent > RATIO * plain or len(asked) > MOST_STATEMENTS:
                too_much.append(lines[-1])
    with capsys.disabled():
        print("\n" + "\n".join(lines))
    assert not too_much
