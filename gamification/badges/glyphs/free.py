"""Signs that an admin may choose for a badge of their own, each with its word."""

from collections.abc import Mapping
from typing import Final

from community.kernel.words import N_
from gamification.badges.glyphs.glyph import Glyph, dot

FREE: Final[Mapping[str, Glyph]] = {
    "rocket": Glyph(
        solid="M32 15.5c6 4.5 8.5 10 8.5 16.5L37.5 39h-11l-3-7c0-6.5 2.5-12 8.5-16.5z"
        + dot(32, 27.5, 3.8, hole=True)
        + "M21.5 34l-4.5 5v6l7-3.5zM42.5 34l4.5 5v6l-7-3.5z",
        line="M32 43.5v4",
    ),
    "leaf": Glyph(
        solid="M47 17.5c-18-1-28 6-28 18 0 5 3.2 9 8.5 9 13 0 19.5-9.5 19.5-27z",
        line="M17.5 47.5l4-5",
        cut="M21 43c4-6.5 9-11 16-15",
        cut_width=3.2,
    ),
    "wrench": Glyph(
        solid="M18.5 41.5L32 28c-1.5-6.5 3-11.5 9.5-11 .8.1 1 .8.5 1.3L38 22.5l1 3.5 3.5 1 4.2-4"
        "c.5-.5 1.2-.3 1.3.5.5 6.5-4.5 11-11 9.5L23.5 46.5a3.5 3.5 0 0 1-5-5z",
    ),
    "book": Glyph(
        solid="M29.7 23.5c-3.5-2.5-7.7-3-12.2-2.5V41c4.5-.5 8.7 0 12.2 2.5zM34.3 23.5"
        "c3.5-2.5 7.7-3 12.2-2.5V41c-4.5-.5-8.7 0-12.2 2.5z",
    ),
    "globe": Glyph(
        line="M32 17.5a14.5 14.5 0 1 1 0 29 14.5 14.5 0 0 1 0-29zM17.5 32h29M32 17.5"
        "c4.5 4 6.5 8.8 6.5 14.5s-2 10.5-6.5 14.5c-4.5-4-6.5-8.8-6.5-14.5s2-10.5 6.5-14.5z",
        width=3.4,
    ),
    "lightbulb": Glyph(
        solid="M32 16a11.5 11.5 0 0 1 6.5 21v3.5h-13V37A11.5 11.5 0 0 1 32 16z",
        line="M28.5 46.5h7",
    ),
    "coffee": Glyph(
        solid="M18 27.5h22V37a8.5 8.5 0 0 1-8.5 8.5h-5A8.5 8.5 0 0 1 18 37z",
        line="M40.5 30.5H43a4.2 4.2 0 0 1 0 8.5h-3M25 17.5v4M33 17.5v4",
        width=4,
    ),
    "puzzle": Glyph(
        solid="M19 25h8a5.2 5.2 0 1 1 9 0h8v8a5.2 5.2 0 1 0 0 9v5H19z",
    ),
    "flag": Glyph(
        line="M21.5 17v30.5",
        solid="M21.5 18.5c8-3.5 15 3.5 25.5 0v15c-10.5 3.5-17.5-3.5-25.5 0z",
    ),
    "heart": Glyph(
        solid="M32 47C21.5 40.5 16.5 34.5 16.5 27.5"
        "c0-4.8 3.5-8.3 8-8.3 3.1 0 5.8 1.7 7.5 4.5 1.7-2.8 4.4-4.5 7.5-4.5 4.5 0 8 3.5 8 8.3 0 7-5 13-15.5 19.5"
        "z",
    ),
    "mountain": Glyph(solid="M15.5 45.5L27 22.5l6.5 11.5 4-5.5 11 17z" + dot(42, 21.5, 2.6)),
    "camera": Glyph(
        solid="M19.5 24.5H26l2.5-4.5h7l2.5 4.5h6.5A2.5 2.5 0 0 1 47 27v15.5a2.5 2.5 0 0 1-2.5 2.5h-25"
        "a2.5 2.5 0 0 1-2.5-2.5V27a2.5 2.5 0 0 1 2.5-2.5z" + dot(32, 34.5, 7, hole=True) + dot(32, 34.5, 2),
    ),
}

WORDS: Final[Mapping[str, str]] = {
    "rocket": N_("Rocket"),
    "leaf": N_("Leaf"),
    "wrench": N_("Wrench"),
    "book": N_("Book"),
    "globe": N_("Globe"),
    "lightbulb": N_("Light bulb"),
    "coffee": N_("Cup"),
    "puzzle": N_("Puzzle piece"),
    "flag": N_("Flag"),
    "heart": N_("Heart"),
    "mountain": N_("Mountain"),
    "camera": N_("Camera"),
}
