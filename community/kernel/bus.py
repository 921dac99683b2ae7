"""Telling upwards: typed events, handled at once, in order, in the same transaction."""

from collections import defaultdict
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any, TypeVar

import structlog
from flask import current_app

from community.kernel import faults, outages
from community.kernel.events import Event
from community.kernel.unit_of_work import savepoint

E = TypeVar("E", bound=Event)
log = structlog.get_logger(__name__)

DEEPEST = 12  # a chain of reactions longer than this is a circle
_telling: ContextVar[tuple[Event, ...]] = ContextVar("huzhu_telling", default=())


class Bus:
    """The subscriptions of one application."""

    def __init__(self) -> None:
        self._handlers: dict[type[Event], list[tuple[Callable[[Any], None], bool]]] = defaultdict(list)
        self.forgiving = True  # tests turn this off, so that a broken reaction fails loudly

    def on(self, event: type[E], handler: Callable[[E], None]) -> None:
        """`handler` must succeed: its failure undoes the deed."""
        self._handlers[event].append((handler, False))

    def on_best_effort(self, event: type[E], handler: Callable[[E], None]) -> None:
        """`handler` runs in a savepoint; its failure is recorded and costs the deed nothing (but see `outages`)."""
        self._handlers[event].append((handler, True))

    def listeners(self, event: type[Event]) -> list[Callable[[Any], None]]:
        """Who hears of `event`, in order."""
        return [handler for handler, _ in self._handlers[event]]

    def publish(self, event: Event) -> None:
        """Tell everyone; an event that would cause itself is refused with RuntimeError."""
        above = _telling.get()
        if event in above or len(above) >= DEEPEST:
            message = f"{event!r} would cause itself"
            raise RuntimeError(message)
        token = _telling.set((*above, event))
        try:
            for handler, best_effort in self._handlers[type(event)]:
                if best_effort and self.forgiving:
                    self._attempt(handler, event)
                else:
                    handler(event)
        finally:
            _telling.reset(token)

    def tell(self, name: str, event: Event) -> None:
        """Tell one handler alone, by the name that `faults.name_of` gave it; raises LookupError if it left."""
        for handler, _ in self._handlers[type(event)]:
            if faults.name_of(handler) == name:
                token = _telling.set((event,))
                try:
                    handler(event)
                finally:
                    _telling.reset(token)
                return
        message = f"nobody called {name} listens to {type(event).__name__} any more"
        raise LookupError(message)

    def _attempt(self, handler: Callable[[Any], None], event: Event) -> None:
        try:
            with savepoint():
                handler(event)
        except Exception as error:
            if outages.undoes_all(error) or outages.is_done_again(error):
                raise
            log.exception(
                "reaction_failed",
                handler=faults.name_of(handler),
                told=repr(event),
            )
            faults.record(handler, event)


def cause(event: type[E]) -> E | None:
    """The nearest event of this type to which what happens now is a reaction."""
    return next((above for above in reversed(_telling.get()) if isinstance(above, event)), None)


def caused_by(event: type[Event]) -> bool:
    """Whether what happens now is a reaction, near or far, to an event of this type."""
    return cause(event) is not None


def bus() -> Bus:
    """The bus of the running application."""
    found: Bus = current_app.extensions["huzhu_bus"]
    return found


def publish(event: Event) -> None:
    """Tell all subscribers of `event`; call it after `flush()` and before the commit."""
    bus().publish(event)
