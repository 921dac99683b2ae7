"""Of the connections to an embedded database those that were needed once do not all fill up."""

from pathlib import Path

from sqlalchemy import create_engine, text
from sqlalchemy.pool import StaticPool

from community.kernel.db import engine_options


def test_the_connection_used_last_is_used_next(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'site.sqlite'}"
    engine = create_engine(url, **engine_options(url))
    with engine.connect(), engine.connect(), engine.connect():
        pass
    used = set()
    for _visit in range(6):
        with engine.connect() as connection:
            used.add(id(connection.connection.dbapi_connection))
    engine.dispose()
    assert len(used) == 1


def test_a_database_in_memory_has_one_connection_anyway() -> None:
    url = "sqlite:///:memory:"
    engine = create_engine(url, poolclass=StaticPool, **engine_options(url))
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT 1")) == 1
    engine.dispose()
