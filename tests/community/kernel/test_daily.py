"""What is looked through once a day: asked for once, whichever process looks at the clock."""

from datetime import timedelta
from pathlib import Path

from flask import Flask

from community.kernel import clock, worker
from community.kernel.daily import FOLDER, add_daily

DAY = timedelta(days=1)


def test_it_is_done_once_a_day_from_the_first_day_on(app: Flask, tmp_path: Path) -> None:
    done: list[float] = []
    start = clock.now()
    add_daily(app, "test.daily", lambda now: done.append((now - start) / DAY))
    for days in (0, 0.5, 0.9, 1, 1.5, 2.2, 2.3):
        worker.tick(start + days * DAY)
    assert done == [1, 2.2]
    (tmp_path / FOLDER / "test.daily").write_text("2026-")  # a machine stopped while it was written
    worker.tick(start + 3 * DAY)
    worker.tick(start + 4 * DAY)
    assert done == [1, 2.2, 4]


def test_who_comes_to_a_busy_minute_asks_for_it_again(app: Flask) -> None:
    """A job that is given up for now is tried again like any other, and the next day comes all the same."""
    tries: list[bool] = []
    start = clock.now()

    def fail(_now: object) -> None:
        tries.append(True)
        if len(tries) < 3:
            raise ConnectionAbortedError

    add_daily(app, "test.daily", fail)
    for hours in (0, 24, 25, 26, 27, 28):
        worker.tick(start + timedelta(hours=hours))
    assert len(tries) == 3
