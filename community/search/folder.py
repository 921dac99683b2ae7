"""Where an index lives: folders by version, a pointer to the current one, and a lock for the one writer."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep
from typing import Final
from uuid import uuid4

from community.search.backend import IndexBusy

_POINTER: Final = "current"
_LOCK: Final = "writer.lock"
_PAUSE: Final = 0.05


@dataclass(frozen=True, slots=True)
class IndexFolder:
    """A folder of index versions. `version` names the format: folders of another are not current."""

    root: Path
    version: str

    def current(self) -> Path | None:
        """The folder that is read now, or None when there is none of this version."""
        try:
            name = (self.root / _POINTER).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError):
            return None
        if not name.startswith(f"{self.version}-") or Path(name).name != name:
            return None
        folder = self.root / name
        return folder if folder.is_dir() else None

    def fresh(self) -> Path:
        """A new empty folder that nobody reads yet. Leftovers of broken rebuilds are removed."""
        self.root.mkdir(parents=True, exist_ok=True)
        self._remove_all_but(self.current())
        # Never a name that was used before: whoever still reads an older folder must see that this is another.
        folder = self.root / f"{self.version}-{uuid4().hex}"
        folder.mkdir()
        return folder

    def publish(self, folder: Path) -> None:
        """Make `folder` the current one in a single step, and remove the others."""
        pointer = self.root / f"{_POINTER}.new"
        with pointer.open("w", encoding="utf-8") as file:
            file.write(folder.name)
            file.flush()
            os.fsync(file.fileno())
        pointer.replace(self.root / _POINTER)
        self._remove_all_but(folder)

    @contextmanager
    def writing(self, patience: float) -> Iterator[None]:
        """Be the one writer of all processes; raises `IndexBusy` after `patience` seconds."""
        self.root.mkdir(parents=True, exist_ok=True)
        deadline = monotonic() + patience
        with (self.root / _LOCK).open("a") as file:
            while True:
                try:
                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                except BlockingIOError:
                    if monotonic() >= deadline:
                        raise IndexBusy from None
                    sleep(_PAUSE)
            yield

    def _folders(self) -> list[Path]:
        return [path for path in self.root.glob("v*-*") if path.is_dir()]

    def _remove_all_but(self, kept: Path | None) -> None:
        for folder in self._folders():
            if folder != kept:
                # Readers that still have files of it open keep them until they refresh.
                shutil.rmtree(folder, ignore_errors=True)
