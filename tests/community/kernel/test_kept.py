"""Values that take long are served while a thread makes them anew; quick ones are always of this moment."""

from collections.abc import Callable, Hashable, Sequence
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from community.kernel import clock, kept
from community.kernel.kept import FRESH, USABLE, Shelf

NOON = datetime(2026, 5, 14, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def counter() -> Callable[[], int]:
    made: list[int] = []

    def make() -> int:
        made.append(1)
        return len(made)

    return make


def at(moment: datetime, shelf: Shelf[int], make: Callable[[], int]) -> int:
    with clock.at(moment):
        return shelf.get("key", make)


def test_what_is_made_quickly_is_never_kept(app: Flask) -> None:
    shelf, make = Shelf[int](4), counter()
    assert [at(NOON, shelf, make) for _ in range(3)] == [1, 2, 3]


def test_what_took_long_is_served_while_it_is_made_anew(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "SLOW_SECONDS", -1.0)
    shelf, make = Shelf[int](4), counter()
    assert at(NOON, shelf, make) == 1
    assert at(NOON + FRESH - SECOND, shelf, make) == 1
    assert at(NOON + USABLE - SECOND, shelf, make) == 1  # at once; a thread makes the next one
    shelf.behind.wait()
    assert at(NOON + USABLE, shelf, make) == 2
    assert at(NOON + USABLE + USABLE, shelf, make) == 3  # nobody had asked for so long: made while one waits


def test_the_oldest_leaves_and_a_failure_behind_is_no_readers_business(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "SLOW_SECONDS", -1.0)
    shelf = Shelf[int](2)

    def broken() -> int:
        raise ValueError

    with clock.at(NOON):
        for key in ("a", "b", "c"):
            shelf.get(key, lambda: 7)
    assert list(shelf.kept) == ["b", "c"]
    with clock.at(NOON + FRESH + SECOND):
        assert shelf.get("b", broken) == 7
        shelf.behind.wait()
        assert shelf.get("b", lambda: 8) == 7
        shelf.behind.wait()
        assert shelf.get("b", broken) == 8


def test_several_are_made_in_one_go_and_kept_where_that_took_long(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    shelf, make, goes = Shelf[int](4), counter(), []

    def all_of(keys: Sequence[Hashable]) -> list[int]:
        goes.append(list(keys))
        return [make() for _ in keys]

    def both(moment: datetime) -> list[int]:
        with clock.at(moment):
            return list(shelf.get_all({"one": make, "two": make}, all_of).values())

    assert both(NOON) == [1, 2]
    monkeypatch.setattr(kept, "SLOW_SECONDS", -1.0)
    assert both(NOON) == [3, 4]  # what was quick was not kept
    assert both(NOON + FRESH - SECOND) == [3, 4]
    assert both(NOON + USABLE) == [5, 6]
    assert goes == [["one", "two"]] * 3
