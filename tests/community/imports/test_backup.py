"""A backup made while people write is whole, private, and brought back only when nothing is wrong with it."""

import io
import os
import stat
import tarfile
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from sqlalchemy import func, inspect, select

from app import commands, create_app
from community.accounts.models import Member
from community.imports.backup import backup
from community.imports.manifest import Manifest
from community.imports.restore_backup import restore_backup
from community.kernel.config import Settings
from community.kernel.db import db
from community.kernel.errors import DomainError
from community.kernel.unit_of_work import unit_of_work
from community.search import services as search
from tests.community.imports.conftest import NewSite, breaches, content, import_kettles, storage_of, within

if TYPE_CHECKING:
    from community.kernel.web import Huzhu

PICTURE = "0123456789abcdef0123.webp"


def back_up(site: "Huzhu", file: Path) -> None:
    with within(site):
        backup(file, db.engine, db.metadata, storage_of(site), "now")


def bring_back(site: "Huzhu", file: Path) -> None:
    with within(site):
        restore_backup(
            file,
            db.engine,
            db.metadata,
            storage_of(site),
            schema="now",
            known={"then", "now"},
            scratch=file.parent,
        )
        search.rebuild()


def filled(new_site: NewSite) -> "Huzhu":
    site = new_site("filled")
    import_kettles(site)
    storage_of(site).write(PICTURE, b"\x00picture\xff")
    return site


@pytest.fixture
def file(on_sqlite: NewSite, tmp_path: Path) -> Path:
    back_up(filled(on_sqlite), tmp_path / "site.tar")
    return tmp_path / "site.tar"


def test_a_backup_brings_everything_back(new_site: NewSite, tmp_path: Path) -> None:
    site = filled(new_site)
    back_up(site, tmp_path / "site.tar")
    other = new_site("other")

    bring_back(other, tmp_path / "site.tar")

    assert content(other, tmp_path / "after") == content(site, tmp_path / "before")
    with within(other):
        for look in other.extensions["huzhu_restored"]:
            look()  # the log's head outside belongs to the database that was there before
    assert breaches(other) == []


def test_only_the_owner_may_read_a_backup(file: Path) -> None:
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_backup_leaves_nothing_else_behind(file: Path) -> None:
    assert [path.name for path in file.parent.iterdir() if path.name.startswith(".")] == []


def test_a_backup_made_during_writes_holds_whole_deeds_only(on_sqlite: NewSite, tmp_path: Path) -> None:
    site, stop = on_sqlite("busy"), threading.Event()

    def write() -> None:
        with site.app_context():
            for number in range(2_000):
                if stop.is_set():
                    break
                with unit_of_work():  # two members a deed
                    db.session.add_all([member(f"left-{number}"), member(f"right-{number}")])
            db.session.remove()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for attempt in range(3):
            with site.app_context():
                backup(tmp_path / f"{attempt}.tar", db.engine, db.metadata, storage_of(site), "now")
    finally:
        stop.set()
        writer.join()
    other = on_sqlite("other")
    bring_back(other, tmp_path / "2.tar")

    with within(other):
        names = set(db.session.scalars(select(Member.name)))
    assert {name for name in names if name.startswith("left")} == {
        name.replace("right", "left") for name in names if name.startswith("right")
    }
    with within(site):
        assert len(names) <= (db.session.scalar(select(func.count()).select_from(Member)) or 0)


def member(name: str) -> Member:
    return Member(name=name, name_key=name, display_name=name, created_at=datetime(2026, 1, 1, tzinfo=UTC))


