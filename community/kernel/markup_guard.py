"""What keeps one hostile text from costing the site its breath: bounds checked first, a meter while at work."""

import gc
import threading
import time
from collections.abc import Mapping
from typing import Any

from community.kernel.errors import Invalid
from community.kernel.words import N_

LONGEST_MARKDOWN = 30_000  # characters; a long manual page has about as many
LONGEST_HTML = 150_000  # a post of that length as another site's HTML, with room for its markup
# CPU seconds for Markdown alone. Ordinary text of the greatest length takes 0.03 to 0.13 of them,
# and sanitising and finishing, whose time is bounded by the length, still fit into half a second.
SECONDS = 0.2
_STEPS_PER_CHECK = 64


class _Collector(threading.local):
    """What this thread has spent on collecting garbage: a full round takes as long as the allowance."""

    began = 0.0
    seconds = 0.0

    def note(self, phase: str, _info: Mapping[str, Any]) -> None:
        """Hear of the begin and the end of a round, in the thread that does it."""
        if phase == "start":
            self.began = time.thread_time()
        else:
            self.seconds += time.thread_time() - self.began


_collector = _Collector()
gc.callbacks.append(_collector.note)


def _spent() -> float:
    """CPU seconds of this thread on its own work."""
    return time.thread_time() - _collector.seconds


class Meter:
    """Counts the CPU time of this thread against an allowance."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._until = 0.0
        self._counted = 0

    def start(self) -> None:
        """Begin a new allowance."""
        self._until = _spent() + self._seconds

    def count(self) -> None:
        """`check` now and then: for steps so small that asking the clock would double them."""
        self._counted += 1
        if self._counted % _STEPS_PER_CHECK == 0:
            self.check()

    def check(self) -> None:
        """Raise `Invalid` when the allowance is used up."""
        if self.is_used_up():
            raise too_intricate()

    def is_used_up(self) -> bool:
        """Whether nothing is left of the allowance."""
        return _spent() > self._until


def too_intricate() -> Invalid:
    """What the writer of a text hears whose formatting costs too much."""
    return Invalid(
        N_(
            "The formatting of this text is too intricate to show. Please use fewer brackets, quotes or list levels."
        ),
        field="body",
    )


def ensure_length(text: str, longest: int) -> None:
    """Raise `Invalid` for a text of more than `longest` characters."""
    if len(text) > longest:
        raise Invalid(
            N_("This text is too long: %(length)d characters, and at most %(longest)d are possible."),
            field="body",
            length=len(text),
            longest=longest,
        )
