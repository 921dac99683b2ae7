"""How the server stops: its door is closed to newcomers, and whoever stood there already is answered; and its log."""

import ctypes
import struct
import sys
import time
from contextlib import suppress
from socket import SOL_SOCKET, socket
from typing import Any, Final

from gunicorn.arbiter import Arbiter
from gunicorn.glogging import Logger
from gunicorn.workers.gthread import ThreadWorker

MOST_AT_THE_DOOR: Final = 2_048  # as many as the system lets stand there
HALF_WAY_SECONDS: Final = 0.05  # for those whose greeting is answered, but not yet acknowledged

SO_ATTACH_FILTER: Final = 26  # Linux, socket(7); Python has no name for it
# Classic BPF, as (code, jump if true, jump if false, value): packets that begin a connection are dropped.
NO_NEWCOMERS: Final = (
    (0x30, 0, 0, 13),  # load the flags of the TCP header
    (0x54, 0, 0, 0x02),  # keep SYN
    (0x15, 0, 1, 0x02),
    (0x06, 0, 0, 0),  # drop
    (0x06, 0, 0, 0xFFFFFFFF),  # take
)


def turn_away_newcomers(door: socket) -> None:
    """Let nobody else join those who stand at a door; who tries again finds it closed. Only Linux can do that."""
    if sys.platform != "linux":
        return
    steps = ctypes.create_string_buffer(b"".join(struct.pack("@HBBI", *step) for step in NO_NEWCOMERS))
    program = struct.pack("@HP", len(NO_NEWCOMERS), ctypes.addressof(steps))
    with suppress(OSError):  # a socket of another kind has no such packets
        door.setsockopt(SOL_SOCKET, SO_ATTACH_FILTER, program)


class Log(Logger):  # type: ignore[misc]
    """Leaves the server's lines to the log of the site: masked as all others, and JSON where that is asked for.

    A line about a request that could not be read quotes it, with the word of a secret link or the key in it.
    """

    def setup(self, cfg: Any) -> None:
        """Set up what gunicorn does, but for ways out of its own."""
        super().setup(cfg)
        for handler in list(self.error_log.handlers):
            self.error_log.removeHandler(handler)
        self.error_log.propagate = True


class Master(Arbiter):  # type: ignore[misc]
    """Turns newcomers away before its workers empty the door: who came between would be cut off."""

    def stop(self, graceful: bool = True) -> None:  # noqa: FBT001, FBT002 - gunicorn's own form
        """Stop the workers; a door that another server has inherited, or had before, stays open for that one."""
        shared = self.reexec_pid or self.master_pid or self.systemd
        if graceful and not shared:
            for listener in self.LISTENERS:
                turn_away_newcomers(listener.sock)
        super().stop(graceful)


class Worker(ThreadWorker):  # type: ignore[misc]
    """Before it stops taking connections it takes those that the system has accepted already.

    Otherwise the system would reset them: people who see a broken page, and programs that do not know what was done.
    """

    def set_accept_enabled(self, enabled: bool) -> None:  # noqa: FBT001 - gunicorn's own form
        """Begin or cease to take connections."""
        super().set_accept_enabled(enabled)
        if enabled or self.alive:
            return
        doors = [each for each in self.sockets if each.sock is not None]
        for door in doors:
            self._take_all(door)
        time.sleep(HALF_WAY_SECONDS)
        for door in doors:
            self._take_all(door)
            door.close()

    def _take_all(self, listener: Any) -> None:
        for _place in range(MOST_AT_THE_DOOR):
            before = self.nr_conns
            self.accept(listener)
            if self.nr_conns == before:
                return