def cut_in_half(content: bytes) -> bytes:
    return content[: len(content) // 2]


def change_a_byte(content: bytes) -> bytes:
    middle = content.index(b"switches off")
    return content[:middle] + b"S" + content[middle + 1 :]


@pytest.mark.parametrize(
    ("harm", "told"),
    [
        (cut_in_half, "cut off"),
        (lambda content: content[:1536], "cut off"),
        (lambda content: content[:100], "this is no backup"),
        (change_a_byte, "is cut off or was changed"),
        (lambda _: b"", "this is no backup"),
        (lambda _: b"not a backup at all" * 100, "this is no backup"),
    ],
)
def test_a_harmed_backup_is_refused_and_changes_nothing(
    harm: Callable[[bytes], bytes], told: str, file: Path, on_sqlite: NewSite
) -> None:
    file.write_bytes(harm(file.read_bytes()))
    other = on_sqlite("other")

    with pytest.raises(DomainError, match=told):
        bring_back(other, file)

    with within(other):
        assert not db.session.scalar(select(func.count()).select_from(Member))


def with_member(file: Path, info: tarfile.TarInfo, content: bytes = b"") -> None:
    """Put one more thing into a backup."""
    info.size = len(content)
    with tarfile.open(file, mode="a") as tar:
        tar.addfile(info, io.BytesIO(content))


def test_a_link_in_a_backup_is_refused(file: Path, on_sqlite: NewSite) -> None:
    info = tarfile.TarInfo("uploads/passwd")
    info.type, info.linkname = tarfile.SYMTYPE, "/etc/passwd"
    with_member(file, info)

    with pytest.raises(DomainError, match="something that no backup has"):
        bring_back(on_sqlite("other"), file)


def test_a_path_out_of_the_folder_is_refused(file: Path, on_sqlite: NewSite, tmp_path: Path) -> None:
    with_member(file, tarfile.TarInfo("../../outside"), b"surprise")

    with pytest.raises(DomainError, match="something that no backup has"):
        bring_back(on_sqlite("other"), file)

    assert not list(tmp_path.parent.glob("**/outside"))


def test_a_backup_of_a_newer_version_is_refused(file: Path, on_sqlite: NewSite) -> None:
    other = on_sqlite("other")

    with within(other), pytest.raises(DomainError, match="made by a newer version"):
        restore_backup(
            file,
            db.engine,
            db.metadata,
            storage_of(other),
            schema="then",
            known={"then"},
            scratch=file.parent,
        )


def test_an_export_of_older_tables_is_refused_before_tables_are_made(tmp_path: Path) -> None:
    """With the tables of this version in it, the database would be refused by the release that has to be used."""
    file, told = tmp_path / "site.tar", Manifest("export", "20261123_initial", {}).text().encode()
    with tarfile.open(file, "w", format=tarfile.PAX_FORMAT) as tar:
        entry = tarfile.TarInfo("manifest.json")
        entry.size = len(told)
        tar.addfile(entry, io.BytesIO(told))
    site = create_app(Settings(_env_file=None, data_dir=tmp_path / "data").prepared())

    done = CliRunner().invoke(commands, ["restore-backup", str(file)], obj=lambda: site)

    assert isinstance(done.exception, DomainError)
    assert str(done.exception).startswith(f"{file}: it was made by another version of the tables")
    assert "with the release that made it" in str(done.exception)
    with within(site):
        assert not inspect(db.engine).get_table_names()


def test_a_site_with_content_takes_no_backup(file: Path, on_sqlite: NewSite) -> None:
    other = on_sqlite("other")
    import_kettles(other)

    with pytest.raises(DomainError, match="the site is not empty"):
        bring_back(other, file)


@pytest.mark.postgres
def test_a_copy_of_the_embedded_database_needs_the_embedded_database(
    file: Path, on_postgres: NewSite
) -> None:
    with pytest.raises(DomainError, match="of an SQLite site"):
        bring_back(on_postgres("other"), file)


def test_a_file_that_is_not_there_is_told(on_sqlite: NewSite, tmp_path: Path) -> None:
    with pytest.raises(DomainError, match="there is no such file"):
        bring_back(on_sqlite("other"), tmp_path / "nowhere.tar")


def test_a_place_that_cannot_be_written_is_told(on_sqlite: NewSite, tmp_path: Path) -> None:
    with pytest.raises(DomainError, match="cannot be written"):
        back_up(on_sqlite("any"), tmp_path / "no" / "such" / "site.tar")


def test_what_is_no_file_is_left_alone(on_sqlite: NewSite, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(DomainError, match="no file"):
        back_up(on_sqlite("pipe-site"), pipe)
    assert pipe.is_fifo()


def test_a_link_goes_on_leading_to_its_file(on_sqlite: NewSite, tmp_path: Path) -> None:
    link, elsewhere = tmp_path / "link", tmp_path / "elsewhere"
    link.symlink_to(elsewhere)
    back_up(on_sqlite("linked-site"), link)
    assert link.is_symlink()
    assert tarfile.is_tarfile(elsewhere)
