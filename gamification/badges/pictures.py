"""The picture of a badge: the tier gives frame and metal, the family the enamel, the sign is its own; pure."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Protocol

from gamification.badges.glyphs import belonging, free, helping
from gamification.badges.glyphs.glyph import Glyph

# Of the catalogue by slug, a family each; then of makers by name.
_SIGNS: Final[tuple[Mapping[str, Glyph], ...]] = (
    helping.FIRST,
    helping.ASKING,
    helping.ANSWERING,
    helping.QUALITY,
    helping.SPEED,
    belonging.CARE,
    belonging.CURATION,
    belonging.TAGS,
    belonging.STREAKS,
    belonging.CHANNELS,
    belonging.CAMPAIGNS,
    belonging.ANNIVERSARIES,
    belonging.SECRET,
    free.FREE,
)
RECIPE_PARTS: Final = 3
GLYPHS: Final[Mapping[str, Glyph]] = {name: glyph for signs in _SIGNS for name, glyph in signs.items()}


class Pictured(Protocol):
    """What a picture is drawn from. One made on this site also has a `glyph`, the name of its sign."""

    @property
    def slug(self) -> str: ...
    @property
    def tier(self) -> str: ...
    @property
    def family(self) -> str: ...


def _rosette(points: int, outer: float, inner: float) -> str:
    """The outline of a star-edged medal, from the top clockwise."""
    corners = []
    for step in range(2 * points):
        reach, angle = (inner if step % 2 else outer), math.pi * step / points
        x, y = 32 + reach * math.sin(angle), 32 - reach * math.cos(angle)
        corners.append(f"{round(x, 1):g} {round(y, 1):g}")
    return "M" + "L".join(corners) + "z"


@dataclass(frozen=True, slots=True)
class Frame:
    """What a tier looks like: edge, field inside, metal in shade and in light; colour and place of the sign."""

    edge: str
    field: str
    metal: str
    light: str
    ink: str
    place: str  # where the sign stands: the eye's middle of a shield lies above that of its box


FRAMES: Final[Mapping[str, Frame]] = {
    "bronze": Frame(
        edge="M32 2.5a29.5 29.5 0 1 1 0 59 29.5 29.5 0 0 1 0-59z",
        field="M32 7.5a24.5 24.5 0 1 1 0 49 24.5 24.5 0 0 1 0-49z",
        metal="#a8683a",
        light="#e2b189",
        ink="#fff1e6",
        place="translate(-2.24 -2.24) scale(1.07)",
    ),
    "silver": Frame(
        edge="M32 2l27 6.5v24C59 46 48.5 56 32 62.5 15.5 56 5 46 5 32.5v-24z",
        field="M32 7.2l22.2 5.3v20c0 10.5-8.5 18.5-22.2 24.5C18.3 51 9.8 43 9.8 32.5v-20z",
        metal="#76818a",
        light="#dde3e7",
        ink="#ffffff",
        place="translate(0 -2)",
    ),
    "gold": Frame(
        edge=_rosette(12, 31.5, 26.5),
        field="M32 9.5a22.5 22.5 0 1 1 0 45 22.5 22.5 0 0 1 0-45z",
        metal="#b07e00",
        light="#f4cf5e",
        ink="#fff6d6",
        place="translate(0.6 0.6) scale(0.98)",
    ),
}
HUES: Final[Mapping[str, str]] = {
    "first": "#006e5e",
    "asking": "#0961bb",
    "answering": "#007928",
    "quality": "#6239ba",
    "speed": "#a34d00",
    "care": "#ac1b6e",
    "curation": "#5e6b00",
    "tags": "#006e89",
    "streaks": "#b32322",
    "channels": "#2f34b7",
    "campaigns": "#8c289b",
    "anniversaries": "#6c4b17",
    "secret": "#353d4d",
}


def layers(glyph: Glyph) -> str:
    """A sign in the colour of its surroundings; `stroke` is what its cuts show."""
    solid = f'<path fill="currentColor" stroke="currentColor" stroke-width="2" d="{glyph.solid}"/>'
    line = f'<path stroke="currentColor" stroke-width="{glyph.width:g}" d="{glyph.line}"/>'
    cut = f'<path stroke-width="{glyph.cut_width:g}" d="{glyph.cut}"/>'
    return (glyph.solid and solid) + (glyph.line and line) + (glyph.cut and cut)


def draw(tier: str, family: str, glyph: Glyph) -> str:
    """A badge as an SVG document. Pages borrow its parts: `frame` in outline, `glyph` in an ink of theirs."""
    frame, hue = FRAMES[tier], HUES[family]
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64" width="64" height="64">\n'
        f'  <g fill="{frame.metal}"><path id="frame" pathLength="100" d="{frame.edge}"/></g>\n'
        f'  <path fill="{hue}" stroke="{frame.light}" stroke-width="2.8" d="{frame.field}"/>\n'
        f'  <g fill="none" color="{frame.ink}" stroke="{hue}" stroke-linecap="round" stroke-linejoin="round">'
        f'<g id="glyph" transform="{frame.place}">{layers(glyph)}</g></g>\n'
        "</svg>\n"
    )


def picture_of(badge: Pictured) -> str:
    """The picture of a badge: with the sign of its own name, or with the one that its maker chose."""
    return draw(badge.tier, badge.family, GLYPHS[getattr(badge, "glyph", "") or badge.slug])


def drawn_by(recipe: str) -> str | None:
    """The picture that "gold-care-leaf" names: tier, family and sign; None where it names none."""
    parts = recipe.split("-", 2)
    if len(parts) != RECIPE_PARTS or parts[0] not in FRAMES or parts[1] not in HUES or parts[2] not in GLYPHS:
        return None
    return draw(parts[0], parts[1], GLYPHS[parts[2]])


def free_signs() -> str:
    """The signs that a maker may choose from, as symbols of one document."""
    symbols = "".join(
        f'  <symbol id="{name}" viewBox="13 13 38 38">{layers(glyph)}</symbol>\n'
        for name, glyph in free.FREE.items()
    )
    return f'<svg xmlns="http://www.w3.org/2000/svg">\n{symbols}</svg>\n'
