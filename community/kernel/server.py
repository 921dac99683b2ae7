"""Serving: gunicorn with threads, and the background worker inside one of its processes."""

import errno
import gc
import os
import signal
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Flask, has_app_context

from community.kernel import aside, broker, memory, metrics, page_cache
from community.kernel.db import db
from community.kernel.errors import SettingsError
from community.kernel.worker import Worker

THREADS = 64  # most of them for visitors who wait and for members: see `crowding`
GRACE_SECONDS = 25
YOUNG = 20_000  # new objects after which the collector looks for circles: a page makes thousands, hardly any in one


def ensure_free(host: str, port: int) -> None:
    """Raise SettingsError, in one sentence, unless we could listen there."""
    if not host:  # to the system that is every address, and to who wrote a variable that is not set, none
        message = "--host names no address: 127.0.0.1 is this machine alone, 0.0.0.0 whatever reaches it"
        raise SettingsError(message)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            why = {
                errno.EADDRINUSE: "another program listens there already; choose another with --port",
                errno.EACCES: "this account may not listen there; choose a port above 1023 with --port",
            }.get(error.errno or 0, error.strerror or "the address cannot be used")
            message = f"cannot serve on {host} port {port}: {why}"
            raise SettingsError(message) from None
        except OverflowError:
            message = f"cannot serve on port {port}: ports go from 1 to 65535"
            raise SettingsError(message) from None


def serve(
    make_app: Callable[[], Flask],
    data_dir: Path,
    *,
    host: str,
    port: int,
    workers: int,
    with_worker: bool,
    on_ready: Callable[[], None],
) -> None:
    """Serve until stopped; returns after a graceful end."""
    from gunicorn.app.base import BaseApplication

    from community.kernel import stopping

    ensure_free(host, port)
    memory.share_arenas()
    options: dict[str, Any] = {
        "bind": f"[{host}]:{port}" if ":" in host else f"{host}:{port}",
        "workers": workers,
        "worker_class": stopping.Worker,
        "threads": THREADS,
        "preload_app": True,
        "graceful_timeout": GRACE_SECONDS,
        "timeout": 60,
        "keepalive": 15,
        "max_requests": 0,
        "worker_tmp_dir": "/dev/shm" if os.access("/dev/shm", os.W_OK) else None,  # noqa: S108 - gunicorn's heartbeat
        "loglevel": "warning",
        "logger_class": stopping.Log,
        "control_socket_disable": True,
        "limit_request_line": 8190,
        # Who talks to us from this machine is a proxy that passes on what strangers send: no header of theirs says
        # where the site is mounted, or every address of a page would begin with it.
        "forwarder_headers": "",
        "when_ready": lambda _server: on_ready(),
        "pre_fork": lambda server, _worker: _let_go(server.app.wsgi()),
    }

    class Server(BaseApplication):  # type: ignore[misc]
        def load_config(self) -> None:
            for key, value in options.items():
                if key in self.cfg.settings and value is not None:
                    self.cfg.set(key, value)
            self.cfg.set("post_worker_init", _begin(data_dir if with_worker else None, siblings=workers > 1))
            self.cfg.set("worker_exit", _end)

        def load(self) -> Flask:
            app = make_app()
            for warm in app.extensions.get("huzhu_warm", []):
                warm()
            if workers > 1:
                page_cache.share(app)
            gc.set_threshold(YOUNG)
            gc.collect()
            memory.give_back()  # once, here, and not in each process by itself
            gc.freeze()  # what all processes share stays shared: the collector leaves it alone
            return app

        def run(self) -> None:
            try:
                stopping.Master(self).run()
            except RuntimeError as error:  # as gunicorn's own does
                sys.exit(f"the server cannot go on: {error}")

    Server().run()


def _let_go(app: Flask) -> None:
    """Close this process's database connections: children that inherit one read each other's answers."""
    if has_app_context():
        db.session.remove()
    with app.app_context():
        db.engine.dispose()


def _begin(works_in: Path | None, *, siblings: bool) -> Callable[[Any], None]:
    """What a process of the server begins with once it is forked: notes aside, and the worker where it has one."""

    def begin(gunicorn_worker: Any) -> None:
        if siblings:
            metrics.name_process(str(gunicorn_worker.age))  # the first is 1; no later one gets a number again
        aside.begin(gunicorn_worker.wsgi)
        memory.give_back_regularly()
        if works_in is not None:
            Worker(gunicorn_worker.wsgi, works_in).start_thread()

    return begin


def _end(_server: Any, gunicorn_worker: Any) -> None:
    """What a process of the server ends with. The master asks as well, for one that vanished: it has no application."""
    app: Flask | None = getattr(gunicorn_worker, "wsgi", None)
    if app is not None:
        aside.finish(app)


def work(app: Flask, data_dir: Path, *, at_once: int = 1) -> None:
    """Do background work in this process until told to stop; woken by other hosts where a broker is named."""
    settings = app.extensions["huzhu_settings"]
    url = settings.queue_url
    memory.share_arenas()
    memory.give_back_regularly()
    worker = Worker(app, data_dir, one_of_many=not settings.on_sqlite)
    if url:
        thread = worker.start_thread()
        broker.attend(
            url, worker.work, at_once=at_once, stopping=worker.stop
        )  # which minds the signals itself
        worker.stop()
        thread.join(GRACE_SECONDS)
        aside.finish(app)
        return
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: worker.stop())
    worker.run()
    aside.finish(app)
