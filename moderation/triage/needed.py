"""Which of many patterns can match a text at all, by its characters: most need one that the text does not hold."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

_NOTHING: frozenset[str] = frozenset()
_ESCAPED = re.compile(r"\\([^\w\s])")
_COUNT = re.compile(r"[*+?]\??|\{(\d*)(?:,\d*)?\}\??")
_RANGE = re.compile(r"(.)-(.)")
# A set of more characters tells little.
_MOST = 300


class _Pattern:
    """A pattern as it is read from left to right; what is not understood needs nothing, so it is always tried."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def choice(self) -> frozenset[str]:
        """Characters of which every match holds at least one, up to the end of the group; empty if unknown."""
        ways = [self._row()]
        while self.text[self.at : self.at + 1] == "|":
            self.at += 1
            ways.append(self._row())
        return frozenset().union(*ways) if all(ways) else _NOTHING

    def _row(self) -> frozenset[str]:
        best = _NOTHING
        while self.at < len(self.text) and self.text[self.at] not in "|)":
            found = self._part()
            count = _COUNT.match(self.text, self.at)
            if count:
                self.at = count.end()
                if count[0][0] in "*?" or (count[0][0] == "{" and not int(count[1] or 0)):
                    continue
            if found and (not best or len(found) < len(best)):
                best = found
        return best

    def _part(self) -> frozenset[str]:
        sign = self.text[self.at]
        if sign == "(":
            return self._group()
        if sign == "[":
            return self._set()
        escaped = _ESCAPED.match(self.text, self.at)
        if escaped:
            self.at = escaped.end()
            return frozenset(escaped[1])
        self.at += 2 if sign == "\\" else 1
        return _NOTHING if sign in "\\.^$" else frozenset(sign)

    def _group(self) -> frozenset[str]:
        plain = self.text.startswith("(?:", self.at)
        self.at += 3 if plain else 1
        while not plain and self.text[self.at] in "?<=!":
            self.at += 1
        found = self.choice()
        self.at += 1
        return found if plain else _NOTHING

    def _set(self) -> frozenset[str]:
        start = self.at + 1
        self.at = self.text.index("]", start + 1) + 1
        inside = self.text[start : self.at - 1]
        if inside.startswith("^") or "\\" in inside:
            return _NOTHING
        found = set(inside)
        for first, last in _RANGE.findall(inside):
            found.update(map(chr, range(ord(first), min(ord(last), ord(first) + _MOST) + 1)))
        return frozenset(found) if len(found) <= _MOST else _NOTHING


def characters(pattern: str) -> frozenset[str]:
    """Characters of which every match of a pattern holds at least one; empty where that is not known."""
    if "(?i" in pattern or "(?P" in pattern or "(?#" in pattern:
        return _NOTHING
    return _Pattern(pattern).choice()


@dataclass(frozen=True)
class Sieve:
    """Patterns in their order, and by each character those that may match where it stands."""

    patterns: Sequence[str]
    always: list[int] = field(default_factory=list)

    @cached_property
    def _by_character(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for number, pattern in enumerate(self.patterns):
            needed = characters(pattern)
            for character in needed:
                found.setdefault(character, []).append(number)
            if not needed:
                self.always.append(number)
        return found

    def likely(self, text: str) -> list[int]:
        """The numbers of all patterns that may match somewhere in a text, in their order."""
        by = self._by_character
        numbers = set(self.always)
        numbers.update(*[by[character] for character in by.keys() & set(text)])
        return sorted(numbers)
