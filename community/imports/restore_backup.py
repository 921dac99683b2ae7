"""Brings a backup back into an empty site, after every byte of it was checked."""

import tarfile
from collections.abc import Callable, Collection, Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from typing import IO, Final

from sqlalchemy import Engine, MetaData

from community.imports import manifest
from community.imports.backup import DATABASE, SQLITE, beside
from community.imports.export import KIND, UPLOADS
from community.imports.manifest import Manifest
from community.imports.restore import ensure_version, refuse_content, restore, writing
from community.kernel.errors import DomainError
from community.kernel.storage import Storage

CHUNK: Final = 1024 * 1024


def restore_backup(
    file: Path,
    engine: Engine,
    metadata: MetaData,
    uploads: Storage,
    *,
    schema: str,
    known: Collection[str],
    scratch: Path,
) -> Manifest:
    """Fill the empty site with what `file` holds, unpacked for a while in the folder `scratch`.

    `known` are all versions of the tables up to `schema`.

    Raises DomainError, before anything is changed, for a file that is cut off, changed, no backup, or
    made by a newer version, and for a site that has content. A database of an older version is
    brought back as it was: the caller upgrades it.
    """
    with beside(scratch / "restoring") as workshop:
        found = unpacked(file, workshop / "content")
        _refuse_other_version(file, found, schema, known)
        if found.kind == KIND:
            with _naming(file, workshop / "content"):
                return restore(workshop / "content", engine, metadata, uploads, schema)
        _bring_back(
            workshop / "content", file, engine, metadata, partial(_pictures, workshop, found, uploads)
        )
    return found


def ensure_fits(file: Path, *, schema: str, known: Collection[str]) -> None:
    """Raises DomainError for a file whose list cannot be read or tells of a version that cannot be brought back here.

    Asked before the tables are made: with those of this version the release that fits would refuse the database.
    """
    with _opened(file) as tar:
        _refuse_other_version(file, _list_of(tar, file), schema, known)


def _refuse_other_version(file: Path, found: Manifest, schema: str, known: Collection[str]) -> None:
    if found.schema not in known:
        message = f"{file}: the backup was made by a newer version ({found.schema}, here {schema})"
        raise DomainError(message)
    if found.kind == KIND:
        ensure_version(file, found, schema)


@contextmanager
def _naming(file: Path, content: Path) -> Iterator[None]:
    """Have refusals name the file that was given, and not the folder where it was unpacked for a while."""
    try:
        yield
    except DomainError as error:
        if str(content) not in str(error):
            raise
        raise DomainError(str(error).replace(str(content), str(file))) from None


def _pictures(workshop: Path, found: Manifest, uploads: Storage) -> None:
    for name in found.files:
        if name.startswith(f"{UPLOADS}/"):
            content = (workshop / "content" / name).read_bytes()
            uploads.write(name.removeprefix(f"{UPLOADS}/"), content)


def unpacked(file: Path, folder: Path) -> Manifest:
    """Unpack `file` into `folder`, refusing whatever its own list does not name exactly."""
    folder.mkdir()
    with _opened(file) as tar:
        found = _list_of(tar, file)
        rest = dict(found.files)
        for member in iter(tar.next, None):
            if not member.isreg() or member.name not in rest:
                raise DomainError(f"{file}: it holds something that no backup has: {member.name}")
            entry = rest.pop(member.name)
            _unpack(tar.extractfile(member), folder / member.name)
            if manifest.entry_of(folder / member.name, entry.rows) != entry:
                raise DomainError(f"{file}: {member.name} is cut off or was changed")
    if rest:
        raise DomainError(f"{file}: the backup is cut off: {min(rest)} is missing")
    (folder / manifest.FILE).write_text(found.text(), encoding="utf-8")
    return found


@contextmanager
def _opened(file: Path) -> Iterator[tarfile.TarFile]:
    """The archive; what is wrong with it as one sentence."""
    try:
        with tarfile.open(file, mode="r:") as tar:
            yield tar
    except FileNotFoundError:
        raise DomainError(f"{file}: there is no such file") from None
    except (tarfile.TarError, EOFError):
        raise DomainError(f"{file}: this is no backup, or it is cut off") from None


def _list_of(tar: tarfile.TarFile, file: Path) -> Manifest:
    first = tar.next()
    stream = tar.extractfile(first) if first and first.isreg() and first.name == manifest.FILE else None
    if first is None or stream is None or first.size > manifest.LARGEST:
        raise DomainError(f"{file}: this is no backup, or it is cut off")
    found = manifest.read(stream.read(), str(file))
    if found.kind not in {SQLITE, KIND} or not all(manifest.is_safe(name) for name in found.files):
        raise DomainError(f"{file}: the list of its content cannot be read")
    return found


def _unpack(stream: IO[bytes] | None, path: Path) -> None:
    if stream is None:
        raise DomainError(f"{path.name} cannot be read")
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("xb") as target:
        while chunk := stream.read(CHUNK):
            target.write(chunk)


def _bring_back(
    content: Path, file: Path, engine: Engine, metadata: MetaData, before: Callable[[], None]
) -> None:
    """Bring the database back, after all else: whoever is cut off `before` finds the site empty, and does it again."""
    if engine.dialect.name != "sqlite":
        message = f"{file}: this backup is of an SQLite site; restore it on one, then export from there"
        raise DomainError(message)
    with writing(engine) as connection:
        refuse_content(connection, metadata)
    driver = engine.dialect.loaded_dbapi
    with closing(driver.connect(str(content / DATABASE))) as source:
        if [row[0] for row in source.execute("PRAGMA quick_check(1)")] != ["ok"]:
            raise DomainError(f"{file}: the database in it is damaged")
        before()
        with closing(engine.raw_connection()) as target:
            if target.driver_connection is None:
                raise DomainError("the database has no connection to restore to")
            source.backup(target.driver_connection)
    engine.dispose()
