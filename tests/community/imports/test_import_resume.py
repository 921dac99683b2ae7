"""An import that was killed at any moment is finished by the next one, as if nothing had happened."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import Connection, Table, event

from community.imports.stackexchange import batches, past
from community.kernel import clock
from community.kernel.db import db
from community.tags.models import Tag
from tests.community.imports.conftest import NewSite, breaches, content, import_kettles, within

STAGES = 12  # more commits than an import of the small dump makes

if TYPE_CHECKING:
    from community.kernel.web import Huzhu

KILLED_AT = """
import os, signal, sys
from pathlib import Path
from sqlalchemy import event
from community.kernel.db import db
from tests.community.imports.conftest import import_kettles, within
from tests.conftest import make_app

left = int(sys.argv[2])
site = make_app(Path(sys.argv[1]))

def count_down(connection):
    global left
    left -= 1
    if not left:
        os.kill(os.getpid(), signal.SIGKILL)

with within(site):
    event.listen(db.engine, "commit", count_down)
    import_kettles(site)
"""


# The log says when somebody brought the community in, and the manifest holds its digest.
SAYS_WHEN = frozenset({"moderation_log.jsonl", "moderation_log_head.jsonl", "manifest.json"})


def timeless(site: "Huzhu", folder: Path) -> dict[str, bytes]:
    """Everything the site holds but the moment at which it came."""
    return {name: told for name, told in content(site, folder).items() if name not in SAYS_WHEN}


@pytest.mark.parametrize("last", range(1, STAGES))
def test_an_import_that_broke_before_any_commit_is_resumed(
    last: int, on_sqlite: NewSite, tmp_path: Path
) -> None:
    whole, broken = on_sqlite("whole"), on_sqlite("broken")
    import_kettles(whole)
    left = last

    def power_cut(_connection: object) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            raise ConnectionAbortedError

    with broken.app_context():
        event.listen(db.engine, "commit", power_cut)
        with pytest.raises(ConnectionAbortedError):
            import_kettles(broken)
        event.remove(db.engine, "commit", power_cut)
    import_kettles(broken)

    assert timeless(broken, tmp_path / "resumed") == timeless(whole, tmp_path / "at-once")
    assert breaches(broken) == []


def test_a_history_that_was_cut_in_the_middle_is_completed(
    on_sqlite: NewSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, broken = on_sqlite("whole"), on_sqlite("broken")
    import_kettles(whole)
    written: list[int] = []

    def add(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> list[int]:
        if len(written) == 4:
            raise ConnectionAbortedError
        written.extend(batches.add_numbered(connection, table, rows))
        return written

    with monkeypatch.context() as cut:
        cut.setattr(batches, "SIZE", 2)
        cut.setattr(past, "add_numbered", add)
        with pytest.raises(ConnectionAbortedError):
            import_kettles(broken)
    import_kettles(broken)

    assert len(written) == 4
    assert timeless(broken, tmp_path / "resumed") == timeless(whole, tmp_path / "at-once")
    assert breaches(broken) == []


@pytest.mark.slow
@pytest.mark.parametrize("last", [2, 6, 10])
def test_a_process_killed_during_an_import_loses_and_doubles_nothing(
    last: int, on_sqlite: NewSite, tmp_path: Path
) -> None:
    whole, killed = on_sqlite("whole"), on_sqlite("killed")
    import_kettles(whole)
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}

    ended = subprocess.run(
        [sys.executable, "-c", KILLED_AT, str(tmp_path / "killed"), str(last)], env=environment, check=False
    )
    import_kettles(killed)

    assert ended.returncode == -signal.SIGKILL
    assert timeless(killed, tmp_path / "resumed") == timeless(whole, tmp_path / "at-once")


@pytest.mark.postgres
def test_numbers_go_on_without_gaps_after_a_broken_import(on_postgres: NewSite, tmp_path: Path) -> None:
    whole, broken = on_postgres("whole"), on_postgres("broken")
    import_kettles(whole)
    left = 4

    def power_cut(_connection: object) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            raise ConnectionAbortedError

    with broken.app_context():
        event.listen(db.engine, "commit", power_cut)
        with pytest.raises(ConnectionAbortedError):
            import_kettles(broken)
        event.remove(db.engine, "commit", power_cut)
    import_kettles(broken)

    assert timeless(broken, tmp_path / "resumed") == timeless(whole, tmp_path / "at-once")


def test_a_new_row_is_numbered_after_the_imported_ones(new_site: NewSite) -> None:
    site = new_site("counting")
    import_kettles(site)

    with within(site):
        tag = Tag(name="later", created_at=clock.now())
        db.session.add(tag)
        db.session.commit()

        assert tag.id == 5
