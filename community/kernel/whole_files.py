"""Files that are there whole or not at all, also when the machine stops while one is written."""

import os
import tempfile
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Final

PREFIX: Final = ".new-"


def write(path: Path, content: bytes, *, lasting: bool = True) -> None:
    """Write `content` beside `path` and give it that name; once this returns it stays, if `lasting`. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, beside = tempfile.mkstemp(dir=path.parent, prefix=PREFIX)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            if lasting:
                file.flush()
                os.fsync(file.fileno())
        Path(beside).replace(path)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise


def forget_unfinished(folder: Path, before: datetime) -> None:
    """Remove from `folder`, and from those in it, what killed processes began to write before that moment."""
    for pattern in (f"{PREFIX}*", f"*/{PREFIX}*"):
        for each in folder.glob(pattern):
            with suppress(FileNotFoundError):  # finished or removed meanwhile
                if each.stat().st_mtime < before.timestamp():
                    each.unlink()
