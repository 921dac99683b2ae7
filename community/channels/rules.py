"""What a message from outside is, when it goes on with a conversation, and how its question is called; pure."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from community.kernel.text import storable

LONGEST_TEXT: Final = 30_000
LONGEST_NAME: Final = 100
LONGEST_ID: Final = 200
MOST_FOLLOWERS: Final = 2_000_000_000
# Nobody wrote to anybody before; and at the ends of the calendar nothing can be reckoned back from.
FIRST_YEAR: Final = 1970
TITLE: Final = 80  # characters of the first words that become a title
CHANNEL: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,39}\Z")
_ADDRESSED = re.compile(r"(?:^|(?<=\s))@\w{1,40}|https?://\S+")
_END = re.compile(r"(?<=[.!?])\s|(?<=[。！？])|\n")


class Lane(StrEnum):
    """Where a message goes; `drop` and `moderation` never become a need."""

    SELF_SERVICE = "self_service"
    CROWD = "crowd"
    TIER_1 = "tier1"
    TIER_2 = "tier2"
    MODERATION = "moderation"
    DROP = "drop"


NO_NEED: Final = frozenset({Lane.DROP, Lane.MODERATION})


class BadMessage(ValueError):
    """A message that cannot be taken in; its words are a sentence for whoever sent it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InboundMessage:
    """One message as its channel delivered it. `handle` names its author there; "" if nobody knows.

    Not `vouched`: anybody may have typed that handle. Such a message begins a conversation of its own.
    """

    channel: str
    external_id: str
    text: str
    sent_at: datetime
    handle: str = ""
    name: str = ""
    lang: str | None = None
    followers: int = 0
    in_reply_to: str | None = None
    vouched: bool = True


def message_of(record: Mapping[str, Any], channel: str, now: datetime) -> InboundMessage:
    """The message that a record describes; BadMessage names what is wrong with it.

    `id` and `text` are needed; `author`, `author_name`, `created_at` (ISO 8601), `followers`, `lang` and
    `in_reply_to` (the id of an earlier message) help. A time in the future counts as now.
    """
    text = _string(record, "text", LONGEST_TEXT)
    if not text.strip():
        raise BadMessage('"text" is empty')
    return InboundMessage(
        channel=channel,
        external_id=_identifier(record, "id") or _missing("id"),
        text=text,
        sent_at=min(_moment(record, now), now),
        handle=_identifier(record, "author"),
        name=_string(record, "author_name", LONGEST_NAME).strip(),
        lang=_string(record, "lang", LONGEST_NAME) or None,
        followers=_followers(record),
        in_reply_to=_identifier(record, "in_reply_to") or None,
    )


def _missing(key: str) -> str:
    message = f'"{key}" is missing'
    raise BadMessage(message)


def _string(record: Mapping[str, Any], key: str, longest: int) -> str:
    value = record.get(key)
    if value is None:
        return ""
    if not isinstance(value, str):
        message = f'"{key}" must be a string'
        raise BadMessage(message)
    if len(value) > longest:
        message = f'"{key}" has more than {longest} characters'
        raise BadMessage(message)
    return storable(value)


def _identifier(record: Mapping[str, Any], key: str) -> str:
    value = record.get(key)
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    return _string({key: value}, key, LONGEST_ID).strip()


def _followers(record: Mapping[str, Any]) -> int:
    value = record.get("followers") or 0
    number = not isinstance(value, bool) and isinstance(value, int | float)
    if not number or (isinstance(value, float) and not math.isfinite(value)):
        message = '"followers" must be a number'
        raise BadMessage(message)
    return max(0, min(MOST_FOLLOWERS, int(value)))


def _moment(record: Mapping[str, Any], now: datetime) -> datetime:
    told = _string(record, "created_at", LONGEST_NAME)
    if not told:
        return now
    try:
        moment = datetime.fromisoformat(told)
        moment = moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        moment = datetime.min.replace(tzinfo=UTC)
    if moment.year < FIRST_YEAR:
        message = '"created_at" must be a time such as 2026-03-01T09:30:00Z'
        raise BadMessage(message)
    return moment


def goes_on(last_at: datetime, sent_at: datetime, within: timedelta) -> bool:
    """Whether a message of the same contact belongs to a conversation whose last one came at `last_at`."""
    return abs(sent_at - last_at) <= within


def title_of(text: str) -> str:
    """The first sentence, or as many of its words as a title holds, without addresses and links."""
    said = " ".join(_ADDRESSED.sub(" ", text).split())
    first = next((part.strip() for part in _END.split(said) if len(part.strip()) > 3), said)  # noqa: PLR2004
    if len(first) <= TITLE:
        return first or "…"
    cut = first[:TITLE]
    return (cut.rsplit(" ", 1)[0] if " " in cut[TITLE // 2 :] else cut).rstrip(" ,;:，；：") + "…"
