"""The main navigation: the pages that the packages have for this reader, in order."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from flask import Flask, current_app, g, request

BELL: Final = "bell"  # the icon of the entry that stands in the bar at the top, not among the others
# The addresses in the bar at the bottom (templates/ui/frame.html), beside the member's own page.
BAR: Final = frozenset({"/", "/questions", "/ask", "/notifications", "/tags", "/sign-in"})
_PARTS: Final = "huzhu_nav_parts"
_PINNED: Final = "huzhu_pinned"


@dataclass(frozen=True, slots=True)
class NavEntry:
    """One page. `label` is a sentence of the catalogues; `more` says that `count` is not all there are.

    With `aside` it is shown only to those who want it in front.
    """

    url: str
    label: str
    icon: str
    count: int = 0
    more: bool = False
    aside: bool = False
    pinned: bool = False
    current: bool = False


NavPart = Callable[[], Sequence[NavEntry]]


def add(app: Flask, part: NavPart) -> None:
    """Register what gives the entries of a package for the reader of now."""
    app.extensions.setdefault(_PARTS, []).append(part)


def pin(app: Flask, pinned: Callable[[], Sequence[str]]) -> None:
    """Register what gives the addresses that the reader of now wants in front."""
    app.extensions[_PINNED] = pinned


def shown() -> tuple[NavEntry, ...]:
    """What stands in this reader's navigation."""
    if "huzhu_nav" not in g:
        nav = [entry for entry in offered() if entry.pinned or not entry.aside]
        here = max((entry.url for entry in nav if _leads_to(entry.url, request.path)), key=len, default=None)
        g.huzhu_nav = tuple(replace(entry, current=True) if entry.url == here else entry for entry in nav)
    nav_of_now: tuple[NavEntry, ...] = g.huzhu_nav
    return nav_of_now


def offered() -> list[NavEntry]:
    """All that could stand there, those aside, too."""
    parts: Sequence[NavPart] = current_app.extensions.get(_PARTS, ())
    pinned = current_app.extensions.get(_PINNED, tuple)()
    return [
        replace(entry, pinned=True) if entry.url in pinned else entry for part in parts for entry in part()
    ]


def alerts_in(nav: Sequence[NavEntry]) -> int:
    """How many alerts are new."""
    return next((entry.count for entry in nav if entry.icon == BELL), 0)


def place_in_bar(path: str, name: str) -> str:
    """Which address of the bar at the bottom a page is at or below, for a member of this name; "" for none of them.

    Whatever addresses somebody thinks up, the bar is asked for a few places only.
    """
    own = f"/members/{name}"
    if name and f"{path}/".startswith(f"{own}/"):
        return own
    first = "/" + path[1:].partition("/")[0]
    return first if first in BAR else ""


def _leads_to(url: str, path: str) -> bool:
    return path == url or (url != "/" and path.startswith(url))
