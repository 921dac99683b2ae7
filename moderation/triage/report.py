"""Triage as plain JSON-ready records: what `huzhu triage` reads and writes."""

import math
from collections.abc import Mapping
from typing import Any

from moderation.triage.analyse import analyse, shown
from moderation.triage.records import Analysis, Kind, Message

# Nobody has more followers than this; a longer number is a slip.
_MOST = 10**12


class BadRecord(ValueError):
    """A record that cannot be read; its message is a sentence for the person who sent it."""


def _text(record: Mapping[str, Any], key: str) -> str:
    value = record.get(key)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise BadRecord(f'"{key}" must be a string')
    return value


def _count(record: Mapping[str, Any], key: str) -> int | None:
    value = record.get(key)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise BadRecord(f'"{key}" must be a number')
    if isinstance(value, float) and not math.isfinite(value):
        raise BadRecord(f'"{key}" must be a number')
    return max(-_MOST, min(_MOST, int(value)))


def message_of(record: object) -> Message:
    """The message that a record describes; BadRecord if it lacks `id` or `text`, or a value has the wrong shape."""
    if not isinstance(record, Mapping):
        raise BadRecord("a record must be a JSON object")
    if record.get("id") is None:
        raise BadRecord('"id" is missing')
    if isinstance(record["id"], float) and not math.isfinite(record["id"]):
        raise BadRecord('"id" must be a value that JSON knows')
    if record.get("text") is None:
        raise BadRecord('"text" is missing')
    name = _text(record, "kind") or Kind.MESSAGE
    try:
        kind = Kind(name)
    except ValueError:
        raise BadRecord('"kind" must be question, answer, comment or message') from None
    return Message(
        text=_text(record, "text"),
        title=_text(record, "title"),
        kind=kind,
        lang=_text(record, "lang") or None,
        channel=_text(record, "channel") or None,
        followers=_count(record, "followers") or 0,
        author_level=_count(record, "author_level"),
    )


def record_of(identifier: object, analysis: Analysis) -> dict[str, Any]:
    """An analysis with the keys of the contract; scores have four places."""

    def value(slug: str) -> float:
        return shown(analysis[slug].value)

    return {
        "id": identifier,
        "lang": analysis.lang,
        "anger": value("anger"),
        "is_angry": analysis["anger"].fired,
        "complaint": value("complaint"),
        "expert": value("expertise"),
        "is_expert": analysis["expertise"].fired,
        "spam": value("spam"),
        "abuse": value("abuse"),
        "quality": value("quality"),
        "service": value("service"),
        "pii": list(analysis["pii"].evidence),
        "verdict": str(analysis.verdict),
        "route": str(analysis.route),
        "priority": str(analysis.priority),
        "reasons": [
            {"detector": reason.detector, "score": reason.score, "evidence": list(reason.evidence)}
            for reason in analysis.reasons
        ],
    }


def triage(record: object) -> dict[str, Any]:
    """Triage of one record in the contract's shape; BadRecord if it cannot be read."""
    message = message_of(record)
    identifier = record["id"] if isinstance(record, Mapping) else None
    return record_of(identifier, analyse(message))
