"""Values that take long to work out: kept for a while, and made anew behind the back of whoever asks."""

import threading
import time
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final, Generic, TypeVar, cast

import structlog
from flask import Flask, current_app

from community.kernel import clock, page_cache
from community.kernel.db import db

T = TypeVar("T")
log = structlog.get_logger(__name__)

SLOW_SECONDS: Final = 0.05
FRESH: Final = timedelta(seconds=20)
USABLE: Final = timedelta(seconds=55)  # so that what is seen is at most a minute old


@dataclass
class Behind:
    """Work that goes on in threads of this process while readers are served; one thread a key."""

    working: dict[Hashable, threading.Thread] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def do(self, key: Hashable, work: Callable[[], object]) -> None:
        """Begin `work`, in an application context of its own, unless work of this key goes on."""
        app = cast("Flask", current_app._get_current_object())  # type: ignore[attr-defined]  # noqa: SLF001
        with self.lock:
            if key in self.working:
                return
            thread = threading.Thread(target=self._run, args=(app, key, work, clock.now()), daemon=True)
            self.working[key] = thread
        thread.start()

    def wait(self) -> None:
        """Wait until nothing goes on any more."""
        for thread in list(self.working.values()):
            thread.join()

    def _run(self, app: Flask, key: Hashable, work: Callable[[], object], now: datetime) -> None:
        with app.app_context(), clock.at(now):
            try:
                work()
            except Exception:
                log.exception("work_behind_failed", key=repr(key))
            finally:
                db.session.remove()
                self.working.pop(key, None)


@dataclass
class Value(Generic[T]):
    """One value: when it was begun to be made, and whether that took long."""

    value: T
    made_at: datetime
    slow: bool


@dataclass
class Shelf(Generic[T]):
    """The values of one purpose in this process, by key; the oldest leaves when there are too many.

    What is made quickly is never kept: it is always of this moment. What took long is served for
    `FRESH`; after that, whoever asks still gets it at once, while a thread makes it anew. Only what nobody
    asked for within `usable` is made while somebody waits.
    """

    most: int
    usable: timedelta = USABLE
    kept: dict[Hashable, Value[T]] = field(default_factory=dict)
    behind: Behind = field(default_factory=Behind)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """The value of `key`."""
        now = clock.now()
        found = self._at_hand(key, make, now)
        if found is None:
            return self._made(key, make, now)
        # With the page it grows no older than by itself; one that is old already is being made anew.
        page_cache.keep_until(found.made_at + USABLE if now - found.made_at < USABLE else now + FRESH)
        return found.value

    def get_all(
        self, each: Mapping[Hashable, Callable[[], T]], make: Callable[[Sequence[Hashable]], Sequence[T]]
    ) -> dict[Hashable, T]:
        """The values of several keys; those that are to be made now are made by `make` in one go.

        They are slow where that took as long as if each of them had been.
        """
        now = clock.now()
        known = {key: self._at_hand(key, one, now) for key, one in each.items()}
        missing = [key for key, value in known.items() if value is None]
        began = time.perf_counter()
        values = make(missing) if missing else ()
        slow = time.perf_counter() - began > SLOW_SECONDS * len(missing)
        made = dict(zip(missing, values, strict=True))
        for key, value in made.items():
            self._keep(key, Value(value, now, slow=slow))
        return {key: made[key] if value is None else value.value for key, value in known.items()}

    def _at_hand(self, key: Hashable, make: Callable[[], T], now: datetime) -> Value[T] | None:
        """What is kept and still good; made anew behind the back of whoever asks, where it grows old."""
        found = self.kept.get(key)
        if found is None or not found.slow:
            return None
        age = abs(now - found.made_at)
        if age >= self.usable:
            return None
        if age >= FRESH:
            self.behind.do(key, lambda: self._made(key, make, now))
        return found

    def _made(self, key: Hashable, make: Callable[[], T], now: datetime) -> T:
        began = time.perf_counter()
        made = Value(make(), now, slow=False)
        made.slow = time.perf_counter() - began > SLOW_SECONDS
        self._keep(key, made)
        return made.value

    def _keep(self, key: Hashable, made: Value[T]) -> None:
        with self.lock:
            self.kept.pop(key, None)
            while len(self.kept) >= self.most:
                self.kept.pop(next(iter(self.kept)))
            if made.slow:
                self.kept[key] = made


def shelf(name: str, most: int = 32, usable: timedelta = USABLE) -> Shelf[Any]:
    """The shelf of this application for one purpose; `usable` for long: nobody waits for what may be a little old."""
    shelves: dict[str, Shelf[Any]] = current_app.extensions.setdefault("huzhu_shelves", {})
    return shelves.setdefault(name, Shelf(most, usable))
