"""The head of the log once more, outside the database: a file in the data folder, signed with the site's secret.

Whoever empties the log or cuts its end in the database cannot make the file agree. It is written after
the commit and only ever moves forward, so a crash in between, or two processes at once, leave it behind
the log at worst; and a log that is ahead of it is no breach. One line a day is kept, the last one moves.
"""

import fcntl
import hashlib
import hmac
import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import structlog

from community.kernel.furnish import site_settings

FILE: Final = "moderation-log.head"
KEPT: Final = 400  # lines: more than a year of days
OWNER_ONLY: Final = 0o600
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Head:
    """The log ended here at that moment."""

    number: int
    hash: str
    at: datetime


class Unreadable(ValueError):
    """The file was changed, cut, or signed with another secret."""


def path() -> Path:
    """Where the file is."""
    return site_settings().data_dir / FILE


def read() -> list[Head] | None:
    """The heads that were noted, oldest first; None without a file. Raises Unreadable."""
    try:
        told = path().read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError):
        raise Unreadable from None
    heads = [_parsed(line) for line in told.splitlines()]
    if not heads:
        raise Unreadable
    return heads


def advance(head: Head) -> None:
    """Note that the log has come as far as `head`; never back, and never at the cost of the deed."""
    try:
        with _alone():
            heads = read() or []
            if heads and heads[-1].number >= head.number:
                return
            today = heads and heads[-1].at.date() == head.at.date()
            _write([*(heads[:-1] if today else heads), head])
    except Unreadable:
        log.warning("log_head_unreadable", file=str(path()))  # `huzhu check` says it too
    except OSError as error:
        log.warning("log_head_not_written", file=str(path()), error=str(error))


def begin(head: Head) -> None:
    """Begin the file anew at `head`; an older one is kept beside it."""
    with _alone():
        if path().exists():
            put_aside()
        _write([head])


def put_aside() -> None:
    """Keep the file under another name."""
    path().replace(path().with_suffix(".head.old"))


@contextmanager
def _alone() -> Iterator[None]:
    with path().with_suffix(".lock").open("a") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _write(heads: Sequence[Head]) -> None:
    unfinished = path().with_suffix(".new")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, OWNER_ONLY)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        stream.writelines(_line(head) for head in heads[-KEPT:])
        stream.flush()
        os.fsync(stream.fileno())
    unfinished.replace(path())


def _line(head: Head) -> str:
    content = {
        "number": head.number,
        "hash": head.hash,
        "at": head.at.astimezone(UTC).isoformat(timespec="microseconds"),
    }
    return json.dumps({**content, "mac": _mac(content)}) + "\n"


def _parsed(line: str) -> Head:
    try:
        content = json.loads(line)
        mac = content.pop("mac")
        head = Head(int(content["number"]), str(content["hash"]), datetime.fromisoformat(content["at"]))
    except (ValueError, KeyError, TypeError, AttributeError):
        raise Unreadable from None
    if not hmac.compare_digest(str(mac), _mac(content)):
        raise Unreadable
    return head


def _mac(content: dict[str, object]) -> str:
    secret = site_settings().secret_key.get_secret_value().encode()
    key = hmac.new(secret, b"moderation-log-head", hashlib.sha256).digest()
    return hmac.new(key, json.dumps(content, sort_keys=True).encode(), hashlib.sha256).hexdigest()
