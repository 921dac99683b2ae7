"""Both search engines, so that every promise is kept by each."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from community.search.backend import SearchBackend
from community.search.index import WhooshIndex
from community.search.postgres import PostgresIndex


@pytest.fixture(params=["whoosh", pytest.param("postgres", marks=pytest.mark.postgres)])
def backend(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SearchBackend]:
    """An empty engine, ready to be written to."""
    if request.param == "whoosh":
        made: SearchBackend = WhooshIndex(tmp_path / "index")
        made.rebuild([])
        yield made
        return
    engine = create_engine(request.getfixturevalue("postgres_url"))
    made = PostgresIndex(engine)
    made.rebuild([])
    yield made
    engine.dispose()
