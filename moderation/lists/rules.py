"""What an entry of the lists is, where it counts, and how lists are written down line by line."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final

LONGEST_WORD: Final = 80
LONGEST_PATTERN: Final = 300
FEWEST_SIGNS: Final = 2
MOST_EXAMPLES: Final = 20
LONGEST_EXAMPLE: Final = 500
LONGEST_SAMPLE: Final = 10_000


class ListAction(StrEnum):
    """What a list does with a text that has one of its entries; the strictest first."""

    BLOCK = "block"
    HOLD = "hold"
    FLAG = "flag"
    MASK = "mask"  # covered with ***: only the author and staff read it


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry, as the matcher needs it. A word may hold * for letters; a pattern is a regular expression.

    `loose` sees through signs put between letters, and through figures put for letters. `kinds` of posts and
    `lang` narrow it, none of them meaning all; members of `exempt_level` and above are not meant.
    """

    id: int
    pattern: str
    action: ListAction
    is_pattern: bool = False
    loose: bool = False
    lang: str = ""
    kinds: frozenset[str] = frozenset()
    newcomers_only: bool = False
    exempt_level: int | None = None
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What is known of a text and its author, as far as entries ask for it."""

    kind: str = ""
    lang: str = ""
    newcomer: bool = False
    level: int = 0


def counts(entry: Entry, setting: Setting | None, now: datetime) -> bool:
    """Whether an entry is meant for this text now."""
    if entry.expires_at is not None and entry.expires_at <= now:
        return False
    if setting is None:
        return True
    if entry.kinds and setting.kind not in entry.kinds:
        return False
    if entry.lang and not setting.lang.startswith(entry.lang):
        return False
    if entry.newcomers_only and not setting.newcomer:
        return False
    return entry.exempt_level is None or setting.level < entry.exempt_level


@dataclass(frozen=True, slots=True)
class Hit:
    """Where an entry was found in a text."""

    entry: Entry
    start: int
    end: int


@dataclass(slots=True)
class Found:
    """What a matcher saw: its hits, and the entries that were cut off because they took too long."""

    hits: list[Hit] = field(default_factory=list)
    cut_off: list[Entry] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What somebody wants an entry to be."""

    pattern: str
    action: ListAction
    is_pattern: bool = False
    loose: bool = False
    lang: str = ""
    kinds: tuple[str, ...] = ()
    newcomers_only: bool = False
    exempt_level: int | None = None
    note: str = ""
    must_hit: tuple[str, ...] = ()
    must_miss: tuple[str, ...] = ()
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a list in writing; `wrong` says that it could not be read."""

    number: int
    text: str
    action: ListAction | None = None
    pattern: str = ""
    is_pattern: bool = False

    @property
    def wrong(self) -> bool:
        return self.action is None


def read_lines(text: str) -> Iterator[Line]:
    """The lines of a list: "hold casino*", "mask /r[o0]uter/"; what begins with # is a remark."""
    for number, raw in enumerate(text.splitlines(), 1):
        line = raw.strip()
        if not line or line.startswith("#"):
            continue
        word, _space, rest = line.partition(" ")
        rest = rest.strip()
        if word.lower() not in set(ListAction) or not rest:
            yield Line(number, line)
            continue
        is_pattern = len(rest) > FEWEST_SIGNS and rest.startswith("/") and rest.endswith("/")
        yield Line(number, line, ListAction(word.lower()), rest[1:-1] if is_pattern else rest, is_pattern)


def written(entry: Entry) -> str:
    """An entry as a line that `read_lines` reads."""
    return f"{entry.action} {f'/{entry.pattern}/' if entry.is_pattern else entry.pattern}"
