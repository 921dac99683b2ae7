"""The search engine of the running application: which one it is, and how far its rebuild has come."""

import os
from contextlib import suppress
from pathlib import Path
from typing import Final

from flask import Flask, current_app

from community.kernel.db import db
from community.kernel.furnish import settings_of
from community.search.backend import SearchBackend

EXTENSION: Final = "huzhu_search"
_PROGRESS: Final = "rebuilding"


def make_backend(app: Flask) -> SearchBackend:
    """PostgreSQL's own engine where the site is on PostgreSQL, so that many hosts share it; else Whoosh."""
    settings = settings_of(app)
    if settings.on_sqlite:
        from community.search.index import WhooshIndex

        return WhooshIndex(settings.index_dir)
    from community.search.postgres import PostgresIndex

    return PostgresIndex(db.engine)


def backend() -> SearchBackend:
    """The engine of the running application, made at the first need."""
    extensions = current_app.extensions
    if EXTENSION not in extensions:
        extensions[EXTENSION] = make_backend(current_app._get_current_object())  # type: ignore[attr-defined]  # noqa: SLF001
    found: SearchBackend = extensions[EXTENSION]
    return found


def note_progress(done: int, total: int) -> None:
    """Let every process of this machine know how far a rebuild is."""
    path = _progress_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(f".{os.getpid()}")
    fresh.write_text(f"{done} {total}", encoding="ascii")
    fresh.replace(path)


def forget_progress() -> None:
    """The rebuild is over."""
    _progress_file().unlink(missing_ok=True)


def progress() -> tuple[int, int] | None:
    """How many posts of how many are in the index that is being made; None when none is."""
    with suppress(OSError, ValueError):
        done, total = _progress_file().read_text(encoding="ascii").split()
        return int(done), int(total)
    return None


def _progress_file() -> Path:
    return settings_of(current_app).index_dir / _PROGRESS
