"""Every event has a speaker and a listener."""

import ast
from functools import cache

import pytest
from flask import Flask

from community.kernel.events import Event
from tests.house.sources import own_python
from tests.tools.reference import kinds


@cache
def spoken() -> frozenset[str]:
    """The names of all things that our code calls: an event is said by making it."""
    names: set[str] = set()
    for path in own_python():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                names.add(
                    node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                )
    return frozenset(names)


def test_each_event_has_a_speaker() -> None:
    assert sorted(event.__name__ for event in kinds() if event.__name__ not in spoken()) == []


def test_each_event_has_a_listener(house: Flask) -> None:
    bus = house.extensions["huzhu_bus"]
    assert sorted(event.__name__ for event in kinds() if not bus.listeners(event)) == []


@pytest.mark.parametrize("event", kinds(), ids=lambda event: event.__name__)
def test_each_event_says_what_happened(event: type[Event]) -> None:
    assert (event.__doc__ or "").strip().endswith(".")
