"""Both search engines find the same for bounds on stars that lie between two decimals."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from community.search.index import WhooshIndex
from community.search.postgres import PostgresIndex
from community.search.rules import parse
from tests.community.search.documents import question

POST = question(
    1, "How do I reset my router?", "It blinks.", tags=("router",), rating_count=5, rating_total=25
)


@pytest.fixture
def engines(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[WhooshIndex, PostgresIndex]]:
    engine = create_engine(request.getfixturevalue("postgres_url"))
    whoosh, postgres = WhooshIndex(tmp_path / "index"), PostgresIndex(engine)
    for each in (whoosh, postgres):
        each.rebuild([])
        each.update([POST])
    yield whoosh, postgres
    engine.dispose()


@pytest.mark.postgres
@pytest.mark.parametrize("text", ["stars>=4.3", "stars>4.2", "router stars>=4.3", "router -stars>4.2"])
def test_five_times_five_stars_is_the_same_to_both(
    engines: tuple[WhooshIndex, PostgresIndex], text: str
) -> None:
    first, second = ([hit.post_id for hit in each.search(parse(text)).items] for each in engines)
    assert first == second
