"""Filling the variables of a text, and naming those that there are not; pure."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

_VARIABLE: Final = re.compile(r"\{([a-z][a-z_]*)(?:\|([^{}\n]*))?\}")
_NOON: Final = 12
_EVENING: Final = 18
_MORNING: Final = 5
GREETINGS: Final[Mapping[str, tuple[str, str, str]]] = {
    # morning, afternoon, evening: they stand in the text itself, so they belong to its language
    "en": ("Good morning", "Good afternoon", "Good evening"),
    "zh-Hans": ("早上好", "下午好", "晚上好"),
}


@dataclass(frozen=True, slots=True)
class Filled:
    """A text with its variables replaced; `empty` are those for which nothing is known and no fallback stands."""

    text: str
    empty: tuple[str, ...] = ()


def fill(text: str, values: Mapping[str, str]) -> Filled:
    """Replace `{name}` and `{name|fallback}`; other braces stay as they are."""
    empty: dict[str, None] = {}

    def replaced(found: re.Match[str]) -> str:
        name, fallback = found[1], found[2]
        if name not in values:
            return found[0]
        if values[name]:
            return values[name]
        if fallback is None:
            empty[name] = None
        return fallback or ""

    return Filled(_VARIABLE.sub(replaced, text), tuple(empty))


def unknown_in(text: str, known: Collection[str]) -> tuple[str, ...]:
    """The variables in a text that nobody can fill, in their order."""
    named = (found[1] for found in _VARIABLE.finditer(text))
    return tuple(dict.fromkeys(name for name in named if name not in known))


def greeting(hour: int, lang: str) -> str:
    """What one says at this hour of the customer's day."""
    morning, afternoon, evening = GREETINGS.get(lang, GREETINGS["en"])
    if _MORNING <= hour < _NOON:
        return morning
    return afternoon if _NOON <= hour < _EVENING else evening


def language_for(wanted: str, there: Collection[str]) -> str:
    """The version to take: in the customer's language, else English, else any. `there` must not be empty."""
    if wanted in there:
        return wanted
    return "en" if "en" in there else min(there)
