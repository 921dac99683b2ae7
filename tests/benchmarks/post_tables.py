"""Posts in joined tables against posts in one wide table, at 20,000 posts: pages and inserts, both databases.

Both layouts are made of the same columns and indexes, which are read from the models.
"""

import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import pytest
from sqlalchemy import Column, Engine, FromClause, Index, MetaData, Table, create_engine, func, insert, select

from community.answers.models import Answer
from community.comments.models import Comment
from community.kernel import clock
from community.kernel.db import engine_options, take_sqlite_in_hand
from community.posts.models import Post
from community.questions.models import Question

QUESTIONS, ANSWERS, COMMENTS = 4_000, 8_000, 8_000
ROUNDS = 200
START = clock.parse("2025-01-01")
BODY = "The light blinks orange after the update and the second floor loses its network at night. " * 6
KINDS = (Question, Answer, Comment)
# What every row of a kind has to say; the rest is NULL or its default.
EMPTY: dict[str, Any] = {"findings": [], "comment_count": 0, "revision_count": 1, "status": "published"}


def copied(column: Column[Any], *, optional: bool) -> Column[Any]:
    return Column(
        column.name, column.type, primary_key=column.primary_key, nullable=optional or bool(column.nullable)
    )


def own_columns(kind: type[Post]) -> list[Column[Any]]:
    """The columns of a kind beyond its id."""
    return [column for column in kind.__table__.columns if not column.primary_key]


def indexed(table: Table, source: Any) -> None:
    """Give `table` the indexes of a model's table."""
    for index in source.__table__.indexes:
        Index(f"{table.name}_{index.name}", *(table.c[column.name] for column in index.columns))


@dataclass(frozen=True)
class Layout:
    """One way to keep posts: a source to select from for each kind, and how one post is written."""

    name: str
    metadata: MetaData
    sources: dict[type[Post], FromClause]
    tables: dict[type[Post], tuple[Table, ...]]


def joined() -> Layout:
    """A table of all posts, and one more for each kind."""
    metadata = MetaData()
    posts = Table("posts", metadata, *(copied(each, optional=False) for each in Post.__table__.columns))
    indexed(posts, Post)
    sources: dict[type[Post], FromClause] = {}
    tables: dict[type[Post], tuple[Table, ...]] = {}
    for kind in KINDS:
        columns = (copied(each, optional=False) for each in kind.__table__.columns)
        table = Table(str(kind.__tablename__), metadata, *columns)
        indexed(table, kind)
        sources[kind] = posts.join(table, posts.c.id == table.c.id)
        tables[kind] = (posts, table)
    return Layout("joined", metadata, sources, tables)


def wide() -> Layout:
    """One table with the columns of all kinds; what a kind has not is NULL."""
    metadata = MetaData()
    columns = {each.name: copied(each, optional=False) for each in Post.__table__.columns}
    for kind in KINDS:
        columns |= {each.name: copied(each, optional=True) for each in own_columns(kind)}
    posts = Table("posts", metadata, *columns.values())
    for source in (Post, *KINDS):
        indexed(posts, source)
    return Layout("wide", metadata, dict.fromkeys(KINDS, posts), dict.fromkeys(KINDS, (posts,)))


def rows() -> Iterator[tuple[type[Post], dict[str, Any]]]:
    """The same posts for both layouts."""
    chance = random.Random(3)
    for number in range(1, QUESTIONS + ANSWERS + COMMENTS + 1):
        moment = START + timedelta(minutes=number)
        base = {"id": number, "author_id": chance.randrange(500), "body_markdown": BODY, "body_html": BODY}
        base |= {**EMPTY, "lang": "en", "created_at": moment, "published_at": moment}
        yield row(number, base, chance)


def row(number: int, base: dict[str, Any], chance: random.Random) -> tuple[type[Post], dict[str, Any]]:
    """One post of the kind that its number falls to."""
    question_id = chance.randint(1, QUESTIONS)
    if number <= QUESTIONS:
        active = START + timedelta(minutes=chance.randrange(10**6))
        own = {"title": f"Why does it blink, {number}", "slug": "why", "product": "", "listed": True}
        own |= {"asked_at": base["created_at"], "last_activity_at": active, "last_post_by_asker": True}
        own |= dict.fromkeys(
            ("answer_count", "accepted_count", "same_problem_count", "follower_count"), number % 3
        )
        own |= {"best_rating_count": 0, "best_rating_sum": 0}
        return Question, {**base, "kind": "question", **own}
    if number <= QUESTIONS + ANSWERS:
        stars = {f"stars_{each}": 0 for each in range(1, 6)}
        own = {"question_id": question_id, "by_staff": False, "accepted_by_asker": False, **stars}
        return Answer, {**base, "kind": "answer", **own, "rating_count": 0, "score": chance.random()}
    parent = {"parent_id": question_id, "question_id": question_id}
    return Comment, {**base, "kind": "comment", **parent}


