"""Background work: one thread of the server, or processes of their own, do what is due."""

import fcntl
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO

import structlog
from flask import Flask, current_app

from community.kernel import clock, job_care, jobs
from community.kernel.attendance import Attendance, anyone_at_work
from community.kernel.db import db
from community.kernel.job_kinds import JobKind, Lane, Registry
from community.kernel.seldom import Seldom
from community.kernel.unit_of_work import unit_of_work

log = structlog.get_logger(__name__)

# A new post is found within five seconds: one to wake, one to let others gather, the rest to write.
POLL_SECONDS = 1.0
TICK_SECONDS = 20.0
# To end what the threads beside are at; a letter cut off goes out again as the same message.
LETTER_SECONDS = 20.0
HEARTBEAT = "worker.alive"
KEEP_DONE_JOBS = timedelta(days=7)


@dataclass(frozen=True)
class Tick:
    """Something that looks at the clock: idempotent, so that a missed or repeated run harms nothing."""

    name: str
    run: Callable[[datetime], None]


def add_tick(app: Flask, name: str, run: Callable[[datetime], None]) -> None:
    """Register work that is done again and again; it opens its own units of work."""
    app.extensions.setdefault("huzhu_ticks", []).append(Tick(name, run))


def tick(now: datetime | None = None, *, waiting: bool | None = None) -> dict[str, int]:
    """Run every tick once, then all jobs that are due; returns {"ticks", "failed", "jobs"}.

    With `now`, everything inside believes that it is this moment; `waiting` as in `jobs.run_one`.
    """
    moment = now or clock.now()
    failed = _look_at_clock(moment)
    with clock.at(moment):
        done = jobs.run_due(moment, waiting=waiting)
    return {"ticks": len(_ticks()), "failed": failed, "jobs": done}


def _ticks() -> list[Tick]:
    found: list[Tick] = current_app.extensions.get("huzhu_ticks", [])
    return found


def _look_at_clock(moment: datetime) -> int:
    """Run every tick once; how many failed."""
    failed = 0
    with clock.at(moment):
        for each in _ticks():
            try:
                each.run(moment)
            except Exception:
                failed += 1
                db.session.rollback()
                log.exception("tick_failed", tick=each.name)
        with unit_of_work():
            job_care.forget_old(moment - KEEP_DONE_JOBS)
    return failed


