"""What never stands in a log, whoever put it into a sentence or an error: addresses, keys, words of secret links."""

import logging
import re
from collections.abc import Mapping, MutableMapping
from typing import Any, Final

MASK: Final = "********"
_SECRETS: Final = (
    # Addresses of people.
    (re.compile(r"[\w.+%-]+@(?:[\w-]+\.)+[\w-]{2,}"), MASK),
    # Keys of the REST interface, and whatever else stands in a header that lets somebody in.
    (re.compile(r"\bhz_[\w-]{8,}"), MASK),
    (re.compile(r"(?i)\b(bearer|basic)\s+[\w.~+/=-]{8,}"), rf"\1 {MASK}"),
    (re.compile(r"(?i)\b(cookie|set-cookie|authorization)(['\"]?\s*[:=]\s*).+"), rf"\1\2{MASK}"),
    (
        re.compile(r"(?i)\b(password|secret|token|otp|code)(['\"]?\s*[:=]\s*['\"]?)[^\s,'\"&)]+"),
        rf"\1\2{MASK}",
    ),
    # Links that let in whoever has them.
    (
        re.compile(r"/(confirm|reset|email|unsubscribe|solved|asked|join|surveys/answer)/[\w~.-]{8,}"),
        rf"/\1/{MASK}",
    ),
    # What PostgreSQL says of a row that it refuses.
    (re.compile(r"(?m)^(DETAIL:\s*).+$"), rf"\1{MASK}"),
)


def masked(text: str) -> str:
    """`text` without what must not be kept."""
    for pattern, put in _SECRETS:
        text = pattern.sub(put, text)
    return text


def of_event(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> Mapping[str, Any]:
    """The same for all words of a structured line."""
    return {name: masked(value) if isinstance(value, str) else value for name, value in event.items()}


class Formatter(logging.Formatter):
    """The same for lines of libraries, tracebacks included."""

    def format(self, record: logging.LogRecord) -> str:
        return masked(super().format(record))