def write(layout: Layout, engine: Engine, posts: list[tuple[type[Post], dict[str, Any]]]) -> None:
    """Write posts in one transaction, one statement for each table and kind."""
    with engine.begin() as connection:
        for kind in KINDS:
            of_kind = [values for each, values in posts if each is kind]
            for table in layout.tables[kind] if of_kind else ():
                known = {column.name for column in table.columns}
                connection.execute(
                    insert(table), [{key: row[key] for key in row if key in known} for row in of_kind]
                )


def columns_of(layout: Layout, kind: type[Post]) -> list[Any]:
    """What the mapper would select for a kind."""
    source = layout.sources[kind]
    found = {column.name: column for column in source.columns}
    wanted = {each.name for each in Post.__table__.columns} | {each.name for each in own_columns(kind)}
    return [column for name, column in found.items() if name in wanted]


def list_page(layout: Layout, engine: Engine, page: int) -> None:
    """Twenty questions by their last activity, and how many there are."""
    found = {column.name: column for column in columns_of(layout, Question)}
    questions = layout.tables[Question][-1]
    query = (
        select(*found.values()).select_from(layout.sources[Question]).where(questions.c.listed)
    ).order_by(questions.c.last_activity_at.desc(), questions.c.id.desc())
    with engine.connect() as connection:
        connection.execute(select(func.count()).select_from(questions).where(questions.c.listed)).scalar()
        assert len(connection.execute(query.limit(20).offset(page * 20)).all()) == 20


def question_page(layout: Layout, engine: Engine, question_id: int) -> None:
    """One question, its answers in their order, and every comment of the thread."""
    with engine.connect() as connection:
        for kind in KINDS:
            table = layout.tables[kind][-1]
            posts = layout.tables[kind][0]
            by = table.c.id if kind is Question else table.c.question_id
            query = (
                select(*columns_of(layout, kind))
                .select_from(layout.sources[kind])
                .where(by == question_id, posts.c.kind == kind.__mapper__.polymorphic_identity)
            )
            connection.execute(query.order_by(posts.c.created_at)).all()


def report(name: str, ticking: Callable[[], float], deed: Callable[[int], object]) -> None:
    """Print what a deed costs, in milliseconds."""
    costs = []
    for number in range(ROUNDS):
        began = ticking()
        deed(number)
        costs.append((ticking() - began) * 1000)
    # A busy machine adds to every figure: the lower quartile says more about the layout than the median.
    print(f"  {name:24} quartile {quantiles(costs, n=4)[0]:6.2f}   median {median(costs):6.2f}")


def measure(layout: Layout, engine: Engine) -> None:
    """Fill one layout and print its table."""
    layout.metadata.create_all(engine)
    posts = list(rows())
    # SQLite works inside this process, so what others do to the machine can be left out.
    ticking = time.process_time if engine.dialect.name == "sqlite" else time.perf_counter
    began = ticking()
    write(layout, engine, posts)
    print(f"\n{engine.dialect.name}, {layout.name}, {len(posts)} posts")
    print(f"  write them all           {(ticking() - began) * 1000:9.0f} ms")
    with engine.begin() as connection:
        connection.exec_driver_sql("ANALYZE")
    chance = random.Random(7)
    report("first list page", ticking, lambda _: list_page(layout, engine, 0))
    report("any list page", ticking, lambda _: list_page(layout, engine, chance.randrange(QUESTIONS // 20)))
    report("question page", ticking, lambda _: question_page(layout, engine, chance.randint(1, QUESTIONS)))
    answers = [values for kind, values in posts if kind is Answer]
    first = len(posts) + 1
    report(
        "one answer, committed",
        ticking,
        lambda number: write(layout, engine, [(Answer, {**answers[number], "id": first + number})]),
    )


@pytest.mark.parametrize("layout", [joined, wide])
def test_on_sqlite(tmp_path: Path, layout: Callable[[], Layout]) -> None:
    path = tmp_path / "posts.sqlite"
    engine = create_engine(f"sqlite:///{path}", **engine_options("sqlite://"))
    take_sqlite_in_hand(engine)
    measure(layout(), engine)
    engine.dispose()
    print(f"  on disk                  {path.stat().st_size / 1e6:9.1f} MB")


@pytest.mark.postgres
@pytest.mark.parametrize("layout", [joined, wide])
def test_on_postgresql(postgres_url: str, layout: Callable[[], Layout]) -> None:
    engine = create_engine(postgres_url)
    measured = layout()
    measure(measured, engine)
    measured.metadata.drop_all(engine)  # the next one gets the same database
    engine.dispose()
