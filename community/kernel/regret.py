"""Deeds that may be taken back for some seconds: who was told of them, and letters that wait so long."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import timedelta


@dataclass(slots=True)
class Traces:
    """What a deed has sent to people: (member, cause) of each notification, and the keys of letters that wait."""

    wait: timedelta
    told: list[tuple[int, str]] = field(default_factory=list)
    letters: list[str] = field(default_factory=list)
    final: bool = False  # something happened that cannot be taken back


_traces: ContextVar[Traces | None] = ContextVar("huzhu_traces", default=None)
_silent: ContextVar[bool] = ContextVar("huzhu_silent", default=False)


@contextmanager
def remembering(seconds: float) -> Iterator[Traces]:
    """Remember whom everything inside tells; letters wait `seconds` before they are sent."""
    traces = Traces(timedelta(seconds=seconds))
    token = _traces.set(traces)
    try:
        yield traces
    finally:
        _traces.reset(token)


@contextmanager
def silently() -> Iterator[None]:
    """Tell nobody of what happens inside: it only takes back what people have hardly heard of."""
    token = _silent.set(True)
    try:
        yield
    finally:
        _silent.reset(token)


def traces() -> Traces | None:
    """Where to leave a trace, if the running deed may be taken back."""
    return _traces.get()


def stays() -> None:
    """What happens now cannot be taken back, so the running deed cannot be, either."""
    running = _traces.get()
    if running is not None:
        running.final = True


def is_silent() -> bool:
    """Whether something is being taken back."""
    return _silent.get()
