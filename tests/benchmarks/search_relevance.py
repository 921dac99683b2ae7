"""How often a reworded question finds its twin: mean reciprocal rank at 10 of both engines on labelled pairs."""

import gzip
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from community.search.backend import Document, Kind, SearchBackend
from community.search.index import WhooshIndex
from community.search.postgres import PostgresIndex
from community.search.rules import parse
from tests.machine import data_folder

SETS = ("qqp_en", "zh_lcqmc", "zh_bq_bank_customer_service", "zh_afqmc_customer_service", "zh_oppo_assistant")
MOST_PAIRS = 400
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


def rows(name: str) -> Iterator[dict[str, object]]:
    path = data_folder() / "related_questions" / f"{name}.jsonl.gz"
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def texts_of(row: dict[str, object]) -> tuple[str, str]:
    first, second = (str(row[key]) for key in (("q1", "q2") if "q1" in row else ("s1", "s2")))
    return first, second


def load(name: str) -> tuple[list[str], list[tuple[str, int]]]:
    """All second questions of a set, and some first ones with the number of their twin."""
    candidates: dict[str, int] = {}
    twins: list[tuple[str, int]] = []
    for row in rows(name):
        first, second = texts_of(row)
        number = candidates.setdefault(second, len(candidates) + 1)
        if int(str(row.get("duplicate", row.get("label", 0)))) == 1 and first != second:
            twins.append((first, number))
    return list(candidates), twins[:: max(1, len(twins) // MOST_PAIRS)]


def reciprocal_rank(backend: SearchBackend, text: str, twin: int, *, similar: bool) -> float:
    hits = backend.similar(text, limit=10) if similar else backend.search(parse(text), limit=10).items
    found = [hit.question_id for hit in hits]
    return 1 / (1 + found.index(twin)) if twin in found else 0.0


@pytest.mark.data
@pytest.mark.postgres
def test_the_rank_of_the_twin(tmp_path: Path, postgres_url: str) -> None:
    engine = create_engine(postgres_url)
    backends: dict[str, SearchBackend] = {
        "Whoosh": WhooshIndex(tmp_path),
        "PostgreSQL": PostgresIndex(engine),
    }
    print("\nmean reciprocal rank at 10")
    for name in SETS:
        candidates, twins = load(name)
        for engine_name, backend in backends.items():
            backend.rebuild(
                Document(number, number, Kind.QUESTION, text, "", LONG_AGO)
                for number, text in enumerate(candidates, 1)
            )
            ranks = {
                way: sum(
                    reciprocal_rank(backend, text, twin, similar=way == "similar") for text, twin in twins
                )
                / max(len(twins), 1)
                for way in ("search", "similar")
            }
            print(
                f"  {name:30} {engine_name:10} search {ranks['search']:.3f}  similar {ranks['similar']:.3f}"
            )
    engine.dispose()
