"""Moments and lengths of time as they are written, remembered by their language's name."""

import gc
from datetime import UTC, datetime, timedelta

import pytest
import pytz
from babel import Locale
from flask import Flask

from community.kernel import templating
from community.kernel.languages import speaking
from community.kernel.templating import ago, exact, span, stamped

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


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0 minutes"),
        (20, "1 minute"),
        (-20, "1 minute"),
        (89, "1 minute"),
        (91, "2 minutes"),
        (71 * 60, "71 minutes"),
        (72 * 60, "1 hour"),
        (3 * 24 * 3600, "3 days"),
    ],
)
def test_a_length_of_time_in_words(app: Flask, seconds: int, words: str) -> None:
    with app.test_request_context("/"):
        assert span(timedelta(seconds=seconds)) == words


def test_each_language_says_how_long_and_when(app: Flask) -> None:
    with app.test_request_context("/"):
        for lang, long, when in (("en", "35 minutes", "May 4, 2026"), ("zh-Hans", "35分钟", "2026年5月4日")):
            with speaking(lang):
                assert span(timedelta(minutes=35)) == long
                assert f'datetime="2026-05-04T12:00:00Z" title="{when}' in stamped(NOON)


def test_a_day_is_that_of_the_reader(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    late = NOON + timedelta(hours=11)  # the fourth of May in London, the fifth in Shanghai
    with app.test_request_context("/"):
        assert ago(late) == "May 4, 2026"
        monkeypatch.setattr(templating, "zone_now", lambda: pytz.timezone("Asia/Shanghai"))
        assert ago(late) == "May 5, 2026"


def _locales() -> int:
    gc.collect()
    return sum(isinstance(each, Locale) for each in gc.get_objects())
