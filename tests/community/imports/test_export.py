"""An export holds everything, comes back byte for byte, and a harmed one changes nothing."""

import json
import stat
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import time_machine
from sqlalchemy import func, select

from community.accounts.models import Member
from community.imports.export import export
from community.imports.restore import restore
from community.imports.tables import exported_tables
from community.kernel.db import db
from community.kernel.errors import DomainError
from community.kernel.jobs import Job, JobState
from community.search import services as search
from tests.community.imports.conftest import NewSite, breaches, content, import_kettles, storage_of, within

if TYPE_CHECKING:
    from community.kernel.web import Huzhu

PICTURE = "0123456789abcdef0123.webp"


def bring_back(site: "Huzhu", folder: Path) -> None:
    with within(site):
        restore(folder, db.engine, db.metadata, storage_of(site), "now")
        search.rebuild()


@pytest.fixture
def filled(on_sqlite: NewSite) -> "Huzhu":
    site = on_sqlite("filled")
    import_kettles(site)
    storage_of(site).write(PICTURE, b"\x00picture\xff")
    return site


def test_an_export_comes_back_byte_for_byte(new_site: NewSite, filled: "Huzhu", tmp_path: Path) -> None:
    before = content(filled, tmp_path / "before")
    other = new_site("other")

    bring_back(other, tmp_path / "before")

    assert content(other, tmp_path / "after") == before
    assert storage_of(other).read(PICTURE) == b"\x00picture\xff"
    with within(other):
        for look in other.extensions["huzhu_restored"]:
            look()  # the log's head outside belongs to the database that was there before
    assert breaches(other) == []


@pytest.mark.postgres
def test_an_export_says_the_same_from_either_database(
    on_sqlite: NewSite, on_postgres: NewSite, tmp_path: Path
) -> None:
    small, large = on_sqlite("small"), on_postgres("large")
    with time_machine.travel(datetime(2026, 1, 1, tzinfo=UTC), tick=False):  # the log says when
        import_kettles(small)
        import_kettles(large)

    assert content(small, tmp_path / "small-content") == content(large, tmp_path / "large-content")


def test_every_table_is_in_the_export(filled: "Huzhu", tmp_path: Path) -> None:
    held = content(filled, tmp_path / "out")

    assert {f"{table.name}.jsonl" for table in exported_tables(db.metadata)} == {
        name for name in held if name.endswith(".jsonl")
    }
    assert f"uploads/{PICTURE}" in held


def test_rows_are_canonical_json_in_the_order_of_their_keys(filled: "Huzhu", tmp_path: Path) -> None:
    lines = content(filled, tmp_path / "out")["posts.jsonl"].splitlines()

    rows = [json.loads(line) for line in lines]
    assert [row["id"] for row in rows] == sorted(row["id"] for row in rows)
    assert all(list(row) == sorted(row) for row in rows)
    assert rows[0]["created_at"] == "2021-03-01T10:00:00.123000+00:00"
    assert "水壶里有白色的东西".encode() in lines[2]


def test_new_rows_after_a_restore_take_the_next_numbers(
    new_site: NewSite, filled: "Huzhu", tmp_path: Path
) -> None:
    content(filled, tmp_path / "out")
    other = new_site("other")
    bring_back(other, tmp_path / "out")

    with within(other):
        now = datetime(2026, 1, 1, tzinfo=UTC)
        newcomer = Member(name="new", name_key="new", display_name="New", created_at=now)
        db.session.add(newcomer)
        db.session.commit()

        assert newcomer.id == 5


def test_jobs_that_wait_are_kept_and_those_that_are_done_are_not(on_sqlite: NewSite, tmp_path: Path) -> None:
    site = on_sqlite("jobs")
    with within(site):
        now = datetime(2026, 1, 1, tzinfo=UTC)
        for state in (JobState.WAITING, JobState.DONE, JobState.DEAD):
            db.session.add(Job(kind="any", payload={}, state=state, run_at=now, created_at=now))
        db.session.commit()

    kept = content(site, tmp_path / "out")["jobs.jsonl"].splitlines()

    assert [json.loads(line)["state"] for line in kept] == ["waiting", "dead"]


def test_only_the_owner_may_read_an_export(filled: "Huzhu", tmp_path: Path) -> None:
    content(filled, tmp_path / "out")

    assert stat.S_IMODE((tmp_path / "out").stat().st_mode) == 0o700


def test_an_export_overwrites_nothing(filled: "Huzhu", tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").write_text("mine")

    with within(filled), pytest.raises(DomainError, match="not an empty folder"):
        export(tmp_path / "out", db.engine, db.metadata, storage_of(filled), "now")

    assert [path.name for path in (tmp_path / "out").iterdir()] == ["mine.txt"]


def test_a_site_with_content_takes_no_export(filled: "Huzhu", tmp_path: Path) -> None:
    content(filled, tmp_path / "out")

    with pytest.raises(DomainError, match="the site is not empty"):
        bring_back(filled, tmp_path / "out")


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-40])


def link_away(path: Path) -> None:
    path.rename(path.parent.parent / "elsewhere")
    path.symlink_to(path.parent.parent / "elsewhere")


@pytest.mark.parametrize(
    ("name", "harm", "told"),
    [
        ("posts.jsonl", cut, "posts.jsonl: the file is cut off or was changed"),
        ("posts.jsonl", Path.unlink, "posts.jsonl: the file is missing"),
        ("posts.jsonl", link_away, "posts.jsonl: the file is missing, or is no plain file"),
        (f"uploads/{PICTURE}", cut, "the file is cut off or was changed"),
        ("manifest.json", Path.unlink, "this is no export, or it is cut off"),
        ("manifest.json", cut, "the list of its content cannot be read"),
    ],
)
def test_a_harmed_export_changes_nothing(
    name: str, harm: Callable[[Path], object], told: str, filled: "Huzhu", on_sqlite: NewSite, tmp_path: Path
) -> None:
    content(filled, tmp_path / "out")
    harm(tmp_path / "out" / name)
    other = on_sqlite("other")

    with pytest.raises(DomainError, match=told):
        bring_back(other, tmp_path / "out")

    with within(other):
        assert not db.session.scalar(select(func.count()).select_from(Member))


def test_an_export_of_another_version_is_refused(filled: "Huzhu", on_sqlite: NewSite, tmp_path: Path) -> None:
    content(filled, tmp_path / "out")
    other = on_sqlite("other")

    with within(other), pytest.raises(DomainError, match="another version"):
        restore(tmp_path / "out", db.engine, db.metadata, storage_of(other), "later")
