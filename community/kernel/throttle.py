"""Limits on how often a visitor may ask for pages, by account or by address."""

import time
from http import HTTPStatus
from typing import Any, ClassVar, Final

import structlog
from flask import Flask, abort, current_app, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from limits import parse_many
from limits.storage import MemoryStorage

from community.kernel.assets import FILE_ENDPOINTS
from community.kernel.networks import network_of
from community.kernel.policy import actor_now

log = structlog.get_logger(__name__)

READING = "200 per 10 seconds; 1500 per minute"
WRITING = "100 per 10 seconds; 400 per minute"
_KEPT: Final = "huzhu.kept"
_IN_PROCESS: Final = "counts"
_WATCHED = {"/healthz", "/readyz", "/metrics"}
_WRITING_METHODS = {"POST", "PUT", "PATCH", "DELETE"}


class Counts(MemoryStorage):
    """Counts in this process, those that are over cleared now and then by whoever comes.

    The library starts a thread for that at almost every request, which costs as much as all else of a page that is
    kept. No count is given once it is over in either case.
    """

    STORAGE_SCHEME = [_IN_PROCESS]
    CLEARING: ClassVar = 10.0  # seconds
    _clears_at = 0.0

    def _MemoryStorage__schedule_expiry(self) -> None:  # noqa: N802 - as Python spells the library's own
        now = time.monotonic()
        if now >= self._clears_at:
            self._clears_at = now + self.CLEARING
            self._MemoryStorage__expire_events()  # type: ignore[attr-defined]


def _who() -> str:
    actor = actor_now()
    return f"member:{actor.member_id}" if actor.signed_in else f"address:{network_of(get_remote_address())}"


def _limit() -> str:
    return WRITING if request.method in _WRITING_METHODS else READING


limiter = Limiter(key_func=_who, application_limits=[], default_limits=[_limit], headers_enabled=False)
_reading: Final = tuple(parse_many(READING))


def allows(app: Flask, environ: dict[str, Any], member_id: int | None = None) -> bool:
    """Count a look at a page that is kept; False once it is one too many, so that the limits speak."""
    if not app.config["RATELIMIT_ENABLED"]:
        return True
    who = f"member:{member_id}" if member_id else f"address:{network_of(environ.get('REMOTE_ADDR', ''))}"
    try:
        hits = [
            limiter.limiter.hit(each, who, _KEPT) for each in _reading
        ]  # each counts, also past a full one
    except Exception:
        log.exception("kept_page_not_counted")  # as everywhere: a limiter that fails must not close the site
        limiter._storage_dead = True  # noqa: SLF001 - as it says itself: until Redis is back, nobody waits for it
        return True
    environ[_KEPT] = not all(hits)
    return all(hits)


def limits_are_on() -> bool:
    """Whether this site limits how fast members act (`HUZHU_RATE_LIMITS`)."""
    return bool(current_app.config["RATELIMIT_ENABLED"])


def init_app(app: Flask, *, on: bool, redis_url: str) -> None:
    """Count in this process, or in Redis where there is one."""
    app.config["RATELIMIT_ENABLED"] = on
    app.config["RATELIMIT_STORAGE_URI"] = redis_url or f"{_IN_PROCESS}://"
    if redis_url:  # without it each process counts by itself, until it is back
        app.config["RATELIMIT_STORAGE_OPTIONS"] = {"socket_timeout": 1, "socket_connect_timeout": 1}
        app.config["RATELIMIT_IN_MEMORY_FALLBACK_ENABLED"] = True
    app.config["RATELIMIT_SWALLOW_ERRORS"] = True  # a limiter that fails must not close the site
    limiter.init_app(app)

    @app.before_request
    def too_many_kept() -> None:
        if request.environ.get(_KEPT):
            abort(HTTPStatus.TOO_MANY_REQUESTS)

    @limiter.request_filter
    def not_counted() -> bool:
        endpoint = request.endpoint
        return endpoint is None or endpoint in FILE_ENDPOINTS or request.path in _WATCHED
