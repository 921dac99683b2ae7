"""One sign in the middle of a badge, drawn on a grid of 64 round the point (32, 32); pure."""

import math
from dataclasses import dataclass
from typing import Final

POINTS: Final = 5
INNER: Final = 0.46  # how deep the bays of a star go: plump, so that it stays a star at 24 pixels


@dataclass(frozen=True, slots=True, kw_only=True)
class Glyph:
    """Filled areas, strokes over them, and strokes in the colour of the ground that cut into both.

    A sign keeps inside a circle of 17 units and has few, broad parts: at 24 pixels a unit is three eighths of one.
    """

    solid: str = ""
    line: str = ""
    cut: str = ""
    width: float = 4.4  # of the strokes
    cut_width: float = 3.4


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def dot(x: float, y: float, radius: float, *, hole: bool = False) -> str:
    """A circle; a hole runs the other way round, so that it stays empty inside a filled area."""
    r, across = _number(radius), _number(2 * radius)
    turn = 0 if hole else 1
    start = f"M{_number(x)} {_number(y - radius)}"
    return f"{start}a{r} {r} 0 0 {turn} 0 {across}a{r} {r} 0 0 {turn} 0-{across}z"


def star(x: float, y: float, radius: float, *, hole: bool = False) -> str:
    """A star of five points that stands upright."""
    corners = []
    for step in range(2 * POINTS):
        reach = radius * (INNER if step % 2 else 1)
        angle = math.pi * step / POINTS * (-1 if hole else 1)
        corners.append(f"{_number(x + reach * math.sin(angle))} {_number(y - reach * math.cos(angle))}")
    return "M" + "L".join(corners) + "z"
