"""The migrations are one line, and lead from nothing to exactly the tables of the models."""

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask

from app import create_app
from community.kernel import schema
from community.kernel.config import Settings
from community.kernel.db import Base, db
from tests.servers import PostgresServer


def differences(app: Flask) -> list[object]:
    """What the models have and the migrated database has not, or the other way round."""
    with app.app_context():
        schema.upgrade(app)
        try:
            with db.engine.connect() as connection:
                context = MigrationContext.configure(
                    connection, opts={"compare_type": True, "include_object": _is_ours}
                )
                return list(compare_metadata(context, Base.metadata))
        finally:
            db.session.remove()
            db.engine.dispose()


def _is_ours(_thing: object, name: str | None, kind: str, reflected: object, counterpart: object) -> bool:
    # The search tables of PostgreSQL are made and rebuilt by the search itself.
    return not (kind == "table" and reflected and counterpart is None and str(name).startswith("search_"))


def test_the_migrations_are_one_line() -> None:
    scripts = ScriptDirectory(str(schema.MIGRATIONS))
    assert len(scripts.get_heads()) == 1
    assert not [script.revision for script in scripts.walk_revisions() if script.is_merge_point]


def test_on_sqlite_they_lead_to_the_models(tmp_path: Path) -> None:
    app = create_app(Settings(_env_file=None, data_dir=tmp_path).prepared())
    assert differences(app) == []


@pytest.mark.postgres
def test_on_postgresql_they_lead_to_the_models(
    tmp_path: Path, postgres_server: PostgresServer, worker_number: int
) -> None:
    url = postgres_server.create_database(f"huzhu_migrated_{worker_number}")
    settings = Settings(_env_file=None, data_dir=tmp_path, database_url=url)
    assert differences(create_app(settings.prepared())) == []
