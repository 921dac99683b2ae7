"""What never stands in a log, whoever put it into a sentence or an error: addresses, keys, words of secret links."""

import json
import logging
import re
import time
from collections.abc import Mapping, MutableMapping
from datetime import UTC, datetime
from typing import Any, Final

from flask import has_request_context
from structlog.contextvars import get_contextvars

MASK: Final = "********"
# Links that let in whoever has them.
SECRET_LINK: Final = re.compile(
    r"/(confirm|reset|email|unsubscribe|solved|asked|join|surveys/answer)/[\w~.-]{8,}"
)
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
    (SECRET_LINK, rf"/\1/{MASK}"),
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
    """The same for lines of libraries, tracebacks included; with the time in UTC, as our own lines have it."""

    converter = staticmethod(time.gmtime)
    default_time_format = "%Y-%m-%dT%H:%M:%S"
    default_msec_format = "%s.%03dZ"

    def format(self, record: logging.LogRecord) -> str:
        return masked(super().format(record))


class JsonFormatter(logging.Formatter):
    """A line of a library as one JSON document with the names that our own lines have."""

    def format(self, record: logging.LogRecord) -> str:
        event = {
            # Between two requests a thread still knows the number of the last one.
            **(get_contextvars() if has_request_context() else {}),
            "event": record.getMessage(),
            "level": record.levelname.lower(),
            "logger": record.name,
            "process": record.process,
            "timestamp": f"{datetime.fromtimestamp(record.created, UTC):%Y-%m-%dT%H:%M:%S.%fZ}",
        }
        if record.exc_info:
            event["exception"] = self.formatException(record.exc_info)
        if record.stack_info:
            event["stack"] = self.formatStack(record.stack_info)
        return json.dumps(of_event(None, "", event), ensure_ascii=False, default=str)
