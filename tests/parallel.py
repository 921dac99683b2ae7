"""Doing one thing many times at once, each in a thread with its own database connection."""

import threading
from collections.abc import Callable, Sequence
from typing import TypeVar

from flask import Flask

from community.kernel.db import db
from community.kernel.errors import DomainError

T = TypeVar("T")


def at_once(app: Flask, deeds: Sequence[Callable[[], T]]) -> list[T | DomainError]:
    """Start all `deeds` together; returns what each gave back or was refused with, in order."""
    gate = threading.Barrier(len(deeds))
    results: list[T | DomainError | BaseException | None] = [None] * len(deeds)

    def run(number: int) -> None:
        with app.app_context():
            gate.wait()
            try:
                results[number] = deeds[number]()
            except DomainError as refused:
                results[number] = refused
            except BaseException as error:  # noqa: BLE001 - shown below, in the test's own thread
                results[number] = error
            finally:
                db.session.remove()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(deeds))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db.session.rollback()
    broken = [
        each for each in results if isinstance(each, BaseException) and not isinstance(each, DomainError)
    ]
    if broken:
        raise broken[0]
    return results  # type: ignore[return-value]
