"""Reads a dump's history: which lines belong to one edit, and why a question was closed."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final

from community.imports.stackexchange.mapping import author, tag_names
from community.imports.stackexchange.reader import Row
from community.imports.stackexchange.records import Deed, DumpRevision, HistoryLine

_DEEDS: Final = {
    **dict.fromkeys((1, 4, 7), Deed.TITLE),
    **dict.fromkeys((2, 5, 8), Deed.BODY),
    **dict.fromkeys((3, 6, 9), Deed.TAGS),
    10: Deed.CLOSING,
}
_ROLLBACKS: Final = frozenset({7, 8, 9})

# The numbers that Stack Exchange has used for its close reasons, old and new.
CLOSE_REASONS: Final = {
    "1": "duplicate",
    "2": "off-topic",
    "3": "opinion",
    "4": "unclear",
    "7": "too-broad",
    "101": "duplicate",
    "102": "off-topic",
    "103": "unclear",
    "104": "too-broad",
    "105": "opinion",
}
OTHER_REASON: Final = "other"


def line(row: Row) -> HistoryLine:
    """A row of PostHistory."""
    number, kind = row.integer("Id"), row.integer("PostHistoryTypeId")
    deed = _DEEDS.get(kind, Deed.OTHER)
    return HistoryLine(
        number=number,
        post=row.integer("PostId"),
        deed=deed,
        rollback=kind in _ROLLBACKS,
        guid=row.optional("RevisionGUID") or f"line {number}",
        author=author(row, "UserId", "UserDisplayName"),
        created_at=row.moment("CreationDate"),
        text=row.values.get("Text", ""),
        tags=tag_names(row, "Text") if deed is Deed.TAGS else (),
        comment=row.values.get("Comment", ""),
    )


def revisions(rows: Iterable[Row], sizes: Counter[tuple[int, str]]) -> Iterator[DumpRevision]:
    """The edits of a history, each once all its lines were seen, in the order of the last of them.

    `sizes` tells how many lines each edit has, by post and guid: so an edit whose lines lie apart
    is still one, and the file need not be held in memory. Edits not in `sizes` are left out.
    """
    waiting: dict[tuple[int, str], list[HistoryLine]] = {}
    for row in rows:
        found = line(row)
        key = (found.post, found.guid)
        if not found.is_edit or key not in sizes:
            continue
        lines = waiting.setdefault(key, [])
        lines.append(found)
        if len(lines) == sizes[key]:
            yield _joined(waiting.pop(key))


def close_reason(found: HistoryLine) -> str:
    """The reason for a closing, as this project calls it."""
    return CLOSE_REASONS.get(found.comment.strip(), OTHER_REASON)


def _joined(lines: list[HistoryLine]) -> DumpRevision:
    first = min(lines, key=lambda found: found.number)
    parts = {found.deed: found for found in lines}
    return DumpRevision(
        number=first.number,
        post=first.post,
        author=first.author,
        created_at=first.created_at,
        title=parts[Deed.TITLE].text if Deed.TITLE in parts else None,
        body=parts[Deed.BODY].text if Deed.BODY in parts else None,
        tags=parts[Deed.TAGS].tags if Deed.TAGS in parts else None,
        comment=next((found.comment for found in lines if found.comment), ""),
        rollback=any(found.rollback for found in lines),
    )
