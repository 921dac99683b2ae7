"""Moments as they are written are remembered by their language's name."""

import gc
from datetime import UTC, datetime, timedelta

from babel import Locale
from flask import Flask

from community.kernel.templating import exact

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)


def test_what_is_known_of_a_language_is_not_kept_with_each_moment(app: Flask) -> None:
    def written(minutes: int) -> str:
        with app.app_context(), app.test_request_context("/"):  # a visit of its own
            return exact(NOON + timedelta(minutes=minutes))

    assert written(0) != written(1)
    before = _locales()
    for minutes in range(2, 60):
        written(minutes)
    assert _locales() <= before + 2


def _locales() -> int:
    gc.collect()
    return sum(isinstance(each, Locale) for each in gc.get_objects())
