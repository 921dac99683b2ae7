"""One file that holds the whole site as it was at one moment, made while the site goes on working."""

import os
import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import IO, Final

from sqlalchemy import Engine, MetaData

from community.imports import export, manifest
from community.imports.manifest import Manifest
from community.kernel.errors import DomainError
from community.kernel.reopening import sqlite_driver
from community.kernel.storage import Storage

SQLITE: Final = "sqlite"
DATABASE: Final = "database.sqlite"
OWNER_ONLY: Final = 0o600


def backup(file: Path, engine: Engine, metadata: MetaData, uploads: Storage, schema: str) -> Manifest:
    """Write a consistent copy of the site to `file`, readable by its owner alone.

    On SQLite the copy is the database itself, made by its backup interface; on PostgreSQL it is an
    export. The file takes its name only when it is complete and on the disk; what stands there and is no file, such
    as a device or a pipe, is left alone. Raises DomainError.
    """
    file = file.resolve()
    if file.exists() and not file.is_file():
        raise DomainError(f"{file} is there already and no file")
    with beside(file) as workshop:
        content = workshop / "content"
        if engine.dialect.name == "sqlite":
            found = _copied(content, engine, uploads, schema)
        else:
            found = export.export(content, engine, metadata, uploads, schema)
        packed = workshop / "packed.tar"
        _pack(packed, content, found)
        packed.replace(file)
    return found


@contextmanager
def beside(file: Path) -> Iterator[Path]:
    """A private folder on the same disk as `file`, gone afterwards."""
    try:
        workshop = Path(tempfile.mkdtemp(prefix=f".{file.name}-", dir=file.absolute().parent))
    except OSError as error:
        raise DomainError(f"{file} cannot be written ({error.strerror})") from None
    try:
        yield workshop
    except (OSError, sqlite_driver.Error) as error:  # a database is copied by its driver alone
        raise DomainError(f"{file}: {getattr(error, 'strerror', None) or error}") from None
    finally:
        shutil.rmtree(workshop, ignore_errors=True)


def copy_database(engine: Engine, path: Path) -> None:
    """Copy the SQLite database behind `engine` to `path`, in one step and therefore of one moment."""
    driver = engine.dialect.loaded_dbapi
    with closing(engine.raw_connection()) as source, closing(driver.connect(str(path))) as target:
        connection = source.driver_connection
        if connection is None:
            raise DomainError("the database has no connection to copy from")
        connection.backup(target)
        target.execute("PRAGMA journal_mode = DELETE")  # one file, without a journal beside it


def _copied(content: Path, engine: Engine, uploads: Storage, schema: str) -> Manifest:
    content.mkdir()
    copy_database(engine, content / DATABASE)
    found = Manifest(SQLITE, schema, {DATABASE: manifest.entry_of(content / DATABASE)})
    for name in uploads.names():
        export.write_upload(uploads, name, content, found)
    return found


def _pack(packed: Path, content: Path, found: Manifest) -> None:
    descriptor = os.open(packed, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
    with os.fdopen(descriptor, "wb") as stream:
        (content / manifest.FILE).write_text(found.text(), encoding="utf-8")
        with tarfile.open(fileobj=stream, mode="w", format=tarfile.PAX_FORMAT) as tar:
            for name in (manifest.FILE, *sorted(found.files)):  # the list first: it judges the rest
                with (content / name).open("rb") as member:
                    _add(tar, name, member, (content / name).stat().st_size)
        stream.flush()
        os.fsync(stream.fileno())


def _add(tar: tarfile.TarFile, name: str, member: IO[bytes], size: int) -> None:
    info = tarfile.TarInfo(name)
    info.size, info.mode = size, OWNER_ONLY
    tar.addfile(info, member)
