"""What the whole gate costs for a post of about 150 words, on a site that holds many; SQLite and PostgreSQL.

`make bench BENCH=gate_speed` prints medians; nothing is asserted.
"""

import os
import random
import statistics
import time
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import event, insert

from community.kernel import clock
from community.kernel.db import db
from community.kernel.judging import Submission
from community.kernel.ports import ports
from community.kernel.unit_of_work import unit_of_work
from community.posts.models import Post
from community.questions.models import Question
from moderation.quality import in_force, queries
from moderation.quality.likeness import question
from moderation.quality.models import PostOrigin, PostShingle, QuestionTerm
from tests.conftest import MakeMember, both_databases

POSTS = int(os.environ.get("HUZHU_BENCH_POSTS", "20000"))
WORDS = [
    f"{a}{b}"
    for a in "ba ce di fa gu ha je ki lo mu na pe ri so tu va".split()
    for b in "rat len min pod gul tan ver".split()
]
COMMON = (
    "router node wifi update phone signal cable restart lamp the is to and my it of in after when".split()
)


def text(chance: random.Random, words: int) -> str:
    return " ".join(chance.choice(COMMON if chance.random() < 0.6 else WORDS) for _ in range(words))


def fill(count: int, authors: list[int]) -> None:
    """Many questions with everything that the gate remembers of them."""
    chance = random.Random(7)
    now = clock.now()
    for start in range(1, count + 1, 1_000):
        posts, questions, terms, hashes, sent = [], [], [], [], []
        for number in range(start, min(start + 1_000, count + 1)):
            title, body = text(chance, 9), text(chance, 60)
            at = now - timedelta(minutes=number)
            posts.append(
                {
                    "id": number,
                    "kind": "question",
                    "author_id": authors[number % len(authors)],
                    "status": "published",
                    "lang": "en",
                    "body_markdown": body,
                    "body_html": body,
                    "created_at": at,
                    "published_at": at,
                    "findings": [],
                }
            )
            questions.append(
                {
                    "id": number,
                    "title": title,
                    "slug": "q",
                    "asked_at": at,
                    "last_activity_at": at,
                    "listed": True,
                }
            )
            terms += [{"term": term, "question_id": number} for term in question(title, body).hashes]
            hashes += [
                {"post_id": number, "value": value} for value in queries.fingerprint(f"{title}\n{body}")
            ]
            sent.append(
                {
                    "post_id": number,
                    "author_id": authors[number % len(authors)],
                    "address": "",
                    "content": number,
                    "new_account": False,
                    "sent_at": at,
                }
            )
        with unit_of_work():
            db.session.execute(insert(Post.__table__), posts)
            db.session.execute(insert(Question.__table__), questions)
            for model, some in ((QuestionTerm, terms), (PostShingle, hashes), (PostOrigin, sent)):
                db.session.execute(insert(model), some)


def bare_page(app: Flask) -> float:
    """What a page costs that asks nothing of the database, in ms of CPU: the measure of this machine today."""
    client, spent = app.test_client(), []
    for _ in range(30):
        begun = time.process_time()
        client.get("/about")
        spent.append((time.process_time() - begun) * 1000)
    return statistics.median(spent)


@both_databases
def test_the_whole_gate(app: Flask, member: MakeMember, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "RATELIMIT_ENABLED", True)
    writers = [member(f"writer{number}").id for number in range(50)]
    fill(POSTS, writers)
    chance = random.Random(11)
    gate = ports().gate
    statements: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda *given: statements.append(given[2]))
    in_force.settings()
    spent = []
    for _ in range(60):
        submission = Submission(
            kind="question", title=text(chance, 9), body=text(chance, 150), author_id=writers[0]
        )
        statements.clear()
        begun = time.process_time()
        gate.judge(submission)
        spent.append((time.process_time() - begun) * 1000)
    print(
        f"\n{db.engine.dialect.name}, {POSTS} questions: {statistics.median(spent):.2f} ms CPU in the middle, "
        f"{max(spent):.1f} at most, {len(statements)} statements; /about {bare_page(app):.2f} ms"
    )
