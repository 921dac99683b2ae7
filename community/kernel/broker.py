"""Waking workers on other hosts: Celery carries the hint that something is due, the table of jobs stays the truth.

A hint that is lost, or that arrives twice, costs nothing: workers also look by themselves, and a job is leased.
Nobody who writes ever waits for the broker.
"""

import os
import threading
import time
from collections.abc import Callable
from typing import Any, Final

import structlog
from flask import Flask

from community.kernel.errors import SettingsError

log = structlog.get_logger(__name__)

TASK: Final = "huzhu.work"
QUEUE: Final = "huzhu"
AT_ONCE: Final = 0.05  # seconds in which many deeds give one hint
GOOD_FOR: Final = 60  # seconds; whoever comes later looks at the table anyway
SECONDS: Final = 2.0  # what the broker may take to answer
MOST_WAITING: Final = 50  # hints that nobody has taken yet: more of them would say nothing new
STAND_STILL: Final = 5.0  # seconds without a hint after the broker could not be reached, or refused


def celery_for(url: str) -> Any:
    """A Celery application on the broker at `url`; raises SettingsError where Celery is not installed."""
    try:
        from celery import Celery
    except ImportError:
        raise SettingsError(
            "HUZHU_QUEUE_URL names a broker, but the extra `cluster` is not installed."
        ) from None

    made = Celery("huzhu", broker=url, set_as_current=False)
    over_redis = not url.startswith("amqp")
    waits = {"socket_timeout": 30.0, "socket_connect_timeout": SECONDS, "visibility_timeout": 300}
    made.conf.update(
        task_default_queue=QUEUE,
        task_acks_late=True,
        task_ignore_result=True,
        task_default_delivery_mode="transient",
        worker_prefetch_multiplier=1,
        worker_hijack_root_logger=False,
        worker_send_task_events=False,
        worker_enable_remote_control=False,
        worker_cancel_long_running_tasks_on_connection_loss=False,
        broker_connection_timeout=SECONDS,
        broker_connection_retry_on_startup=True,
        broker_connection_max_retries=None,
        broker_transport_options=waits if over_redis else {},
    )
    return made


class Hints:
    """Tells workers, from a thread of its own, that something is due; never waits, never raises."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._wanted = threading.Event()
        self._pid = 0
        self._lock = threading.Lock()

    def give(self) -> None:
        """Have one hint sent soon."""
        if self._pid != os.getpid():  # threads do not follow into a forked process
            with self._lock:
                if self._pid != os.getpid():
                    self._wanted = threading.Event()
                    threading.Thread(target=self._run, name="huzhu-hints", daemon=True).start()
                    self._pid = os.getpid()
        self._wanted.set()

    def _run(self) -> None:
        celery, silent = celery_for(self._url), False
        while True:
            self._wanted.wait()
            self._wanted.clear()
            try:
                if _waiting(celery) < MOST_WAITING:
                    celery.send_task(TASK, expires=GOOD_FOR, retry=False)
            except Exception as error:  # noqa: BLE001 - whatever a broker's library raises, the table stays the truth
                if not silent:
                    log.warning("broker_unreachable", error=str(error))
                silent = True
                time.sleep(STAND_STILL)
            else:
                if silent:
                    log.info("broker_back")
                silent = False
                time.sleep(AT_ONCE)


def _waiting(celery: Any) -> int:
    """How many hints nobody has taken; they would pile up where no worker listens."""
    with celery.pool.acquire(block=True) as connection:
        try:
            return int(connection.default_channel.queue_declare(QUEUE, passive=True).message_count)
        except connection.channel_errors:
            return 0  # there is no queue yet


def attend(url: str, work: Callable[[], object], *, at_once: int, stopping: Callable[[], None]) -> None:
    """Take hints in this process until it is told to stop; each calls `work` in one of `at_once` threads.

    `stopping` is called as soon as it is told, so that a `work` with much before it ends. A broker that refuses, as
    one that is full or became a standby, ends Celery's worker and not this: it is asked again a while later.
    """
    from celery.signals import worker_shutting_down

    celery, told = celery_for(url), threading.Event()

    def stop(**_about: object) -> None:
        told.set()
        stopping()

    worker_shutting_down.connect(stop, weak=False)

    @celery.task(name=TASK)  # type: ignore[untyped-decorator]
    def work_now() -> None:
        work()

    while not told.is_set():
        celery.Worker(
            pool_cls="threads",
            concurrency=at_once,
            hostname=f"huzhu-{os.getpid()}@%h",
            loglevel="ERROR",
            without_gossip=True,
            without_mingle=True,
            without_heartbeat=True,
            quiet=True,
        ).start()
        told.wait(STAND_STILL)  # its handlers of signals stay, so a pause ends when it is told to


def init_app(app: Flask, url: str) -> None:
    """Give hints wherever something is asked for later; none where no broker is named."""
    if url:
        celery_for(url)
        hints = Hints(url)
        app.extensions["huzhu_jobs"].wake = lambda _kind: hints.give()
