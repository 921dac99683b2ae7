"""Sites to import into, on either database, and what they hold as bytes."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from community.imports.export import export
from community.imports.stackexchange.columns import Site
from community.imports.stackexchange.loader import import_dump
from community.kernel import checks
from community.kernel.db import db
from community.kernel.furnish import settings_of
from community.kernel.storage import Storage, open_storage
from tests.conftest import make_app
from tests.servers import PostgresServer

if TYPE_CHECKING:
    from community.kernel.web import Huzhu

DUMP = Path(__file__).parent / "dumps" / "kettles.example.com"
KETTLES = Site("kettles.example.com")

NewSite = Callable[[str], "Huzhu"]


@contextmanager
def within(site: "Huzhu") -> Iterator[None]:
    """Inside the application, with no connection left over afterwards."""
    with site.app_context():
        try:
            yield
        finally:
            db.session.remove()
            db.engine.dispose()


def storage_of(site: "Huzhu") -> Storage:
    return open_storage(settings_of(site).storage_url)


def content(site: "Huzhu", folder: Path) -> dict[str, bytes]:
    """Everything the site holds, as an export to `folder` writes it."""
    with within(site):
        export(folder, db.engine, db.metadata, storage_of(site), "now")
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*.*"))}


def breaches(site: "Huzhu") -> list[str]:
    with within(site):
        return [line for lines in checks.run_all(db.session()).values() for line in lines]


def import_kettles(site: "Huzhu", folder: Path = DUMP) -> dict[str, object]:
    with within(site):
        return import_dump(folder, KETTLES, "Huzhu", quiet=True)


@pytest.fixture
def on_sqlite(tmp_path: Path, empty_database: bytes) -> NewSite:
    """Makes empty sites on SQLite."""

    def new(name: str) -> "Huzhu":
        (tmp_path / name).mkdir()
        (tmp_path / name / "huzhu.sqlite").write_bytes(empty_database)
        return make_app(tmp_path / name)

    return new


@pytest.fixture
def on_postgres(
    tmp_path: Path, postgres_server: PostgresServer, postgres_template: str, worker_number: int
) -> NewSite:
    """Makes empty sites on PostgreSQL."""

    def new(name: str) -> "Huzhu":
        url = postgres_server.create_database(f"imports_{worker_number}_{name}", postgres_template)
        return make_app(tmp_path / f"postgres-{name}", database_url=url)

    return new


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def new_site(request: pytest.FixtureRequest) -> NewSite:
    """Makes empty sites, on each database in turn."""
    made: NewSite = request.getfixturevalue(f"on_{request.param}")
    return made
