"""Writes everything the site holds into a folder: one file of JSON lines a table, and the uploaded files."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, Engine, MetaData, Table

from community.imports import manifest, tables
from community.imports.manifest import Manifest
from community.kernel.errors import DomainError, NotFound
from community.kernel.storage import Storage

KIND: Final = "export"
UPLOADS: Final = "uploads"


def export(folder: Path, engine: Engine, metadata: MetaData, uploads: Storage, schema: str) -> Manifest:
    """Write the whole site, as it is at one moment, to `folder`; the same site gives the same bytes.

    `folder` must not exist yet, or be empty. It appears only when it is complete, readable by its
    owner alone, since it holds addresses and password hashes.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        message = f"{folder} is there already and not an empty folder"
        raise DomainError(message)
    with _prepared(folder) as unfinished, snapshot(engine) as connection:
        found = Manifest(KIND, schema, {})
        for table in sorted(tables.exported_tables(metadata), key=lambda table: table.name):
            _write_table(connection, table, unfinished, found)
        # Files after rows: a file that a row names is in storage before the row is.
        for name in uploads.names():
            write_upload(uploads, name, unfinished, found)
        (unfinished / manifest.FILE).write_text(found.text(), encoding="utf-8")
    return found


@contextmanager
def snapshot(engine: Engine) -> Iterator[Connection]:
    """A connection that sees one moment of the database for as long as it is open."""
    with engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            connection.execution_options(isolation_level="REPEATABLE READ")
        with connection.begin():
            yield connection


@contextmanager
def _prepared(folder: Path) -> Iterator[Path]:
    """A private folder beside `folder` that takes its name when all went well, and else is removed."""
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        unfinished = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    except OSError as error:
        message = f"{folder} cannot be written ({error.strerror})"
        raise DomainError(message) from None
    try:
        yield unfinished
        unfinished.replace(folder)
    except OSError as error:
        message = f"{folder} cannot be written ({error.strerror})"
        raise DomainError(message) from None
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def _write_table(connection: Connection, table: Table, folder: Path, found: Manifest) -> None:
    name = f"{table.name}.jsonl"
    count = 0
    with (folder / name).open("xb") as stream:
        for told in tables.lines(connection, table):
            stream.write(told)
            count += 1
    found.files[name] = manifest.entry_of(folder / name, count)


def write_upload(uploads: Storage, name: str, folder: Path, found: Manifest) -> None:
    """Copy one uploaded file to `folder` and put it on the list, unless it was deleted meanwhile."""
    try:
        content = uploads.read(name)
    except NotFound:
        return
    path = folder / UPLOADS / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    found.files[f"{UPLOADS}/{name}"] = manifest.entry_of(path)
