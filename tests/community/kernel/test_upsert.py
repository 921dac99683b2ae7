"""Inserting once tells whether it was this call that made the row, on either database."""

from pathlib import Path

import pytest

from community.kernel import clock
from community.kernel.db import db
from community.kernel.unit_of_work import unit_of_work
from community.kernel.upsert import insert_once
from community.kernel.web import Huzhu
from community.tags.models import Tag
from tests.conftest import make_app
from tests.servers import PostgresServer


def insert_twice() -> tuple[bool, bool]:
    with unit_of_work():
        first = insert_once(Tag, name="mesh", created_at=clock.now())
        again = insert_once(Tag, name="mesh", created_at=clock.now())
    return first, again


def test_only_the_first_of_two_made_the_row(app: Huzhu) -> None:
    assert insert_twice() == (True, False)


@pytest.mark.postgres
def test_only_the_first_of_two_made_the_row_on_postgres(
    tmp_path: Path, postgres_server: PostgresServer, worker_number: int
) -> None:
    url = postgres_server.create_database(f"upsert_{worker_number}")
    with make_app(tmp_path, database_url=url).app_context():
        db.create_all()
        assert insert_twice() == (True, False)
        db.session.remove()
        db.engine.dispose()
