"""Structured logs: lines for people, or JSON for machines."""

import logging
import sys
from contextlib import suppress
from typing import Literal, TextIO, cast

import structlog

from community.kernel import log_masks


class Unbreakable:
    """A stream that nobody notices when it cannot be written: a full disk under the log must not refuse a page."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        with suppress(OSError, ValueError):
            return self._stream.write(text)
        return 0

    def flush(self) -> None:
        with suppress(OSError, ValueError):
            self._stream.flush()


def init(log_format: Literal["text", "json"]) -> None:
    """Set up logging for the whole process; safe to call again."""
    render = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if log_format == "json"
        # The rich kind of traceback prints local variables, and with them passwords and addresses.
        else structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
        )
    )
    shared: list[structlog.types.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    tail: list[structlog.types.Processor] = (
        [structlog.processors.format_exc_info, log_masks.of_event, render]
        if log_format == "json"
        else [render, lambda _logger, _method, line: log_masks.masked(str(line))]
    )
    structlog.configure(
        processors=[*shared, *tail],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(cast("TextIO", Unbreakable(sys.stderr))),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        log_masks.JsonFormatter()
        if log_format == "json"
        else log_masks.Formatter("%(asctime)s [%(levelname)s] %(name)s[%(process)d]: %(message)s")
    )
    logging.basicConfig(level=logging.WARNING, handlers=[handler])
