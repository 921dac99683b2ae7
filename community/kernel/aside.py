"""Notes of requests, written aside: the page is on its way, and no reader waits for a count or a day to be written.

A process that serves begins with it once it is forked; anywhere else (commands, tests) notes are written at once.
What is noted is small and may be lost with a killed process: nothing that people did ever goes this way. While the
database is away notes are kept, as many as fit, and written when it is back; one may so be written twice.
"""

import os
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

import structlog
from flask import Flask, current_app

from community.kernel import metrics
from community.kernel.outages import outage_of
from community.kernel.unit_of_work import before_first_unit

log = structlog.get_logger(__name__)

EXTENSION: Final = "huzhu_aside"
MOST_WAITING: Final = 1_000  # notes; some hundred bytes each
AGAIN: Final = 2.0  # seconds until the next try while the database is away
STOPPING_SECONDS: Final = 5.0  # what the last notes may take when the process ends

Write = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Note:
    """What is to be written: `write` opens its own unit of work, and takes nothing of the request with it."""

    name: str
    write: Write


@dataclass
class Aside:
    """The notes of one process that wait, and the thread that writes them, oldest first."""

    app: Flask
    most: int = MOST_WAITING
    again: float = AGAIN
    waiting: "deque[Note]" = field(default_factory=deque)
    lastly: list[Note] = field(default_factory=list)
    _more: threading.Condition = field(default_factory=threading.Condition)
    _over: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None
    _pid: int = 0

    def begin(self) -> None:
        """Write aside from now on, in this process; notes that a parent process still had are the parent's."""
        self.waiting, self._more, self._over = deque(), threading.Condition(), threading.Event()
        self._pid = os.getpid()
        self._thread = threading.Thread(target=self._run, name="huzhu-aside", daemon=True)
        self._thread.start()

    def finish(self, within: float = STOPPING_SECONDS) -> None:
        """Write what waits, and what is only written at the end; gives up after `within` seconds."""
        thread, self._thread = self._thread, None
        if thread is not None and self._pid == os.getpid():
            with self._more:
                self.waiting.extend(self.lastly)
                self._over.set()
                self._more.notify()
            thread.join(within)
            if thread.is_alive() or self.waiting:
                log.warning("notes_lost", count=len(self.waiting))
        else:
            with self.app.app_context():
                for note in self.lastly:
                    self._written(note)

    def put(self, note: Note) -> None:
        """Have `note` written; dropped and counted where too many wait already. Never raises."""
        if self._thread is None or self._pid != os.getpid():
            self._written(note)
            return
        with self._more:
            if len(self.waiting) >= self.most:
                metrics.notes.labels("dropped").inc()
                return
            self.waiting.append(note)
            self._more.notify()

    def _run(self) -> None:
        while (note := self._next()) is not None:
            is_last = False
            while not self._written_apart(note):
                if is_last:
                    return
                is_last = self._over.wait(
                    self.again
                )  # the end is a reason to try once more, whenever it comes
            with self._more:
                self.waiting.popleft()

    def _next(self) -> Note | None:
        """The oldest note, which stays in its place until it is written; None when all is over."""
        with self._more:
            self._more.wait_for(lambda: self.waiting or self._over.is_set())
            return self.waiting[0] if self.waiting else None

    def _written_apart(self, note: Note) -> bool:
        with self.app.app_context():
            return self._written(note)

    def _written(self, note: Note) -> bool:
        """Write it; False where that may succeed later. A note that cannot be written at all is given up."""
        before_first_unit(None)  # a note is no deed of whoever asked for the page
        try:
            note.write()
        except Exception as error:
            if outage_of(error) is not None:
                log.warning("note_waits", note=note.name, error=type(error).__name__)
                return False
            metrics.notes.labels("failed").inc()
            log.exception("note_failed", note=note.name)
            return True
        metrics.notes.labels("written").inc()
        return True


def note(name: str, write: Write) -> None:
    """Have `write` called aside from the running request, inside the application but outside of any request."""
    _of(current_app).put(Note(name, write))


def lastly(app: Flask, name: str, write: Write) -> None:
    """Have `write` called as the process ends."""
    _of(app).lastly.append(Note(name, write))


def begin(app: Flask) -> None:
    """Write aside in this process, from now until `finish`."""
    _of(app).begin()


def finish(app: Flask) -> None:
    """Write what is left, as this process ends."""
    _of(app).finish()


def init_app(app: Flask) -> None:
    app.extensions[EXTENSION] = Aside(app)


def _of(app: Flask) -> Aside:
    found: Aside = app.extensions[EXTENSION]
    return found
