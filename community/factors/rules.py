"""Codes as people type them, and when one of them counts."""

import re
from collections.abc import Iterable
from typing import Final

STEP: Final = 30  # seconds for which one code stands
DRIFT: Final = 1  # steps that the clock of a telephone may be wrong, either way
DIGITS: Final = 6
CODES: Final = 10  # recovery codes at a time
CODE_LETTERS: Final = "ABCDEFGHJKMNPQRSTVWXYZ23456789"  # none that looks like another
CODE_LENGTH: Final = 16  # 78 random bits: a plain hash is enough
GROUP: Final = 4

_APART: Final = re.compile(r"[\s\-–—·.]+")


def squeezed(typed: str) -> str:
    """A code without what people put between its parts, in capitals, wide digits made narrow."""
    narrow = "".join(chr(ord(each) - 0xFEE0) if "！" <= each <= "～" else each for each in typed)
    return _APART.sub("", narrow).upper()


def is_of_app(code: str) -> bool:
    """Whether `code` looks like one of an app; anything else may be a recovery code."""
    return len(code) == DIGITS and code.isascii() and code.isdigit()


def code_from(drawn: bytes) -> str:
    """A recovery code of thirty-two bytes by chance: so many more than it needs that every letter is as likely."""
    number, letters = int.from_bytes(drawn), []
    for _ in range(CODE_LENGTH):
        number, at = divmod(number, len(CODE_LETTERS))
        letters.append(CODE_LETTERS[at])
    return "".join(letters)


def grouped(code: str) -> str:
    """A code in groups of four, to read and to type."""
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def steps_at(moment: float, last_used: int) -> Iterable[int]:
    """The steps whose code is taken at `moment`, the likeliest first; none that was used, or is before one that was."""
    now = int(moment) // STEP
    near = sorted(range(now - DRIFT, now + DRIFT + 1), key=lambda step: abs(step - now))
    return [step for step in near if step > last_used]
