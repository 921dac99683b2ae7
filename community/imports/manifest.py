"""What an export or a backup holds, so that a cut or foreign one is known before anything is changed."""

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from community.kernel.errors import DomainError

FORMAT: Final = 1
FILE: Final = "manifest.json"
LARGEST: Final = 64 * 1024 * 1024  # a list of some 500,000 files
CHUNK: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Entry:
    """One file: its size in bytes, its SHA-256, and how many rows it has (None: not a table)."""

    size: int
    sha256: str
    rows: int | None = None


@dataclass(frozen=True, slots=True)
class Manifest:
    """All files by their path within the export, and the version of the tables they were made from."""

    kind: str
    schema: str
    files: dict[str, Entry]

    def text(self) -> str:
        """The manifest as it is written; the same content gives the same text."""
        files = {name: asdict(entry) for name, entry in self.files.items()}
        document = {"format": FORMAT, "kind": self.kind, "schema": self.schema, "files": files}
        return json.dumps(document, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def read(told: bytes, where: str) -> Manifest:
    """The manifest that `told` is. Raises DomainError when it is none that this version can read."""
    try:
        document: dict[str, Any] = json.loads(told)
        if document["format"] != FORMAT:
            message = f"{where}: it was made in another format ({document['format']})"
            raise DomainError(message)
        files = {name: Entry(**entry) for name, entry in document["files"].items()}
        return Manifest(str(document["kind"]), str(document["schema"]), files)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        message = f"{where}: the list of its content cannot be read"
        raise DomainError(message) from None


def entry_of(path: Path, rows: int | None = None) -> Entry:
    """What the file at `path` is, read once."""
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            digest.update(chunk)
            size += len(chunk)
    return Entry(size, digest.hexdigest(), rows)


def is_safe(name: str) -> bool:
    """Whether `name` stays within the folder it is unpacked into."""
    parts = name.split("/")
    return bool(name) and "\\" not in name and "\0" not in name and not {"", ".", ".."} & set(parts)
