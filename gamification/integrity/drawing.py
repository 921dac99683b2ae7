"""Lays out the picture of a finding: members as dots, ratings as arrows that are the thicker the more there are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import cos, hypot, pi, sin
from typing import Final
from unicodedata import east_asian_width

WIDTH: Final = 560
HEIGHT: Final = 400
LOW: Final = 130  # for two beside each other
PAIR: Final = 2
DOT: Final = 9.0
ROOM_X: Final = 150  # beside the circle, for names
ROOM_Y: Final = 44
THINNEST, THICKEST = 1.5, 7.0
BOW: Final = 0.12  # how far an arrow bends, so that the one back stays visible
ARROW: Final = 10.0
TO_THE_SIDE: Final = 0.3  # beyond it a name stands beside its dot, not above or below
LONGEST_NAME: Final = 11  # a Chinese sign takes the room of two letters
TICKS: Final = 400


@dataclass(frozen=True, slots=True)
class Dot:
    """One member; `anchor` is where the name is tied to its place."""

    member_id: int
    name: str
    x: float
    y: float
    name_x: float
    name_y: float
    anchor: str


@dataclass(frozen=True, slots=True)
class Arrow:
    """All ratings from one member to another; the picture's path, its head, and how thick it is."""

    path: str
    head: str
    width: float
    count: int


@dataclass(frozen=True, slots=True)
class Picture:
    """What the page draws."""

    dots: Sequence[Dot]
    arrows: Sequence[Arrow]
    width: int
    height: int


def draw(names: Mapping[int, str], ties: Mapping[tuple[int, int], int], centre: int | None = None) -> Picture:
    """Members on an ellipse in their order, one of them perhaps in the middle, and the arrows between them."""
    if len(names) <= PAIR:
        centre = None
    height = LOW if len(names) <= PAIR else HEIGHT
    round_about = [each for each in names if each != centre]
    places = {who: _place(number, len(round_about)) for number, who in enumerate(round_about)}
    if centre is not None and centre in names:
        places[centre] = (0.0, 0.0)
    radius = (WIDTH / 2 - ROOM_X, height / 2 - ROOM_Y)
    spots = {who: (WIDTH / 2 + x * radius[0], height / 2 + y * radius[1]) for who, (x, y) in places.items()}
    most = max(ties.values(), default=1)
    arrows = [
        _arrow(spots[one], spots[other], count, most)
        for (one, other), count in sorted(ties.items(), key=lambda each: each[1])
        if one in spots and other in spots and one != other
    ]
    return Picture([_dot(who, names[who], spots[who], places[who]) for who in names], arrows, WIDTH, height)


def _place(number: int, of: int) -> tuple[float, float]:
    if of == PAIR:
        return (-1.0 if number == 0 else 1.0, 0.0)
    angle = 2 * pi * number / max(1, of) - pi / 2
    return cos(angle), sin(angle)


def _dot(who: int, name: str, spot: tuple[float, float], place: tuple[float, float]) -> Dot:
    short, (x, y) = _short(name), spot
    if abs(place[0]) > TO_THE_SIDE:
        left = place[0] < 0
        beside = x - 16 if left else x + 16
        return Dot(
            who, short, _round(x), _round(y), _round(beside), _round(y + 5), "end" if left else "start"
        )
    above = place[1] < 0
    return Dot(who, short, _round(x), _round(y), _round(x), _round(y - 17 if above else y + 29), "middle")


def _short(name: str) -> str:
    """As much of a name as there is room for beside its dot."""
    room = LONGEST_NAME
    for number, sign in enumerate(name):
        room -= 2 if east_asian_width(sign) in "WF" else 1
        if room < 0:
            return f"{name[: max(1, number - 1)]}…"
    return name


def _arrow(start: tuple[float, float], end: tuple[float, float], count: int, most: int) -> Arrow:
    (x1, y1), (x2, y2) = start, end
    width = THINNEST + (THICKEST - THINNEST) * (count / most if most > 1 else 0)
    across, down = x2 - x1, y2 - y1
    length = max(hypot(across, down), 1.0)
    bend_x, bend_y = (x1 + x2) / 2 - down * BOW, (y1 + y2) / 2 + across * BOW
    # The last stretch runs from the bend to the dot; the head lies on it.
    to_x, to_y = x2 - bend_x, y2 - bend_y
    rest = max(hypot(to_x, to_y), 1.0)
    unit_x, unit_y = to_x / rest, to_y / rest
    tip = (x2 - unit_x * (DOT + 3), y2 - unit_y * (DOT + 3))
    size = ARROW + width
    foot = (tip[0] - unit_x * size, tip[1] - unit_y * size)
    half = size / 2.4
    head = (
        f"{_round(tip[0])},{_round(tip[1])} "
        f"{_round(foot[0] - unit_y * half)},{_round(foot[1] + unit_x * half)} "
        f"{_round(foot[0] + unit_y * half)},{_round(foot[1] - unit_x * half)}"
    )
    out_x, out_y = x1 + across / length * DOT, y1 + down / length * DOT
    path = f"M{_round(out_x)} {_round(out_y)}Q{_round(bend_x)} {_round(bend_y)} {_round(foot[0])} {_round(foot[1])}"
    return Arrow(path, head, _round(width), count)


def ticks(moments: Sequence[datetime], width: int = WIDTH) -> list[float]:
    """Where moments lie on a line from the first to the last; of very many, some."""
    if not moments:
        return []
    first, last = min(moments), max(moments)
    length = max((last - first).total_seconds(), 1.0)
    places = sorted({_round((each - first).total_seconds() / length * (width - 6) + 3) for each in moments})
    return places[:: -(-len(places) // TICKS)]


def _round(value: float) -> float:
    return round(value, 1)
