"""How many questions a long list holds: counted now and then, since counting costs more than showing twenty."""

from collections.abc import Hashable
from datetime import datetime, timedelta
from typing import Final

from flask import current_app

LONG: Final = 2_000  # a shorter list is counted whenever it is shown
FRESH: Final = timedelta(seconds=20)  # a list of twice the length is counted half as often,
OLDEST: Final = timedelta(minutes=10)  # down to this
MOST: Final = 500
EXTENSION: Final = "huzhu_list_totals"


def known(key: Hashable, now: datetime) -> int | None:
    """How many there were a moment ago; None when nobody knows, or the list is short."""
    found = _kept().get(key)
    return (
        found[0] if found and abs(now - found[1]) < min(FRESH * (found[0] / max(LONG, 1)), OLDEST) else None
    )


def note(key: Hashable, total: int, now: datetime) -> None:
    """Remember what was just counted, if the list is long."""
    kept = _kept()
    if total >= LONG:
        if len(kept) >= MOST:
            kept.clear()
        kept[key] = total, now


def _kept() -> dict[Hashable, tuple[int, datetime]]:
    found: dict[Hashable, tuple[int, datetime]] = current_app.extensions.setdefault(EXTENSION, {})
    return found
