"""Signs of the families about care, order, subjects, staying, channels and campaigns, and of the secret ones."""

from collections.abc import Mapping
from typing import Final

from gamification.badges.glyphs.glyph import Glyph, dot, star

CARE: Final[Mapping[str, Glyph]] = {
    "calm-voice": Glyph(
        solid="M32 17.5c9.2 0 16 5.2 16 12.5s-6.8 12.5-16 12.5c-1.4 0-2.8-.1-4-.4L19.5 47.5l1.2-8.6"
        "C17.7 36.6 16 33.6 16 30c0-7.3 6.8-12.5 16-12.5z",
        cut="M23.5 31.5c2.8-4 5.7-4 8.5-1.3s5.7 2.7 8.5-1.3",
        cut_width=3.8,
    ),
    "thanked": Glyph(
        solid="M22.5 17l4.8 4.5L32 16.5l4.7 5 4.8-4.5v9.5c0 5.5-4 9-9.5 9s-9.5-3.5-9.5-9z",
        line="M32 36v11.5M32 47c0-4.5 3.5-7.5 9.5-8",
    ),
    "patient-ear": Glyph(
        line="M22.5 30a10 10 0 0 1 20 0c0 6-5.5 7.5-6.5 12.5-.7 3-3 5-5.8 5-3 0-5.2-2-5.7-5M28.5 31.5"
        "a4.5 4.5 0 1 1 6.5 3.5",
    ),
    "peacemaker": Glyph(
        line="M18 47.5c4-11.5 12-20 25-27",
        solid="M27 33c-7-1-9.7-5.5-8-12.5 6.7 1.5 9.5 6 8 12.5zM34.5 25"
        "c-4.5-3-5.3-6.8-2.2-11 4.8 2.7 5.6 6.5 2.2 11z"
        "M25 38.5c6.2-3 10.8-1 13.8 4.8-6 2.7-10.8 1-13.8-4.8zM33 30.5"
        "c4.5-4 9.5-3.5 14 1.5-5 4.3-10 3.8-14-1.5z",
        width=3.6,
    ),
    "favourite": Glyph(
        solid="M32 47.5C21.5 41 16 34.5 16 27.5"
        "c0-5 3.7-8.7 8.3-8.7 3.2 0 6 1.7 7.7 4.5 1.7-2.8 4.5-4.5 7.7-4.5 4.6 0 8.3 3.7 8.3 8.7 0 7-5.5 13.5-16 20"
        "z" + star(32, 32, 10.5, hole=True),
    ),
}

CURATION: Final[Mapping[str, Glyph]] = {
    "proofreader": Glyph(line="M18 20.5h28M18 29.5h15M18 38.5h7M30.5 40l5.5 5.5 11-12.5"),
    "sharp-eye": Glyph(
        line="M16.5 32c4-7.5 9.5-11 15.5-11s11.5 3.5 15.5 11c-4 7.5-9.5 11-15.5 11s-11.5-3.5-15.5-11z",
        solid=dot(32, 32, 4.4),
    ),
    "editor": Glyph(
        solid="M26.5 17h11v4.5h-11zM26 25h12l5.5 9.5L32 48 20.5 34.5z",
        cut="M32 49V37M32 35.5v.1",
        cut_width=3.2,
    ),
    "guardian": Glyph(
        solid="M20 18h6v4.5h3V18h6v4.5h3V18h6v9.5l-4 3.5v8H24v-8l-4-3.5zM20 43.5h24V47H20z",
    ),
    "chief-editor": Glyph(
        solid="M47 16.5c-14 0-22 6.5-23.5 17L22 41.5l8-1.3c10.5-1.7 17-9.7 17-23.7z",
        line="M17.5 47.5L23 41.5M33 46.5h13",
        cut="M23.5 40.5L37 26.5",
        width=4,
        cut_width=3.2,
    ),
}

TAGS: Final[Mapping[str, Glyph]] = {
    "tag-bronze": Glyph(line="M28 18l-3.5 28M39.5 18L36 46M18.5 26.5h28M17.5 37.5h28", width=4.8),
    "tag-silver": Glyph(
        solid="M17 19.5A2.5 2.5 0 0 1 19.5 17H31c1 0 2 .4 2.8 1.2L46 30.5c1.8 1.8 1.8 4.4 0 6.2L36.7 46"
        "c-1.8 1.8-4.4 1.8-6.2 0L18.2 33.8A4 4 0 0 1 17 31z" + dot(25, 25, 3.8, hole=True),
    ),
    "tag-gold": Glyph(
        solid="M32 19.5L49 27.5l-17 8-17-8zM22.5 35.5l9.5 4.5 9.5-4.5v6.5c-2.5 3-5.8 4.5-9.5 4.5"
        "s-7-1.5-9.5-4.5z",
        line="M46.5 30v11.5",
        width=3.4,
    ),
    "all-rounder": Glyph(
        solid=dot(32, 18.5, 3.8)
        + dot(45, 27.8, 3.8)
        + dot(40, 43, 3.8)
        + dot(24, 43, 3.8)
        + dot(19, 27.8, 3.8)
        + dot(32, 32, 3),
        line="M32 19v13l12-3.8M32 32l7.5 10.5M32 32l-7.5 10.5M32 32l-12-3.8",
        width=3.2,
    ),
}

