"""Two who have the same form open: what the second is told, and that pressing twice is no change."""

import re
from collections.abc import Collection, Mapping
from typing import Final

from flask.testing import FlaskClient

from community.kernel.db import db
from moderation.audit.models import ModerationLogEntry

BASE: Final = re.compile(r'name="base"[^>]* value="(\w+)"')


def ensure_second_is_told(
    client: FlaskClient,
    places: tuple[str, str],
    sent: Mapping[str, str],
    field: str,
    words: tuple[str, str],
    *,
    statuses: Collection[int] = (409,),
) -> None:
    """`places` are where the form stands and where it goes; `words` what the first and the second put into `field`."""
    (page, to), (first, second) = places, words
    seen = BASE.findall(client.get(page).text)[0]

    def send(value: str, base: str) -> tuple[int, str]:
        answer = client.post(to, data={**sent, field: value, "base": base})
        db.session.expire_all()
        return answer.status_code, answer.text

    def logged() -> int:
        return db.session.query(ModerationLogEntry).count()

    assert send(first, seen)[0] == 303
    before = logged()
    assert send(first, seen)[0] == 303  # pressed twice
    assert logged() == before
    status, told = send(second, seen)
    assert status in statuses
    assert told.count("Somebody changed this meanwhile") == 1
    assert second in told
    assert first in client.get(page).text
    assert send(second, BASE.findall(told)[0])[0] == 303
    assert second in client.get(page).text
