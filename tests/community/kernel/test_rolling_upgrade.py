"""Code of the release before goes on writing while the tables are those of today: what it leaves out has a default."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask_migrate import upgrade

from app import create_app
from community.kernel import schema, stamps
from community.kernel.config import Settings
from community.kernel.db import db
from community.kernel.web import Huzhu
from tests.community.kernel.test_upgrading import content, fill, reflected, same
from tests.house.test_rolling_upgrades import PROMISED_AFTER


def release_before() -> str:
    """The revision after which every migration keeps the promise of `docs/deploy/upgrades.md`."""
    promised = [each for each in schema._scripts().walk_revisions() if each.revision[:8] > PROMISED_AFTER]
    return str(promised[-1].down_revision)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def site(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Huzhu]:
    """A site without tables."""
    given = {}
    if request.param == "postgres":
        number = request.getfixturevalue("worker_number")
        given["database_url"] = request.getfixturevalue("postgres_server").create_database(f"rolling_{number}")
    made = create_app(Settings(_env_file=None, data_dir=tmp_path, **given).prepared())
    with made.app_context():
        yield made
        db.session.remove()
        db.engine.dispose()


def test_what_the_release_before_writes_meanwhile_is_kept_as_it_wrote_it(site: Huzhu) -> None:
    upgrade(directory=str(schema.MIGRATIONS), revision=release_before())
    with db.engine.connect() as connection:
        then = reflected(connection)
    assert schema.upgrade(site)
    with db.engine.begin() as connection:
        fill(connection, then)  # naming the columns that it knows, and no others
    with db.engine.connect() as connection:
        written, now = content(connection, then), content(connection, reflected(connection))
        stamped = connection.scalar(sa.select(sa.func.count()).select_from(sa.table("page_stamps")))
        assert stamps.missing(connection) == []
    assert stamped, "pages that are kept by new code see what old code writes"
    changed = [
        (table, key, column)
        for table, rows in written.items()
        for key, row in rows.items()
        for column, value in row.items()
        if not same(value, now[table][key][column])
    ]
    assert changed == []
