"""The server's worker, which answers also those who stood at the door when it was told to stop."""

from typing import Any, Final

from gunicorn.workers.gthread import ThreadWorker

MOST_AT_THE_DOOR: Final = 2_048  # as many as the system lets stand there


class Worker(ThreadWorker):  # type: ignore[misc]
    """Before it stops taking connections it takes those that the system has accepted already.

    Otherwise the system would reset them: people who see a broken page, and programs that do not know what was done.
    """

    def set_accept_enabled(self, enabled: bool) -> None:  # noqa: FBT001 - gunicorn's own form
        """Begin or cease to take connections."""
        super().set_accept_enabled(enabled)
        if not enabled and not self.alive:
            for listener in self.sockets:
                if listener.sock is not None:
                    listener.sock.listen(0)  # hardly anybody joins the queue that is emptied now
                    self._take_all(listener)
                    listener.sock.listen(self.cfg.backlog)  # it belongs to the other workers too
                    listener.close()

    def _take_all(self, listener: Any) -> None:
        for _place in range(MOST_AT_THE_DOOR):
            before = self.nr_conns
            self.accept(listener)
            if self.nr_conns == before:
                return
