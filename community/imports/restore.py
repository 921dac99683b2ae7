"""Brings an export back into an empty site: all of it, or nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Engine, MetaData, Table, func, inspect, select, text
from sqlalchemy.exc import DataError, IntegrityError

from community.imports import export, manifest, tables
from community.imports.manifest import Manifest
from community.kernel.db import WRITING
from community.kernel.errors import DomainError
from community.kernel.storage import Storage

BATCH: Final = 500


def restore(folder: Path, engine: Engine, metadata: MetaData, uploads: Storage, schema: str) -> Manifest:
    """Fill the empty site with the export in `folder`, in one transaction.

    Everything is checked first: the list of files, their sums and the version of the tables. Raises
    DomainError when the site has content already, or the export is cut, changed or of another version.
    """
    found = checked(folder, schema)
    expected = {f"{table.name}.jsonl": table for table in tables.exported_tables(metadata)}
    missing = sorted(set(expected) - set(found.files))
    if missing:
        raise DomainError(f"{folder}: the export lacks {missing[0]}")
    try:
        with writing(engine) as connection, _references_last(connection):
            refuse_content(connection, metadata)
            for table in reversed(list(expected.values())):
                connection.execute(table.delete())  # what an empty site was furnished with
            for name, table in expected.items():
                _fill(connection, table, folder / name)
            for name in _uploaded(found):
                uploads.write(name, (folder / export.UPLOADS / name).read_bytes())
    except IntegrityError as error:
        raise DomainError(f"{folder}: rows name others that are not there ({error.orig})") from None
    return found


def checked(folder: Path, schema: str) -> Manifest:
    """The list of what is in `folder`, once every file was compared with it."""
    try:
        told = (folder / manifest.FILE).read_bytes()
    except OSError:
        raise DomainError(
            f"{folder}: this is no export, or it is cut off: {manifest.FILE} is missing"
        ) from None
    found = manifest.read(told, str(folder))
    if found.kind != export.KIND:
        raise DomainError(f"{folder}: this is no export")
    ensure_version(folder, found, schema)
    for name, entry in found.files.items():
        path = folder / name
        inside = manifest.is_safe(name) and path.resolve().is_relative_to(folder.resolve())
        if not inside or path.is_symlink() or not path.is_file():
            raise DomainError(f"{path}: the file is missing, or is no plain file")
        if manifest.entry_of(path, entry.rows) != entry:
            raise DomainError(f"{path}: the file is cut off or was changed")
    return found


def ensure_version(where: Path, found: Manifest, schema: str) -> None:
    """Raises DomainError where the rows in `where` are not those of tables of the version `schema`."""
    if found.schema != schema:
        message = (
            f"{where}: it was made by another version of the tables ({found.schema}, here {schema}); bring it back "
            "with the release that made it, and let `huzhu init` of a newer one upgrade what is there then"
        )
        raise DomainError(message)


def refuse_content(connection: Connection, metadata: MetaData) -> None:
    """Raise DomainError when the site has members, posts or a log: two sites cannot be mixed."""
    for name in ("members", "posts", "moderation_log"):
        if name in metadata.tables and connection.scalar(
            select(func.count()).select_from(metadata.tables[name])
        ):
            raise DomainError(f"the site is not empty: it has {name}")


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """One transaction that holds the write lock from its beginning."""
    with engine.connect() as connection:
        connection.execution_options(**{WRITING: True})
        with connection.begin():
            yield connection


@contextmanager
def _references_last(connection: Connection) -> Iterator[None]:
    """Let rows point to rows that come later; every reference is checked before the transaction ends."""
    if connection.dialect.name != "postgresql":
        connection.execute(text("PRAGMA defer_foreign_keys = ON"))
        yield
        return
    keys = _foreign_keys(connection)
    for table, key in keys:
        connection.execute(
            text(f'ALTER TABLE "{table}" ALTER CONSTRAINT "{key}" DEFERRABLE INITIALLY DEFERRED')
        )
    yield
    connection.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
    for table, key in keys:
        connection.execute(text(f'ALTER TABLE "{table}" ALTER CONSTRAINT "{key}" NOT DEFERRABLE'))


def _foreign_keys(connection: Connection) -> list[tuple[str, str]]:
    inspector = inspect(connection)
    return [
        (table, str(key["name"]))
        for table in inspector.get_table_names()
        for key in inspector.get_foreign_keys(table)
    ]


def _fill(connection: Connection, table: Table, path: Path) -> None:
    batch: list[dict[str, Any]] = []
    with path.open("rb") as stream:
        for number, told in enumerate(stream, 1):
            batch.append(_row(table, told, path, number))
            if len(batch) == BATCH:
                _insert(connection, table, batch, path)
                batch = []
    if batch:
        _insert(connection, table, batch, path)
    continue_numbers(connection, table)


def _row(table: Table, told: bytes, path: Path, number: int) -> dict[str, Any]:
    try:
        return tables.parsed(table, told)
    except ValueError as error:
        raise DomainError(f"{path}, line {number}: {error}") from None


def _insert(connection: Connection, table: Table, batch: list[dict[str, Any]], path: Path) -> None:
    try:
        tables.insert_rows(connection, table, batch)
    except (IntegrityError, DataError) as error:
        raise DomainError(f"{path}: the rows contradict each other ({error.orig})") from None


def continue_numbers(connection: Connection, table: Table) -> None:
    """Let PostgreSQL count on from the highest number that is taken; SQLite does so by itself."""
    column = table.autoincrement_column
    if connection.dialect.name != "postgresql" or column is None:
        return
    highest = connection.scalar(select(func.max(column)))
    if highest is not None:
        sequence = func.pg_get_serial_sequence(table.name, column.name)
        connection.execute(select(func.setval(sequence, highest)))


def _uploaded(found: Manifest) -> Iterator[str]:
    prefix = f"{export.UPLOADS}/"
    return (name.removeprefix(prefix) for name in found.files if name.startswith(prefix))
