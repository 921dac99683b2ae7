"""A site that serves a port of its own while a browser looks at it, and people who can sign in there by the form."""

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from flask import Flask
from werkzeug.serving import make_server

from community.accounts import services as accounts
from community.kernel import clock
from community.kernel.policy import Actor, Role
from community.kernel.unit_of_work import unit_of_work
from tests.conftest import actor_of

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment
    from playwright.sync_api import Page

PASSWORD: Final = "seven quiet lamps on a shelf"
# An element may have several behaviours, which come one after the other.
_MOUNTED: Final = r"""() => [...document.querySelectorAll("[data-behaviour]")].every((each) => {
  const ready = (each.dataset.mounted ?? "").split(/\s+/);
  return each.dataset.behaviour.trim().split(/\s+/).every((name) => ready.includes(name));
})"""


def closing(app: "WSGIApplication") -> "WSGIApplication":
    """The site, closing each file that it sends: the server forgets to where a browser leaves in the middle of it."""

    def served(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        answer = app(environ, start_response)
        try:
            yield from answer
        finally:
            if hasattr(answer, "close"):
                answer.close()

    return served


@contextmanager
def running(app: Flask) -> Iterator[str]:
    """The address of a site for as long as the block lasts."""
    server = make_server("127.0.0.1", 0, closing(app), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def person(name: str, role: Role = Role.MEMBER) -> Actor:
    """Somebody with a confirmed address and the password above."""
    who = accounts.applicant(name, f"{name}@example.com", PASSWORD, consent=True, lang="en")
    with unit_of_work():
        member = accounts.create_member(who, role)
        member.confirmed_at = clock.now()
    return actor_of(member)


def mounted(page: "Page") -> None:
    """Wait until all behaviours of a page are at work: what is pressed before may be heard by nobody."""
    page.wait_for_function(_MOUNTED)
