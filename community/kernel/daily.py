"""What is looked through once a day, in a job of its own: nobody waits behind it, and a missed day loses nothing."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Final

from flask import Flask

from community.kernel import clock, jobs
from community.kernel.furnish import settings_of
from community.kernel.job_kinds import Registry
from community.kernel.unit_of_work import unit_of_work
from community.kernel.worker import add_tick

EVERY: Final = timedelta(days=1)
FOLDER: Final = "daily"  # in the data folder: when each was asked for


def add_daily(app: Flask, name: str, run: Callable[[datetime], None]) -> None:
    """Register work that is done once a day, for the first time a day after the site began; it opens its own units."""
    registry: Registry = app.extensions["huzhu_jobs"]
    registry.add(name, lambda _payload: run(clock.now()), in_transaction=False)
    add_tick(app, name, partial(_ask, settings_of(app).data_dir / FOLDER / name, name))


def _ask(mark: Path, name: str, now: datetime) -> None:
    last = _read(mark)
    if last is not None and abs(now - last) < EVERY:
        return
    mark.parent.mkdir(exist_ok=True)
    mark.write_text(now.isoformat(), encoding="utf-8")
    if last is not None:
        with unit_of_work():
            jobs.enqueue(name, {}, key=name)


def _read(mark: Path) -> datetime | None:
    try:
        return clock.parse(mark.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):  # a machine may stop while it is written
        return None
