"""Gives the people of a dump names that are free here: a dump knows people by number, names repeat."""

import unicodedata
from collections.abc import Iterator
from typing import Final

from community.accounts.rules import LONGEST_NAME, checked_name, name_key
from community.kernel.errors import Invalid

MARK: Final = "-"


class Names:
    """The names that are taken, by how they look; each name given out is taken from then on."""

    def __init__(self, taken: set[str], site_name: str) -> None:
        self._taken = taken
        self._site_name = site_name

    def take(self, shown: str, number: int) -> tuple[str, str]:
        """A name and its look for member `number` of the dump, shown there as `shown`."""
        for candidate in _candidates(shown, number):
            try:
                name = checked_name(candidate, site_name=self._site_name)
            except Invalid:
                continue
            look = name_key(name)
            if look not in self._taken:
                self._taken.add(look)
                return name, look
        message = f"no name is left for member {number}"
        raise RuntimeError(message)


def _candidates(shown: str, number: int) -> Iterator[str]:
    tail = f"{MARK}{abs(number)}"
    wish = _spelled(shown)
    yield wish[:LONGEST_NAME].strip(MARK)
    yield wish[: LONGEST_NAME - len(tail)].strip(MARK) + tail
    kind = "robot" if number < 0 else "member"
    yield kind + tail
    for attempt in range(2, 1_000_000):
        yield f"{kind}{tail}{MARK}{attempt}"


def _spelled(shown: str) -> str:
    """`shown` with a hyphen for whatever a name cannot hold."""
    letters = [char if _fits(char) else MARK for char in unicodedata.normalize("NFKC", shown)]
    return MARK.join(part for part in "".join(letters).split(MARK) if part)


def _fits(char: str) -> bool:
    return (char.isascii() and char.isdigit()) or unicodedata.category(char)[0] == "L"
