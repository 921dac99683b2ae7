"""Finding in a text, as its author spelt it, what a detector saw in the folded text."""

import re
from functools import cached_property
from typing import Final

from moderation.triage.normalise import LIMIT, fold

_LONG_NUMBER: Final = re.compile(r"\d(?:[\s().\-/]*\d){3}")


class Wording:
    """A text, folded sign by sign, so that what is found there can be shown as it was written."""

    def __init__(self, text: str) -> None:
        self._text = text[:LIMIT]

    def as_written(self, quote: str) -> str:
        """The stretch of the text that folds to `quote`.

        The quote itself where no stretch does, and where the stretch holds a long number, which may be somebody's.
        """
        if not quote or quote in self._text:
            return quote
        folded, stretches = self._folded
        found = folded.find(quote)
        if found < 0:
            return quote
        spelt = self._text[stretches[found][0] : stretches[found + len(quote) - 1][1]]
        return quote if _LONG_NUMBER.search(spelt) else spelt

    @cached_property
    def _folded(self) -> tuple[str, list[list[int]]]:
        """The folded text, and where each of its signs begins and ends in the text."""
        folded: list[str] = []
        stretches: list[list[int]] = []
        for at, sign in enumerate(self._text):
            for each in fold(sign):
                shown = " " if each.isspace() else each
                if folded and _runs_on(folded, shown):
                    stretches[-1][1] = at + 1
                else:
                    folded.append(shown)
                    stretches.append([at, at + 1])
        return "".join(folded), stretches


def _runs_on(folded: list[str], sign: str) -> bool:
    """Whether folding drops this sign: a further blank, or the third of the same letters."""
    if sign == " ":
        return folded[-1] == " "
    return sign.isalpha() and folded[-2:] == [sign, sign]
