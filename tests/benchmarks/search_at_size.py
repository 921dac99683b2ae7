"""What PostgreSQL's search costs on a large site: time of the clock and CPU of the database, for each kind of query.

100,000 posts, or as many as HUZHU_BENCH_POSTS says. Where HUZHU_BENCH_FOLDER names a folder, the index is kept there and
measured again the next time. The queries are of the commonest words there are, so each could find a great many.
"""

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median, quantiles

import pytest
from sqlalchemy import create_engine

from community.search.postgres import PostgresIndex
from community.search.rules import parse
from tests import servers
from tests.benchmarks.search_texts import ENGLISH, QUERIES, documents
from tests.benchmarks.serving import DatabaseProcesses

pytestmark = pytest.mark.postgres
POSTS = int(os.environ.get("HUZHU_BENCH_POSTS", "100000"))
ROUNDS = 8
WORDS = [word for query in QUERIES for word in query.split()]
RARE = [first + second for first, second in zip(ENGLISH[60:90], ENGLISH[30:60], strict=True)]
TITLES = (
    "How do I reset the password of my router after an update",
    "Guest wifi is slow at night in the kitchen and the office",
    "路由器升级固件之后晚上一直掉线怎么办",
    "摄像头连接不上，指示灯红色一直闪烁",
)
KINDS: dict[str, list[str]] = {
    "two common words, English": [query for query in QUERIES if query.isascii()],
    "two common words, Chinese": [query for query in QUERIES if not query.isascii()],
    "a common and a rare word": [f"{one} {two}" for one, two in zip(WORDS, RARE, strict=False)],
    "one common word": WORDS,
    "two words, tag, state": [f"{query} tag:wifi is:solved" for query in QUERIES],
    "two words, stars": [f"{query} stars>=4" for query in QUERIES],
    "phrase": [f'"{query}"' if query.isascii() else query.replace(" ", "") for query in QUERIES],
    "filters alone": ["is:solved", "tag:wifi", "tag:wifi is:unanswered", "user:member7", "lang:zh stars>=4"],
    "eight words": ["zebra router guest night error blink camera adapter"],
    "words of two languages": ["router 固件", "password 重置", "camera 指示灯"],
}


@pytest.fixture(scope="module")
def filled(request: pytest.FixtureRequest) -> Iterator[tuple[PostgresIndex, DatabaseProcesses]]:
    """An index of so many posts, and the processes that serve it."""
    kept = os.environ.get("HUZHU_BENCH_FOLDER")
    server = servers.postgres(Path(kept)) if kept else request.getfixturevalue("postgres_server")
    name = f"search_{POSTS}"
    is_new = not server.has_database(name)
    engine = create_engine(server.create_database(name) if is_new else server.url(name))
    index = PostgresIndex(engine)
    if not index.healthy():
        began = time.perf_counter()
        index.rebuild(documents(POSTS))
        print(f"\nmaking the index: {time.perf_counter() - began:.0f} s")
    yield index, DatabaseProcesses(server.pid, name)
    engine.dispose()


def line(name: str, processes: DatabaseProcesses, ask: Callable[[str], object], asked: list[str]) -> None:
    """Print what the queries of one kind took."""
    took = []
    before = processes.cpu()
    for query in asked * ROUNDS:
        began = time.perf_counter()
        ask(query)
        took.append((time.perf_counter() - began) * 1_000)
    cpu = (processes.cpu() - before) / len(took) * 1_000
    parts = quantiles(took, n=100, method="inclusive")
    print(f"| {name} | {median(took):.0f} | {parts[94]:.0f} | {parts[98]:.0f} | {cpu:.1f} |")


def test_what_a_search_takes(filled: tuple[PostgresIndex, DatabaseProcesses]) -> None:
    index, processes = filled
    print(
        f"\n| {index.count():,} posts, ms | median | p95 | p99 | CPU of the database |\n|---|--:|--:|--:|--:|"
    )
    for kind, queries in KINDS.items():
        line(kind, processes, lambda query: index.search(parse(query)), queries)
    line("page 20", processes, lambda query: index.search(parse(query), offset=190, limit=10), QUERIES)
    line("similar questions", processes, index.similar, list(TITLES))
    line(
        "did you mean",
        processes,
        lambda query: index.suggest(parse(query)),
        ["ruoter firmwear", "路油器 固间"],
    )
    for number in (1, 100):
        began, before = time.perf_counter(), processes.cpu()
        index.update(documents(number, seed=int(began)))
        spent = (processes.cpu() - before) * 1_000
        print(f"| writing {number} | {(time.perf_counter() - began) * 1_000:.0f} | | | {spent:.1f} |")
