"""Segments of a Whoosh index as files: checked when they are read, watched while they are in use.

They are read into memory as a whole, so that a file that is cut off or overwritten under a running
server is noticed as damage and never pulls the process down, as a memory map would.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final
from zlib import crc32

from whoosh.filedb.compound import CompoundStorage
from whoosh.filedb.filestore import FileStorage, RamStorage
from whoosh.filedb.structfile import BufferFile

_SEGMENT: Final = ".seg"
_CHECKSUM: Final = ".crc"  # beside the segment; Whoosh removes both together

Fingerprint = tuple[int, int, int]  # inode, size, time of the last change


class DamagedFile(Exception):
    """A segment is not what was written."""


class Lists(FileStorage):  # type: ignore[misc]
    """The folder of an index, of which only the small lists of segments are opened."""

    def open_file(self, name: str, **_: object) -> Any:
        """A file, read at once: Whoosh leaves those open that it cannot understand."""
        return BufferFile((Path(self.folder) / name).read_bytes(), name=name)


class Loaded(RamStorage):  # type: ignore[misc]
    """The parts of one segment, in memory."""

    def open_file(self, name: str, **_: object) -> Any:
        """One part; the bytes are shared, not copied."""
        return BufferFile(self.files[name], name=name)


def load(folder: Path, name: str) -> Loaded:
    """Read a segment; raises DamagedFile when its checksum is another than when it was written."""
    content = (folder / segment_file(name)).read_bytes()
    noted = folder / f"{name}{_CHECKSUM}"
    # A segment is there for a moment before its checksum; then Whoosh's own reading must do.
    if noted.exists() and noted.read_text(encoding="ascii").strip() != _checksum(content):
        raise DamagedFile(name)
    compound = CompoundStorage(BufferFile(content), use_mmap=False)
    loaded = Loaded()
    for part in compound.list():
        offset, length = compound.range(part)
        loaded.files[part] = content[offset : offset + length]
    return loaded


def segment_file(name: str) -> str:
    """What the file of a segment is called."""
    return f"{name}{_SEGMENT}"


def list_file(index: str, generation: int) -> str:
    """What Whoosh calls the file that lists the segments of one generation."""
    return f"_{index}_{generation}.toc"


def fingerprint(file: Path) -> Fingerprint:
    """What would change if somebody else wrote to this file."""
    found = file.stat()
    return found.st_ino, found.st_size, found.st_mtime_ns


def note_checksums(folder: Path) -> None:
    """Write down the checksum of every segment that has none yet."""
    for segment in _without_checksum(folder):
        note = segment.with_suffix(f"{_CHECKSUM}.new")
        note.write_text(_checksum(segment.read_bytes()), encoding="ascii")
        note.replace(segment.with_suffix(_CHECKSUM))


def _without_checksum(folder: Path) -> Iterable[Path]:
    return (path for path in folder.glob(f"*{_SEGMENT}") if not path.with_suffix(_CHECKSUM).exists())


def _checksum(content: bytes) -> str:
    return f"{crc32(content):08x}"
