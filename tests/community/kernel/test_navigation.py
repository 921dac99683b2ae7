"""The main navigation: who stands in it, in front, aside, and where the reader is."""

import re
from collections.abc import Sequence

import pytest
from flask import Flask, g

from community.kernel import navigation
from community.kernel.navigation import BELL, NavEntry

DESK = NavEntry("/desk", "Desk", "desk")
TODAY = NavEntry("/desk/today", "My day", "calendar", aside=True)


@pytest.fixture
def alone(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """An application whose navigation holds the front page, the desk and a page of it that is aside."""
    monkeypatch.setitem(app.extensions, navigation._PARTS, [])
    monkeypatch.setitem(app.extensions, navigation._PINNED, tuple)
    navigation.add(app, lambda: [NavEntry("/", "Home", "home")])
    navigation.add(app, lambda: [DESK, TODAY])
    return app


def shown(app: Flask, path: str) -> tuple[NavEntry, ...]:
    """The navigation of a request of its own: the context of the test goes on around it."""
    g.pop("huzhu_nav", None)
    with app.test_request_context(path):
        return navigation.shown()


def addresses(nav: Sequence[NavEntry], mark: str) -> list[str]:
    return [entry.url for entry in nav if getattr(entry, mark)]


def test_what_is_aside_stands_there_for_those_who_want_it(alone: Flask) -> None:
    assert [entry.url for entry in shown(alone, "/")] == ["/", "/desk"]
    assert navigation.offered()[2] == TODAY
    navigation.pin(alone, lambda: ("/desk/today",))
    assert addresses(shown(alone, "/"), "pinned") == ["/desk/today"]


@pytest.mark.parametrize(
    ("path", "current"),
    [("/", ["/"]), ("/desk", ["/desk"]), ("/desk/cases/4", ["/desk"]), ("/questions", [])],
)
def test_the_reader_is_in_one_place_at_most(alone: Flask, path: str, current: list[str]) -> None:
    assert addresses(shown(alone, path), "current") == current


def test_the_deepest_of_two_is_where_the_reader_is(alone: Flask) -> None:
    navigation.pin(alone, lambda: ("/desk/today",))
    assert addresses(shown(alone, "/desk/today"), "current") == ["/desk/today"]


def test_it_is_asked_for_once_a_request(alone: Flask) -> None:
    asked: list[int] = []

    def part() -> list[NavEntry]:
        asked.append(1)
        return []

    navigation.add(alone, part)
    with alone.test_request_context("/"):
        assert navigation.shown() is navigation.shown()
    assert asked == [1]


def test_alerts_are_those_of_the_bell() -> None:
    assert navigation.alerts_in((DESK, NavEntry("/notifications", "Alerts", BELL, count=3))) == 3
    assert navigation.alerts_in((DESK,)) == 0


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("/", "/"),
        ("/questions/7/a-slug", "/questions"),
        ("/members", ""),
        ("/members/lin", "/members/lin"),
        ("/members/lin/answers", "/members/lin"),
        ("/members/linda", ""),
        ("/thought-up/by/somebody", ""),
    ],
)
def test_the_place_in_the_bar_is_one_of_its_own(path: str, place: str) -> None:
    assert navigation.place_in_bar(path, "lin") == place
    assert navigation.place_in_bar(path, "") == ("" if place == "/members/lin" else place)


@pytest.mark.parametrize("name", ["", "lin"])
def test_each_address_of_the_bar_is_known(app: Flask, name: str) -> None:
    with app.test_request_context("/"):
        bar = app.jinja_env.from_string(
            '{% import "ui/frame.html" as frame %}{{ frame.bottom_bar(name, 0, "/tags") }}'
        )
        found = set(re.findall(r'<a class="bottom__link[^>]*? href="([^"]*)"', bar.render(name=name)))
    assert found <= navigation.BAR | {"/members/lin"}
    assert found
