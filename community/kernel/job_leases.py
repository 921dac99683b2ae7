"""Keeping the lease of work that takes long: it is renewed until the work is done or its process dies."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Final

import structlog
from sqlalchemy import Engine, Executable
from sqlalchemy.exc import SQLAlchemyError

log = structlog.get_logger(__name__)

RENEWED_EVERY: Final = 20.0  # seconds, well below the length of a lease


@contextmanager
def renewed(engine: Engine, renewal: Callable[[timedelta], Executable]) -> Iterator[None]:
    """Inside, run what `renewal` makes of the time since the beginning, every now and then."""
    over, began = threading.Event(), time.monotonic()

    def keep() -> None:
        while not over.wait(RENEWED_EVERY):
            try:
                with engine.begin() as connection:
                    connection.execute(renewal(timedelta(seconds=time.monotonic() - began)))
            except SQLAlchemyError as error:  # the next turn may succeed; if none does, somebody takes over
                log.warning("lease_not_renewed", error=str(error.__cause__ or error).strip())

    threading.Thread(target=keep, name="huzhu-lease", daemon=True).start()
    try:
        yield
    finally:
        over.set()
