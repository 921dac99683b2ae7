"""Small charts as SVG that stand alone: readable by screen readers, in light and dark, without relying on colour."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

WIDTH = 760
STYLE = """
  svg { color-scheme: light dark; }
  text { font: 13px system-ui, sans-serif; fill: #1b1f23; }
  .quiet { fill: #56606b; } .strong { font-weight: 600; } .head { font-size: 15px; font-weight: 600; }
  .ground { fill: #ffffff; } .grid { stroke: #dfe3dc; } .axis { stroke: #7f8882; }
  .f0 { fill: #0b6e63; } .f1 { fill: #1d56b8; } .f2 { fill: #b06000; } .f3 { fill: #656e75; } .f4 { fill: #c9b26a; } .f5 { fill: #b3261e; }
  .on { fill: #ffffff; } .on4 { fill: #1b1f23; }
  .s0 { stroke: #0b6e63; } .s1 { stroke: #1d56b8; } .s2 { stroke: #b06000; } .s3 { stroke: #656e75; }
  .line { fill: none; stroke-width: 2.5; stroke-linejoin: round; }
  @media (prefers-color-scheme: dark) {
    text { fill: #e7eae6; } .quiet { fill: #a3adb5; } .ground { fill: #1b1f1e; } .grid { stroke: #313735; } .axis { stroke: #737e79; }
    .f0 { fill: #5ecdb8; } .f1 { fill: #9dc0ff; } .f2 { fill: #f0b46a; } .f3 { fill: #a3adb5; } .f4 { fill: #d9c98a; } .f5 { fill: #ff9d94; }
    .on, .on4 { fill: #08211d; }
    .s0 { stroke: #5ecdb8; } .s1 { stroke: #9dc0ff; } .s2 { stroke: #f0b46a; } .s3 { stroke: #a3adb5; }
  }
"""
DASHES = ("", "7 4", "2 3", "10 3 2 3")  # lines differ by more than their colour


@dataclass(frozen=True, slots=True)
class Line:
    """A named curve; points beyond the axis, such as "never", are left out."""

    name: str
    points: Sequence[tuple[float, float]]
    look: int  # its colour and its dashes


def picture(title: str, description: str, height: float, parts: Sequence[str]) -> str:
    """A whole SVG file."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:g}" width="{WIDTH}" height="{height:g}"'
        f' role="img" aria-labelledby="title desc">\n<title id="title">{escape(title)}</title>\n'
        f'<desc id="desc">{escape(description)}</desc>\n<style>{STYLE}</style>\n'
        f'<rect class="ground" width="{WIDTH}" height="{height:g}" rx="8"/>\n'
        + text(20, 28, title, "head")
        + "".join(parts)
        + "</svg>\n"
    )


def text(x: float, y: float, words: str, kind: str = "", anchor: str = "start") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" class="{kind}" text-anchor="{anchor}">{escape(words)}</text>\n'


def bar(x: float, y: float, width: float, height: float, look: int, words: str) -> str:
    return (
        f'<rect class="f{look}" x="{x:.1f}" y="{y:.1f}" width="{max(width, 0.5):.1f}" height="{height:g}">'
        f"<title>{escape(words)}</title></rect>\n"
    )


def legend(names: Sequence[str], y: float) -> str:
    """Squares with names, in one row."""
    parts, x = [], 20.0
    for look, name in enumerate(names):
        parts.append(bar(x, y - 10, 12, 12, look, name) + text(x + 17, y, name, "quiet"))
        x += 40 + 6.6 * len(name)
    return "".join(parts)


def grouped(
    title: str, description: str, names: Sequence[str], rows: Sequence[tuple[str, Sequence[float]]]
) -> str:
    """Shares side by side: a group of bars for each row, one bar for each name."""
    parts, y, left, room = [legend(names, 54)], 78.0, 170.0, WIDTH - 170 - 70.0
    for label, shares in rows:
        parts.append(text(left - 12, y + len(shares) * 9 + 4, label, "strong", "end"))
        for look, share in enumerate(shares):
            words = f"{share:.0%}"
            parts.append(bar(left, y, share * room, 15, look, f"{label}, {names[look]}: {words}"))
            parts.append(text(left + share * room + 6, y + 12, words))
            y += 18
        y += 16
    return picture(title, description, y + 4, parts)


def stacked(
    title: str, description: str, names: Sequence[str], rows: Sequence[tuple[str, Sequence[float]]]
) -> str:
    """What wholes are made of: one bar for each row, from left to right."""
    parts, y, left, room = [legend(names, 54)], 76.0, 170.0, WIDTH - 170 - 24.0
    for label, shares in rows:
        x = left
        parts.append(text(left - 12, y + 20, label, "strong", "end"))
        for look, share in enumerate(shares):
            if share <= 0:
                continue
            words = f"{share:.0%}"
            parts.append(bar(x, y, share * room - 1.5, 30, look, f"{label}, {names[look]}: {words}"))
            if share > 0.04:
                parts.append(
                    text(x + share * room / 2, y + 20, words, "on4" if look == 4 else "on", "middle")
                )
            x += share * room
        y += 44
    return picture(title, description, y + 4, parts)


@dataclass(frozen=True, slots=True)
class Panel:
    """A field for curves: where it lies, and what its axes show."""

    title: str
    left: float
    width: float
    x_ticks: Sequence[tuple[float, str]]
    y_ticks: Sequence[tuple[float, str]]
    logarithmic: bool = False
    top: float = 96.0
    height: float = 230.0

    def x(self, value: float) -> float:
        first, last = self.x_ticks[0][0], self.x_ticks[-1][0]
        return self.left + (value - first) / (last - first) * self.width

    def y(self, value: float) -> float:
        scale = math.log if self.logarithmic else float
        low, high = scale(self.y_ticks[0][0]), scale(self.y_ticks[-1][0])
        share = (scale(max(value, self.y_ticks[0][0])) - low) / (high - low)
        return self.top + self.height * (1 - min(max(share, 0.0), 1.0))

    def draw(self, lines: Sequence[Line]) -> str:
        bottom = self.top + self.height
        parts = [text(self.left, self.top - 14, self.title, "strong")]
        for value, words in self.y_ticks:
            y = self.y(value)
            parts.append(f'<path class="grid" d="M{self.left:g} {y:.1f}h{self.width:g}"/>\n')
            parts.append(text(self.left - 8, y + 4, words, "quiet", "end"))
        parts += [text(self.x(value), bottom + 18, words, "quiet", "middle") for value, words in self.x_ticks]
        parts.append(f'<path class="axis" d="M{self.left:g} {bottom:g}h{self.width:g}"/>\n')
        return "".join(parts) + "".join(map(self.curve, lines))

    def curve(self, line: Line) -> str:
        shown = [(x, y) for x, y in line.points if y <= self.y_ticks[-1][0]]
        if not shown:
            return ""
        path = "L".join(f"{self.x(x):.1f} {self.y(y):.1f}" for x, y in shown)
        return (
            f'<path class="line s{line.look}" stroke-dasharray="{DASHES[line.look]}" d="M{path}">'
            f"<title>{escape(line.name)}</title></path>\n"
        )


def samples(lines: Sequence[Line], y: float) -> str:
    """Each line's look with its name, in one row."""
    parts, x = [], 20.0
    for line in lines:
        parts.append(
            f'<path class="line s{line.look}" stroke-dasharray="{DASHES[line.look]}" d="M{x:g} {y - 4:g}h34"/>\n'
        )
        parts.append(text(x + 41, y, line.name, "quiet"))
        x += 68 + 6.6 * len(line.name)
    return "".join(parts)


def curves(
    title: str, description: str, panels: Sequence[tuple[Panel, Sequence[Line]]], note: str = ""
) -> str:
    """One or two fields of curves under one legend."""
    first = panels[0]
    parts = [samples(first[1], 56)] + [panel.draw(lines) for panel, lines in panels]
    bottom = first[0].top + first[0].height + 44
    return picture(title, description, bottom + 6, [*parts, text(20, bottom - 4, note, "quiet")])
