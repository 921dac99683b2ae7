"""A small file that is made at the first need and then stays as it is, such as a key of the site."""

import secrets
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final

PATIENCE: Final = 5.0  # seconds; whoever began to write such a file is done by then, or was killed
_PAUSE: Final = 0.02


def made_once(path: Path, make: Callable[[], bytes]) -> bytes:
    """What is in `path`; where it is missing, `make` says it. Of two processes at once the first one's stays.

    Only its owner may read it. It appears whole: nobody reads a part of it, and who is killed leaves none of it.
    Raises OSError.
    """
    if not path.exists():
        unfinished = path.with_name(f".{path.name}-{secrets.token_hex(4)}")
        try:
            unfinished.touch(mode=0o600)
            unfinished.write_bytes(make())
            _publish(unfinished, path)
        finally:
            unfinished.unlink(missing_ok=True)
    return path.read_bytes()


def _publish(unfinished: Path, path: Path) -> None:
    try:
        path.hardlink_to(unfinished)
    except FileExistsError:
        return
    except OSError:  # some file systems of networks and of sticks have no second names for a file
        _take_turns(unfinished, path)


def _take_turns(unfinished: Path, path: Path) -> None:
    """Give the file its name while a folder, which only one can make, keeps the others away."""
    turn, patience = path.with_name(f".{path.name}-turn"), time.monotonic() + PATIENCE
    while not path.exists():
        try:
            turn.mkdir()
        except FileExistsError:
            if time.monotonic() > patience:
                _leave(turn)  # of a process that was killed
            time.sleep(_PAUSE)
            continue
        try:
            if not path.exists():
                unfinished.replace(path)
        finally:
            _leave(turn)


def _leave(turn: Path) -> None:
    with suppress(FileNotFoundError):
        turn.rmdir()
