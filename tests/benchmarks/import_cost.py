"""What bringing in a real community costs, and what copying it costs afterwards."""

import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

import click
import pytest

from community.imports.backup import backup
from community.imports.export import export
from community.imports.restore import restore
from community.imports.stackexchange.columns import Site
from community.imports.stackexchange.loader import import_dump
from community.kernel import checks
from community.kernel.db import db
from community.kernel.furnish import settings_of
from community.kernel.storage import open_storage
from community.kernel.web import Huzhu
from tests.conftest import make_app
from tests.machine import data_folder

KIB = 1 if sys.platform == "darwin" else 1024  # what ru_maxrss counts in


@pytest.mark.data
@pytest.mark.parametrize(
    "site", ["coffee.meta.stackexchange.com", "ai.stackexchange.com", "quantumcomputing.stackexchange.com"]
)
def test_the_cost_of_moving_in(site: str, tmp_path: Path, empty_database: bytes) -> None:
    def fresh(name: str) -> Huzhu:
        (tmp_path / name).mkdir()
        (tmp_path / name / "huzhu.sqlite").write_bytes(empty_database)
        return make_app(tmp_path / name)

    def measure(what: str, deed: Callable[[], object]) -> None:
        began = time.process_time()
        deed()
        spent = time.process_time() - began
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * KIB / 2**20
        click.echo(f"{site:38} {what:8} {spent:7.1f} s CPU   peak so far {peak:6.0f} MB")

    first, second = fresh("first"), fresh("second")
    with first.app_context():
        storage = open_storage(settings_of(first).storage_url)
        measure(
            "import", lambda: import_dump(data_folder() / "qa_dumps" / site, Site(site), "Huzhu", quiet=True)
        )
        measure(
            "again", lambda: import_dump(data_folder() / "qa_dumps" / site, Site(site), "Huzhu", quiet=True)
        )
        measure("check", lambda: checks.run_all(db.session()))
        measure("export", lambda: export(tmp_path / "out", db.engine, db.metadata, storage, ""))
        measure("backup", lambda: backup(tmp_path / "site.tar", db.engine, db.metadata, storage, ""))
        db.session.remove()
        db.engine.dispose()
    with second.app_context():
        measure("restore", lambda: restore(tmp_path / "out", db.engine, db.metadata, storage, ""))
        db.session.remove()
        db.engine.dispose()
