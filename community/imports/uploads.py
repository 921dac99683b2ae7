"""The uploaded files as an export sees them: names and bytes, wherever they are kept."""

import os
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

from flask import current_app

from community.imports.manifest import is_safe
from community.kernel.errors import DomainError
from community.kernel.furnish import settings_of


class Uploads(Protocol):
    """A place of files; names are relative, with `/` between their parts."""

    def names(self) -> Iterable[str]:
        """Every file's name, sorted."""

    def read(self, name: str) -> bytes: ...

    def write(self, name: str, content: bytes) -> None: ...


class FolderUploads:
    """Files in a folder of this machine."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def names(self) -> Iterable[str]:
        """Every file's name, sorted; files that are being written (their names begin with a dot) left out."""
        found = (path.relative_to(self._root).as_posix() for path in self._root.rglob("*") if path.is_file())
        return sorted(name for name in found if not Path(name).name.startswith("."))

    def read(self, name: str) -> bytes:
        return (self._root / name).read_bytes()

    def write(self, name: str, content: bytes) -> None:
        """Keep `content` under `name`; a reader sees all of it or nothing."""
        if not is_safe(name):
            raise DomainError(f"{name!r} cannot be the name of an uploaded file")
        path = self._root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, unfinished = tempfile.mkstemp(prefix=".", dir=path.parent)
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content)
        Path(unfinished).replace(path)


def uploads() -> Uploads:
    """The uploaded files of the running site."""
    parts = urlsplit(settings_of(current_app).storage_url)
    if parts.scheme != "file":
        raise DomainError("HUZHU_STORAGE_URL: only files in a folder can be exported and brought back")
    return FolderUploads(Path(unquote(parts.path)))
