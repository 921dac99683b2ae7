"""Which passwords are too easy to guess: not by composition, but by what guessers try first."""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Final

from community.kernel.errors import Invalid
from community.kernel.text import fold
from community.kernel.words import N_

SHORTEST: Final = 8
LONGEST: Final = 256
FEWEST_CHARACTERS: Final = 4  # different ones: "abababab" is a pattern of two
SHORTEST_PERSONAL: Final = 3  # parts of names shorter than this occur everywhere

_COMMON_WORDS: Final = Path(__file__).with_name("common_passwords.txt")
_ROWS: Final = (
    "1234567890",
    "0987654321",
    "qwertyuiop",
    "poiuytrewq",
    "asdfghjkl",
    "lkjhgfdsa",
    "zxcvbnm",
    "mnbvcxz",
    "azertyuiop",
    "qwertzuiop",
    "abcdefghijklmnopqrstuvwxyz",
    "zyxwvutsrqponmlkjihgfedcba",
    "1q2w3e4r5t6y7u8i9o0p",
    "q1w2e3r4t5y6u7i8o9p0",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
    "qazwsxedcrfvtgbyhnujm",
    "zaq12wsxcde34rfvbgt56yhn",
    "147258369",
    "123654789",
    "789456123",
)
_LEET: Final = str.maketrans("013457@$!", "oieastasi")
_NOT_LETTERS: Final = re.compile(r"[\W\d_]+")
_A_DATE: Final = re.compile(
    r"(?:(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])|(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|[12]\d|3[01])(?:19|20)\d\d)"
)
_TWINS: Final = re.compile(r"(.)\1")
_REPEATED: Final = re.compile(r"(.{1,4})\1+.?")


def normal(password: str) -> str:
    """One spelling of what different keyboards send for the same characters; nothing is cut off."""
    return unicodedata.normalize("NFC", password)


def checked_password(password: str, personal: Iterable[str] = (), *, field: str = "password") -> str:
    """`password` when it may be used. Raises Invalid.

    `personal` are words that a guesser would try for this person: the name, the address, the site.
    """
    password = normal(password)
    if len(password) < SHORTEST:
        raise Invalid(N_("Use at least %(shortest)s characters."), field=field, shortest=SHORTEST)
    if len(password) > LONGEST:
        raise Invalid(N_("Use at most %(longest)s characters."), field=field, longest=LONGEST)
    if is_guessed_first(password):
        raise Invalid(
            N_("This password is among the first that are tried. A few unrelated words make a good one."),
            field=field,
        )
    if _is_personal(password, personal):
        raise Invalid(N_("This password is too close to your name, your address or our name."), field=field)
    return password


def is_guessed_first(password: str) -> bool:
    """Whether a guesser tries this early: common words with decoration, walks on the keyboard, dates."""
    folded = fold(password)
    if len(set(folded)) < FEWEST_CHARACTERS or _REPEATED.fullmatch(folded):
        return True
    if _A_DATE.fullmatch(folded) or _walks(folded) or _walks(_TWINS.sub(r"\1", folded)):
        return True
    return any(_is_made_of_common(core) for core in _cores(folded))


def _cores(folded: str) -> set[str]:
    """The letters that remain without decoration, as typed and with digits read as letters."""
    edges = folded.strip("0123456789!?.,;:*#+-_=~^&()[]{}<>/|@$%'\" ")
    return {
        _NOT_LETTERS.sub("", text)
        for text in (folded, edges, folded.translate(_LEET), edges.translate(_LEET))
    } | {folded}


def _is_made_of_common(core: str) -> bool:
    common = _common()
    if core in common:
        return True
    return any(core[:cut] in common and core[cut:] in common for cut in range(2, len(core) - 1))


def _walks(folded: str) -> bool:
    """Whether nothing but runs along the keyboard or the alphabet was typed, as in "qwer1234"."""
    rest = re.sub(r"[^\w]|_", "", folded)
    pieces = 0
    while rest:
        step = max((_shared(rest, row) for row in _ROWS), default=0)
        if step < SHORTEST_PERSONAL:
            return False
        rest = rest[step:]
        pieces += 1
    return pieces > 0


def _shared(text: str, row: str) -> int:
    """How many characters at the start of `text` follow each other in `row`, going round its end."""
    doubled = row + row
    best = 0
    for start in range(len(row)):
        length = 0
        while length < min(len(text), len(row)) and text[length] == doubled[start + length]:
            length += 1
        best = max(best, length)
    return best


def _is_personal(password: str, personal: Iterable[str]) -> bool:
    folded = fold(password)
    letters = _NOT_LETTERS.sub("", folded)
    for words in personal:
        for word in {fold(words), *re.split(r"[\W_]+", fold(words))}:
            bare = _NOT_LETTERS.sub("", word)
            if folded == word or (
                len(bare) >= SHORTEST_PERSONAL and not letters.replace(bare, "") and bare in letters
            ):
                return True
    return False


@cache
def _common() -> frozenset[str]:
    lines = _COMMON_WORDS.read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())
