"""Signs of the families about asking, answering, and how good and how fast an answer was."""

from collections.abc import Mapping
from typing import Final

from gamification.badges.glyphs.glyph import Glyph, dot, star

FIRST: Final[Mapping[str, Glyph]] = {
    "first-question": Glyph(
        line="M23.4 25.6a8.7 8.7 0 1 1 13.2 7.2c-3 1.8-4.6 3.2-4.6 6.4",
        solid=dot(32, 46.4, 2.2),
        width=5.2,
    ),
    "first-answer": Glyph(
        solid="M21 18h22a4 4 0 0 1 4 4v15a4 4 0 0 1-4 4h-3.5v6.5L32 41H21a4 4 0 0 1-4-4V22a4 4 0 0 1 4-4z",
        cut="M24 26h16M24 33.5h9.5",
    ),
    "first-solution": Glyph(line="M19 33.5l8.7 8.7L45 23", width=6.2),
    "first-stars": Glyph(solid=star(32, 33, 15.5)),
    "first-edit": Glyph(
        solid="M17.5 46.5l2.3-9.3 16.5-16.5 7 7-16.5 16.5zM38.8 18.2l1.6-1.6a3 3 0 0 1 4.2 0l2.8 2.8"
        "a3 3 0 0 1 0 4.2l-1.6 1.6z",
    ),
    "same-boat": Glyph(
        solid="M16 38.5h32c-1.5 5.5-5 8.5-9 8.5H25c-4 0-7.5-3-9-8.5zM35 16.5c6 4 10.5 10 11 17.5H35z"
        "M29.5 21v13H20z",
    ),
}

ASKING: Final[Mapping[str, Glyph]] = {
    "closes-the-loop": Glyph(line="M45.4 29.5A14 14 0 1 1 38.5 19.5M25.5 31.5l6 6L46 21"),
    "speaks-for-many": Glyph(
        solid=dot(32, 23, 4.6)
        + "M22.5 45c0-8 4-12.5 9.5-12.5s9.5 4.5 9.5 12.5z"
        + dot(19.5, 27.5, 2.9)
        + "M14.5 43c0-5.5 1.8-8.6 5-8.6.8 0 1.5.2 2.1.6-2 2.4-2.9 5-3.1 8z"
        + dot(44.5, 27.5, 2.9)
        + "M49.5 43c0-5.5-1.8-8.6-5-8.6-.8 0-1.5.2-2.1.6 2 2.4 2.9 5 3.1 8z",
    ),
    "clear-asker": Glyph(
        solid="M21 17.5h22a4 4 0 0 1 4 4v15a4 4 0 0 1-4 4H32L24.5 47v-6.5H21a4 4 0 0 1-4-4v-15"
        "a4 4 0 0 1 4-4z",
        cut="M25.5 29.3l4.7 4.7 8.5-9.2",
        cut_width=4,
    ),
    "voice-of-hundreds": Glyph(
        solid="M17 28h5.5l11.5-6.5v18.5l-11.5-6.5H17zM19.5 37h5l2 8.5h-5.5z",
        line="M39.5 26.5a6 6 0 0 1 0 8.5M43.8 21.5a13 13 0 0 1 0 18.5",
        width=3.8,
    ),
}

ANSWERING: Final[Mapping[str, Glyph]] = {
    "helper": Glyph(solid="M27.5 18h9v9.5H46v9h-9.5V46h-9v-9.5H18v-9h9.5z"),
    "problem-solver": Glyph(
        line="M31 19.5a6.8 6.8 0 1 1-9.6 9.6 6.8 6.8 0 0 1 9.6-9.6zM31 29.1l15 15M40.5 38.6l-4.5 4.5",
        width=5,
    ),
    "pillar": Glyph(line="M19.5 19.5h25M19.5 44.5h25M25 26v12M32 26v12M39 26v12", width=4.6),
    "good-neighbour": Glyph(
        solid="M32 17L16 31h4.5v14.5h23V31H48z",
        cut="M29.2 34.5L32 37.5l2.8-3",
        cut_width=5.4,
    ),
    "steady-hand": Glyph(
        line="M32 16.6a3.6 3.6 0 1 1 0 7.2 3.6 3.6 0 0 1 0-7.2zM32 24v21.5M25.5 29.5h13M18.5 35"
        "c.5 6.8 6 10.8 13.5 10.8S45 41.8 45.5 35",
    ),
    "lifeline": Glyph(
        line="M32 20.5a11.5 11.5 0 1 1 0 23 11.5 11.5 0 0 1 0-23z",
        cut="M20 20l7 7M44 20l-7 7M20 44l7-7M44 44l-7-7",
        width=9,
        cut_width=3.6,
    ),
}

QUALITY: Final[Mapping[str, Glyph]] = {
    "five-star-helper": Glyph(
        solid=star(39.5, 33, 8.6),
        line="M27.5 20h-8l-.8 8.5c5-1.7 9.3.8 9.3 5.5s-4.5 8.3-10.3 6",
    ),
    "shining-answer": Glyph(
        solid="M29 16.5c1.5 9 5 12.5 14 14-9 1.5-12.5 5-14 14-1.5-9-5-12.5-14-14 9-1.5 12.5-5 14-14z"
        "M43.5 37"
        "c.6 3.8 1.7 4.9 5.5 5.5-3.8.6-4.9 1.7-5.5 5.5-.6-3.8-1.7-4.9-5.5-5.5 3.8-.6 4.9-1.7 5.5-5.5z",
    ),
    "classic": Glyph(
        solid="M23.5 18.5h17L48.5 28.5 32 47.5 15.5 28.5z",
        cut="M16 28.5h32M25 28.5l7 16 7-16M25 28.5l3.5-9M39 28.5l-3.5-9",
        cut_width=3.2,
    ),
    "spot-on": Glyph(
        line="M32 18a14 14 0 1 1 0 28 14 14 0 0 1 0-28z",
        solid=dot(32, 32, 5.4),
        width=4.8,
    ),
    "fine-month": Glyph(
        solid="M27 17.5a15 15 0 1 0 19.5 19.5A14.5 14.5 0 0 1 27 17.5z" + star(41, 23, 6.5),
    ),
    "gold-standard": Glyph(
        solid="M27 20.5h10l3 8.5H24zM19 35h7l3 9H16zM38 35h7l3 9H35z",
    ),
}

SPEED: Final[Mapping[str, Glyph]] = {
    "quick-hand": Glyph(solid="M36 15.5L20 35h9.5L27.5 48.5 44 28.5H34z"),
    "first-responder": Glyph(
        line="M32 24a11.5 11.5 0 1 1 0 23 11.5 11.5 0 0 1 0-23zM28 17.5h8M32 35.5v-5.5M42.5 24.5l1.5-1.5",
    ),
    "always-there": Glyph(
        solid="M27.5 29h9l3.5 18H24zM28 25v-5.5l4-3 4 3V25zM22.5 22.2L16.5 18v8.5zM41.5 22.2l6-4.2v8.5z",
        cut="M25.5 38h13",
    ),
}
