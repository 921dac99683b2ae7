"""How entries of the log are chained."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

BEGINNING = "0" * 64


@dataclass(frozen=True, slots=True)
class Link:
    """What an entry's hash covers, and the hash itself."""

    number: int
    at: datetime
    by_id: int | None
    act: str
    subject: str
    member_id: int | None
    reason: str
    data: Mapping[str, Any]
    previous: str
    hash: str = ""
    by_role: str | None = None


def digest(link: Link) -> str:
    """SHA-256 over the canonical JSON of everything but the hash itself, as hexadecimal digits."""
    content = [
        link.number,
        link.at.astimezone(UTC).isoformat(timespec="microseconds"),
        link.by_id,
        link.act,
        link.subject,
        link.member_id,
        link.reason,
        link.data,
        link.previous,
    ]
    if link.by_role is not None:  # entries from before roles were kept have a shorter sum
        content.append(link.by_role)
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def breaches(links: Iterable[Link], head_number: int, head_hash: str) -> Iterator[str]:
    """What is wrong with a log, oldest entry first; nothing when the chain is whole."""
    number, previous = 0, BEGINNING
    for link in links:
        if link.number != number + 1:
            yield f"moderation log: entry {number + 1} is missing before {link.number}"
        if link.previous != previous:
            yield f"moderation log: entry {link.number} does not follow the entry before it"
        if link.hash != digest(link):
            yield f"moderation log: entry {link.number} was changed"
        number, previous = link.number, link.hash
    if number != head_number or (previous if number else "") != head_hash:
        yield f"moderation log: it ends at entry {number}, and should at {head_number}"
