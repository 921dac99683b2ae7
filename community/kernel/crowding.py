"""When more come at once than can be served: visitors wait a moment in turn, some are sent away; members are served.

A process does a few visitors' pages at a time and lets a few more wait. Whoever comes beyond that is told at once to
come back, which costs next to nothing, so that the rest of its threads are there for people with an account.
"""

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Final

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import BadSignature
from werkzeug.sansio.http import parse_cookie

from community.kernel import metrics, problems
from community.kernel.error_words import CROWDED, TITLES
from community.kernel.languages import current_language, said

AT_ONCE: Final = 4  # visitors' pages that a process works on, and as many things that they write
# Who may wait for one of those places, of each kind: with them a few threads stay free for members.
WAITING: Final = 24
PATIENCE: Final = 5.0  # seconds that one waits at most
COME_BACK: Final = 10  # seconds, told to whoever is sent away
_CHEAP: Final = ("/static/", "/uploads/", "/healthz", "/readyz", "/metrics")


@dataclass
class Crowd:
    """The visitors that are in this process now."""

    at_once: int = AT_ONCE
    waiting: int = WAITING
    patience: float = PATIENCE
    _inside: int = 0
    _free: threading.Condition = field(default_factory=threading.Condition)
    _queued: int = 0

    @contextmanager
    def admitted(self, *, is_visitor: bool) -> Iterator[bool]:
        """Whether there is room; the place is given back at the end."""
        if not is_visitor:
            yield True
            return
        if not self._enter():
            yield False
            return
        try:
            yield True
        finally:
            with self._free:
                self._inside -= 1
                self._free.notify()

    def _enter(self) -> bool:
        with self._free:
            if self._inside >= self.at_once:
                if self._queued >= self.waiting:
                    return False
                self._queued += 1
                try:
                    if not self._free.wait_for(lambda: self._inside < self.at_once, self.patience):
                        return False
                finally:
                    self._queued -= 1
            self._inside += 1
            return True


def is_visitor(app: Flask, environ: dict[str, Any]) -> bool:
    """Whether this request bears no session of an account that we have signed, no key, and costs something.

    Whether the key is a good one is seen later, at the cost of one statement.
    """
    if "HTTP_AUTHORIZATION" in environ or str(environ.get("PATH_INFO", "")).startswith(_CHEAP):
        return False
    cookie = parse_cookie(environ.get("HTTP_COOKIE")).get(app.config["SESSION_COOKIE_NAME"])
    keeper = app.session_interface
    signer = keeper.get_signing_serializer(app) if isinstance(keeper, SecureCookieSessionInterface) else None
    if not cookie or signer is None:
        return True
    try:
        kept = signer.loads(cookie, max_age=int(app.permanent_session_lifetime.total_seconds()))
    except BadSignature:
        return True
    return "_user_id" not in kept


def sent_away(app: Flask, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """Tell a visitor to come back, without asking the database for anything."""
    status = HTTPStatus.SERVICE_UNAVAILABLE
    with app.request_context(environ):
        title, text = said(TITLES[status]), said(CROWDED)
        if problems.concerned() or problems.by_script():
            answer = problems.problem(status, title, text)
        else:
            bare = app.jinja_env.get_template("error_bare.html")
            page = bare.render(
                status=int(status), title=title, text=text, form=None, lang=current_language(), request_id=""
            )
            answer = app.response_class(page, status)
        answer.headers["Retry-After"] = str(COME_BACK)
        answer.headers["Cache-Control"] = "no-store"
        answer.headers["Content-Security-Policy"] = (
            "default-src 'none'; frame-ancestors 'none'; base-uri 'none'"
        )
        answer.headers["X-Content-Type-Options"] = "nosniff"
        metrics.count(environ["REQUEST_METHOD"], "sent_away", int(status), None)
        return answer(environ, start_response)


def crowd_of(app: Flask, method: str = "GET") -> Crowd:
    """The crowd in this process of those who read, or of those who write."""
    name = "huzhu_crowd" if method in {"GET", "HEAD"} else "huzhu_crowd_writing"
    found: Crowd = app.extensions[name]
    return found


def init_app(app: Flask) -> None:
    """Nobody is there yet."""
    app.extensions.update(huzhu_crowd=Crowd(), huzhu_crowd_writing=Crowd())