class Worker:
    """Does jobs and ticks. Nothing that fails around it ends it: it looks again a moment later.

    Of several processes on one data folder the one that holds the lock file works; a worker that is `one_of_many`
    does jobs beside others, and of all workers of a PostgreSQL database one looks at the clock.
    """

    def __init__(self, app: Flask, data_dir: Path, *, one_of_many: bool = False) -> None:
        self._app = app
        self._lock_path = data_dir / "worker.lock"
        self._heartbeat = data_dir / HEARTBEAT
        self._wake = threading.Event()
        self._wake_beside = {lane: threading.Event() for lane in Lane}
        self._stop = threading.Event()
        self._one_of_many = one_of_many
        self._lock: IO[str] | None = None
        self._attendance: Attendance | None = None
        self._present = False
        self._next_tick = 0.0
        self._trouble, self._trouble_beside = Seldom(), Seldom()
        self._leaving = ExitStack()
        self._registry: Registry = app.extensions["huzhu_jobs"]
        hint = self._registry.wake

        def wake(kind: JobKind | None) -> None:
            self._wake_for(kind)
            hint(kind)

        self._registry.wake = wake

    def start_thread(self) -> threading.Thread:
        """Work in a daemon thread of this process."""
        thread = threading.Thread(target=self.run, name="huzhu-worker", daemon=True)
        thread.start()
        return thread

    def stop(self) -> None:
        """Ask the loop to end after the job at hand."""
        self._stop.set()
        self._wake_for(None)

    def _wake_for(self, kind: JobKind | None) -> None:
        """Wake the thread that does jobs of this kind; those that gather are found at the next look."""
        for lane, wake in self._wake_beside.items():
            if kind is None or (kind.waits_for_others and kind.lane is lane):
                wake.set()
        if kind is None or not (kind.waits_for_others or self._registry.is_resting(kind)):
            self._wake.set()

    def run(self) -> None:
        """Work until stopped; what talks to others in threads beside, so that nothing waits for a slow server."""
        beside = [
            threading.Thread(target=self._beside, args=(lane,), name=f"huzhu-{lane}", daemon=True)
            for lane in Lane
        ]
        for each in beside:
            each.start()
        while not self._stop.is_set():
            if self._holds_lock():
                self._show()
                self._once()
            self._wake.wait(POLL_SECONDS)
            self._wake.clear()
        end = time.monotonic() + LETTER_SECONDS  # a server that does not answer must not hold up the end
        for each in beside:
            each.join(max(0.0, end - time.monotonic()))
        with suppress(OSError):
            self._leaving.close()
        if self._attendance:
            self._attendance.leave()
        if self._lock:
            self._lock.close()

    def work(self) -> None:
        """Do what is due now, in the thread that calls; what talks to others in the threads beside."""
        self._wake_lanes()
        with self._app.app_context():
            while not self._stop.is_set() and jobs.run_one(waiting=False):
                pass

    def _wake_lanes(self) -> None:
        for wake in self._wake_beside.values():
            wake.set()

    def _beside(self, lane: Lane) -> None:
        while not self._stop.is_set():
            if self._present:
                with self._app.app_context():
                    try:
                        while not self._stop.is_set() and jobs.run_one(waiting=True, lane=lane):
                            pass
                    except Exception as error:  # noqa: BLE001 - nothing that fails ends a worker
                        self._trouble_beside.tell("worker_faltered", error)
                        self._stop.wait(POLL_SECONDS)
            self._wake_beside[lane].wait(POLL_SECONDS)
            self._wake_beside[lane].clear()

    def _show(self) -> None:
        with suppress(OSError):  # a full disk must not end the work; `/readyz` says it
            self._heartbeat.touch()

    def _once(self) -> None:
        with self._app.app_context():
            try:
                if not self._present:
                    self._leaving.enter_context(jobs.at_work())
                    self._present = True
                    self._wake_lanes()
                may_tick = self._may_tick()
                if self._is_time():
                    try:
                        if may_tick:
                            job_care.call_back(clock.now())
                            _look_at_clock(clock.now())
                    finally:
                        self._next_tick = time.monotonic() + TICK_SECONDS
                while not self._stop.is_set() and jobs.run_one(waiting=False, patient=True):
                    self._show()
                    if self._is_time():  # however much there is to do, the clock is looked at in time
                        self._wake.set()
                        break
                self._trouble.is_over("worker_goes_on")
            except Exception as error:  # noqa: BLE001 - nothing that fails ends a worker
                self._trouble.tell("worker_faltered", error)
                self._stop.wait(POLL_SECONDS)

    def _is_time(self) -> bool:
        return time.monotonic() >= self._next_tick

    def _may_tick(self) -> bool:
        if db.engine.dialect.name != "postgresql":
            return True
        if self._attendance is None:
            self._attendance = Attendance(db.engine, self._trouble)
        return self._attendance.may_tick()

    def _holds_lock(self) -> bool:
        if self._one_of_many or self._lock is not None:
            return True
        try:
            handle = self._lock_path.open("a")
        except OSError as error:
            self._trouble.tell("worker_lock_unreachable", error)
            return False
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            handle.close()
            return False
        self._lock = handle
        return True


def is_alive(data_dir: Path, *, within: float = 120.0) -> bool:
    """Whether a worker has shown itself lately: on this machine, or on another that works for the same database."""
    try:
        if abs(time.time() - (data_dir / HEARTBEAT).stat().st_mtime) < within:  # also after a clock was fast
            return True
    except OSError:
        pass
    return db.engine.dialect.name == "postgresql" and anyone_at_work(db.engine)
