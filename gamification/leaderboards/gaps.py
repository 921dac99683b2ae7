"""Numbers of ledger lines that are missing: another transaction may hold them still; pure.

PostgreSQL gives numbers away before a line can be seen, so a higher one may be there first. SQLite never does.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

Span = tuple[int, int]
PATIENCE: Final = timedelta(minutes=5)  # no transaction lasts longer; what is missing then was rolled back
MOST: Final = 40


class Gaps:
    """The missing numbers below the highest that was seen; of many spans the newest.

    What is rolled back leaves its numbers missing for good, so spans may be many. What an older one still
    brings is known when the board is added up anew.
    """

    def __init__(self, spans: Iterable[Span] = (), now: datetime | None = None) -> None:
        kept = list(spans)[-MOST:]
        self._spans: list[tuple[int, int, datetime]] = [(*span, now) for span in kept if now is not None]

    def spans(self, now: datetime) -> list[Span]:
        """What is still worth asking for."""
        self._spans = [span for span in self._spans if abs(now - span[2]) < PATIENCE]
        return [(first, last) for first, last, _since in self._spans]

    def see(self, ids: Iterable[int], seen: int, now: datetime) -> int:
        """Note that these lines were read after `seen` (or in a gap); returns the highest number now."""
        for number in sorted(ids):
            if number > seen:
                if number > seen + 1:
                    self._spans = [*self._spans[1 - MOST :], (seen + 1, number - 1, now)]
                seen = number
            else:
                self._fill(number)
        return seen

    def _fill(self, number: int) -> None:
        for place, (first, last, since) in enumerate(self._spans):
            if first <= number <= last:
                parts = [(first, number - 1, since), (number + 1, last, since)]
                self._spans[place : place + 1] = [part for part in parts if part[0] <= part[1]]
                return