STREAKS: Final[Mapping[str, Glyph]] = {
    "regular": Glyph(
        solid="M21 20.5h22a3 3 0 0 1 3 3v20a3 3 0 0 1-3 3H21a3 3 0 0 1-3-3v-20a3 3 0 0 1 3-3z",
        line="M25.5 17.5v4M38.5 17.5v4",
        cut="M18.5 28.5h27M26 35v.1M32 35v.1M38 35v.1M26 41v.1M32 41v.1",
    ),
    "week-in-a-row": Glyph(
        solid="M26 33h12v13H26zM32 14.5c3.5 4.5 5.3 7 5.3 9.7a5.3 5.3 0 0 1-10.6 0c0-2.7 1.8-5.2 5.3-9.7z",
        line="M20.5 46.5h23",
    ),
    "month-in-a-row": Glyph(
        solid="M33 14.5c1 7 11 10.5 11 21A12 12 0 0 1 32 47.5a12 12 0 0 1-12-12"
        "c0-5.5 2.7-9 4.8-11 .4 3.4 1.4 5.2 3.5 6.3C28.3 24.5 29 19.5 33 14.5zM32.5 33"
        "c-3.5 3.5-5 5.5-5 8a4.8 4.8 0 0 0 9.5 0c0-2.5-1.5-5-4.5-8z",
    ),
    "hundred-days": Glyph(
        solid="M23 37h18l-3 5h-3l-1 6h-4l-1-6h-3zM33 14.5c5.5 4.5 8.5 8 8.5 12 0 4-3.8 6.5-9.5 6.5"
        "s-9.5-2.5-9.5-6.5c0-2.5 1-4 2.5-5.5 1 1.5 2 2.3 3.2 2.5 0-3.5 1.3-6.5 4.8-9z",
    ),
}

CHANNELS: Final[Mapping[str, Glyph]] = {
    "passed-on": Glyph(
        solid=dot(21.5, 32, 4.6) + dot(42, 21, 4.6) + dot(42, 43, 4.6),
        line="M21.5 32L42 21M21.5 32L42 43",
        width=4,
    ),
    "town-crier": Glyph(
        solid="M32 21.5c5.5 0 8.5 4 9 9.5l.8 7.5 3.2 4H19l3.2-4 .8-7.5c.5-5.5 3.5-9.5 9-9.5z"
        + dot(32, 46.5, 2.2),
        line="M32 16v6",
        width=5,
    ),
    "well-known": Glyph(
        solid=dot(32, 28, 3.2),
        line="M32 28v18.5M26.2 34a8.3 8.3 0 0 1 0-12M37.8 22a8.3 8.3 0 0 1 0 12M21 39.2"
        "a15.6 15.6 0 0 1 0-22.4M43 16.8a15.6 15.6 0 0 1 0 22.4",
        width=3.6,
    ),
}

CAMPAIGNS: Final[Mapping[str, Glyph]] = {
    "joined-in": Glyph(
        solid=dot(32, 20, 4) + "M27.5 30h9l-.8 10h-7.4z",
        line="M19.5 20.5c1.5 6.5 5 9.5 9 9.5h7c4 0 7.5-3 9-9.5M28.5 36v11M35.5 36v11",
        width=4.4,
    ),
    "podium": Glyph(
        solid=star(32, 20.5, 6.4) + "M26.8 30.5h10.4V46.5H26.8zM16.5 37h6.8v9.5h-6.8zM40.7 39.5h6.8v7h-6.8z",
    ),
    "champion": Glyph(
        solid="M23.5 17.5h17v9c0 6-3.5 10-8.5 10s-8.5-4-8.5-10zM25 43.5h14V47H25z",
        line="M22 21.5h-4.5c0 5 2.5 8 6 8.5M42 21.5h4.5c0 5-2.5 8-6 8.5M32 36v6",
        width=3.8,
    ),
}

ANNIVERSARIES: Final[Mapping[str, Glyph]] = {
    "yearling": Glyph(
        solid="M32 34.5c-9.5 0-14.5-4.5-15-13 9.5 0 14.5 4.5 15 13zM33 29"
        "c.3-7.5 5-12 14-12.5 0 8.5-5 12.5-14 12.5z",
        line="M32 46.5V33M23 46.5h18",
    ),
    "five-years": Glyph(
        solid="M24 38a8 8 0 0 1-2.5-15.5A10.8 10.8 0 0 1 42.5 22.5 8 8 0 0 1 40 38z",
        line="M32 36v11.5",
        cut="M32 38v-9M32 34l4.5-4",
        width=5.4,
        cut_width=3.2,
    ),
}

SECRET: Final[Mapping[str, Glyph]] = {
    "late-rescue": Glyph(
        solid="M23.5 19c0 6 2 8.5 6.5 13-4.5 4.5-6.5 7-6.5 13h17c0-6-2-8.5-6.5-13 4.5-4.5 6.5-7 6.5-13z",
        line="M20.5 17.5h23M20.5 46.5h23",
        cut="M27.5 22.5h9",
    ),
    "two-tongues": Glyph(
        solid="M19 17.5h17a3 3 0 0 1 3 3v4h-8.5a5.5 5.5 0 0 0-5.5 5.5v4L20 38.5v-5h-1a3 3 0 0 1-3-3v-10"
        "a3 3 0 0 1 3-3z"
        "M32 29.5h13a3 3 0 0 1 3 3v7.5a3 3 0 0 1-3 3h-1v5L38 43h-6a3 3 0 0 1-3-3v-7.5a3 3 0 0 1 3-3z",
    ),
    "leap-day": Glyph(
        solid=dot(23, 24, 6)
        + dot(41, 24, 6)
        + "M32 24c9.5 0 16 4.5 16 11s-6.5 11-16 11-16-4.5-16-11 6.5-11 16-11z",
        cut="M23 24v.1M41 24v.1M23.5 36c5 4.5 12 4.5 17 0",
        cut_width=3.8,
    ),
    "comeback": Glyph(
        line="M28 17.5l-9.5 9 9.5 9M19.5 26.5h16a9.5 9.5 0 0 1 0 19H26",
        width=5.2,
    ),
}
