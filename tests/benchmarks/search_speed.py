"""What searching and indexing cost at 20,000 posts: CPU of this process, for both engines."""

import resource
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median, quantiles

import pytest
from sqlalchemy import create_engine

from community.search.backend import SearchBackend
from community.search.index import WhooshIndex
from community.search.postgres import PostgresIndex
from community.search.rules import parse
from tests.benchmarks.search_texts import QUERIES, documents

POSTS = 20_000
ROUNDS = 8


def cost(deed: Callable[[], object], clock: Callable[[], float]) -> float:
    """Milliseconds of `clock` that `deed` takes."""
    began = clock()
    deed()
    return (clock() - began) * 1000


def measure(
    name: str, backend: SearchBackend, clock: Callable[[], float], folder: Path | None = None
) -> None:
    """Print one table."""
    print(f"\n{name}, {POSTS} posts, milliseconds")
    print(f"  make the index          {cost(lambda: backend.rebuild(documents(POSTS)), clock):9.0f}")
    print(f"  first search            {cost(lambda: backend.search(parse(QUERIES[0])), clock):9.1f}")
    kinds: dict[str, list[str]] = {
        "two words, first time": QUERIES,
        "two words": QUERIES * ROUNDS,
        "two words, tag, state": [f"{query} tag:wifi is:solved" for query in QUERIES] * ROUNDS,
        "phrase": [f'"{query.replace(" ", "")}"' for query in QUERIES[7:14]] * ROUNDS,
        "eight words, any": ["zebra router guest night error blink camera adapter"] * ROUNDS,
    }
    for kind, queries in kinds.items():
        costs = [cost(lambda query=query: backend.search(parse(query)), clock) for query in queries]
        print(f"  {kind:22}  median {median(costs):6.2f}   p95 {quantiles(costs, n=20)[-1]:6.2f}")
    similar = [cost(lambda query=query: backend.similar(query), clock) for query in QUERIES * ROUNDS]
    print(
        f"  similar questions       median {median(similar):6.2f}   p95 {quantiles(similar, n=20)[-1]:6.2f}"
    )
    for text in ("ruoter firmwear", "路油器 固间"):
        guess = backend.suggest(parse(text))
        print(
            f"  suggest for {text!r}: {guess!r} {cost(lambda text=text: backend.suggest(parse(text)), clock):6.1f}"
        )
    one = next(documents(1, seed=8))
    print(f"  write one post          {cost(lambda: backend.update([one]), clock):9.1f}")
    hundred = list(documents(100, seed=9))
    print(f"  write a hundred         {cost(lambda: backend.update(hundred), clock):9.1f}")
    print(f"  search after that       {cost(lambda: backend.search(parse(QUERIES[0])), clock):9.1f}")
    if folder:
        print(
            f"  on disk, MB             {sum(f.stat().st_size for f in folder.rglob('*') if f.is_file()) / 1e6:9.1f}"
        )
    print(f"  memory at most, MB      {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:9.0f}")


def test_the_embedded_engine(tmp_path: Path) -> None:
    measure("Whoosh (CPU)", WhooshIndex(tmp_path), time.process_time, tmp_path)


@pytest.mark.postgres
def test_the_engine_in_postgresql(postgres_url: str) -> None:
    engine = create_engine(postgres_url)
    measure("PostgreSQL (elapsed)", PostgresIndex(engine), time.perf_counter)
    engine.dispose()
