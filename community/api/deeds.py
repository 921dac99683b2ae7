"""Doing a deed once: a POST that comes again under its Idempotency-Key gets the first answer again."""

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any, Final

from flask import Response, json, make_response, request
from sqlalchemy import delete, select

from community.api.models import IdempotencyKey
from community.kernel import clock
from community.kernel.db import db
from community.kernel.errors import Invalid
from community.kernel.policy import actor_now
from community.kernel.unit_of_work import unit_of_work
from community.kernel.upsert import changed_rows, insert_once
from community.kernel.words import N_

HEADER: Final = "Idempotency-Key"
REPLAYED: Final = "Idempotency-Replayed"
KEPT_FOR: Final = timedelta(hours=24)
LONGEST_KEY: Final = 255


def once(view: Callable[..., Any]) -> Callable[..., Response]:
    """Open one unit of work around a view that writes, and keep its answer under the key, if there is one.

    Two at once with one key wait for each other in the database. A deed that was refused leaves no
    trace, so it can be tried again under its key.
    """
    return _once(view, frozenset())


def once_without(*secrets: str) -> Callable[[Callable[..., Any]], Callable[..., Response]]:
    """The same for an answer that tells a secret this once: under the key it is kept without these fields.

    Whoever sends the deed again learns that it is done, and finds null where the secret was.
    """
    return lambda view: _once(view, frozenset(secrets))


def _once(view: Callable[..., Any], secrets: frozenset[str]) -> Callable[..., Response]:
    @wraps(view)
    def deed(*args: Any, **kwargs: Any) -> Response:
        key = request.headers.get(HEADER)
        with unit_of_work():
            if key is None:
                return make_response(view(*args, **kwargs))
            return _under(_checked(key), lambda: make_response(view(*args, **kwargs)), secrets)

    deed.__huzhu_once__ = True  # type: ignore[attr-defined]
    return deed


def asked(view: Callable[..., Any]) -> Callable[..., Response]:
    """The same for a POST that only asks: without a key nothing is written, so no lock is taken either."""
    under_key = once(view)

    @wraps(view)
    def question(*args: Any, **kwargs: Any) -> Response:
        if request.headers.get(HEADER) is not None:
            return under_key(*args, **kwargs)
        return make_response(view(*args, **kwargs))

    question.__huzhu_once__ = True  # type: ignore[attr-defined]
    return question


def _checked(key: str) -> str:
    if not 0 < len(key) <= LONGEST_KEY or not key.isascii() or not key.isprintable():
        raise Invalid(N_("An Idempotency-Key has 1 to 255 printable ASCII characters."), field=HEADER)
    return key


def _under(key: str, do: Callable[[], Response], secrets: frozenset[str]) -> Response:
    member_id, now = actor_now().id, clock.now()
    own = (IdempotencyKey.member_id == member_id, IdempotencyKey.key == key)
    changed_rows(delete(IdempotencyKey).where(*own, IdempotencyKey.created_at <= now - KEPT_FOR))
    fingerprint = _fingerprint()
    made = insert_once(
        IdempotencyKey,
        member_id=member_id,
        key=key,
        fingerprint=fingerprint,
        status=0,
        body="",
        created_at=now,
    )
    kept = db.session.scalars(select(IdempotencyKey).where(*own)).one()
    if made:
        answer = do()
        kept.status, kept.body = answer.status_code, answer.get_data(as_text=True)
        if secrets:
            kept.body = json.dumps(_without(answer.get_json(), secrets))
        return answer
    if kept.fingerprint != fingerprint:
        raise Invalid(N_("This Idempotency-Key was used for another request."), field=HEADER)
    again = Response(kept.body, kept.status, content_type="application/json")
    again.headers[REPLAYED] = "true"
    return again


def _without(told: Any, secrets: frozenset[str]) -> Any:
    """The same with null in place of each secret, however deep it stands."""
    if isinstance(told, list):
        return [_without(each, secrets) for each in told]
    if isinstance(told, dict):
        return {name: None if name in secrets else _without(each, secrets) for name, each in told.items()}
    return told


def _fingerprint() -> str:
    parts = (request.method.encode(), request.full_path.encode(), request.get_data(cache=True))
    return hashlib.sha256(b"\n".join(parts)).hexdigest()


def forget_old(now: datetime) -> None:
    """Drop the keys that are a day old."""
    with unit_of_work():
        changed_rows(delete(IdempotencyKey).where(IdempotencyKey.created_at <= now - KEPT_FOR))
