"""What goes wrong again and again is told at once, then now and then: an outage must not fill the disk with lines."""

import threading
import time
from typing import Final

import structlog

from community.kernel.outages import outage_of

log = structlog.get_logger(__name__)

EVERY: Final = 60.0  # seconds in which the same is told once
MOST: Final = 100  # kinds of trouble that are told apart


class Seldom:
    """The troubles of one worker, each told once in a while, and that it is over once."""

    def __init__(self) -> None:
        self._told: dict[tuple[str, str], float] = {}
        self._lock = threading.Lock()

    def tell(self, event: str, error: BaseException) -> None:
        """Log `error` unless its like was just told: an outage in a line, a mistake of ours with its way there."""
        if not self._is_due((event, type(error).__name__)):
            return
        outage = outage_of(error)
        if outage is None:
            log.error(event, exc_info=error)
        else:
            said = str(error.__cause__ or error).strip().partition("\n")[0]
            log.warning(event, outage=str(outage), error=said)

    def is_over(self, event: str) -> None:
        """Log `event` if there was trouble since the last time."""
        with self._lock:
            there_was = bool(self._told)
            self._told.clear()
        if there_was:
            log.info(event)

    def _is_due(self, trouble: tuple[str, str]) -> bool:
        now = time.monotonic()
        with self._lock:
            due = now - self._told.get(trouble, float("-inf")) >= EVERY
            if due and (trouble in self._told or len(self._told) < MOST):
                self._told[trouble] = now
        return due
