"""Regular expressions that people write; the only door to `regex`, whose searches end after a given time."""

import time
from collections.abc import Iterator
from typing import Any, Final

import regex

from community.kernel.errors import Invalid
from community.kernel.words import N_

BUDGET: Final = 0.02  # seconds that all patterns together may take for one text
MOST_HITS: Final = 200
_TRIED: Final = 3_000  # characters in a row that make a bad pattern show itself
_PROBES: Final = ("a", "0", " ", "x1", "中", "-", ".", "ab ")


class Overrun(Exception):
    """A pattern took all the time there was."""


class Budget:
    """What is left of the time for one text."""

    def __init__(self, seconds: float = BUDGET) -> None:
        self.left = seconds
        self.spent_by_last = 0.0

    def spans(self, pattern: Any, text: str) -> list[tuple[int, int]]:
        """Where the pattern stands in the text; raises Overrun when the time is up."""
        if self.left <= 0:
            raise Overrun
        begun = time.thread_time()
        try:
            return [found.span() for found in pattern.finditer(text, timeout=self.left) if found[0]][
                :MOST_HITS
            ]
        except TimeoutError:
            self.left = (
                0.0  # `regex` reads the clock on the wall, which goes on while others have the processor
            )
            raise Overrun from None
        finally:
            self.spent_by_last = time.thread_time() - begun
            self.left -= self.spent_by_last


def compiled(pattern: str) -> Any:
    """The pattern, ready to search; raises Invalid where it is none."""
    try:
        return regex.compile(pattern, regex.IGNORECASE | regex.VERSION0)
    except (regex.error, OverflowError, RecursionError, ValueError) as error:
        raise Invalid(
            N_("This is no regular expression: %(error)s."), field="pattern", error=str(error)[:120]
        ) from error


def ensure_harmless(pattern: str, examples: list[str]) -> None:
    """Raise Invalid for a pattern that holds for nothing at all, or takes too long for some text."""
    ready = compiled(pattern)
    try:
        if ready.search("", timeout=BUDGET):
            raise Invalid(N_("This pattern holds for every text, even an empty one."), field="pattern")
        for text in _hard_texts(pattern, examples):
            Budget().spans(ready, text)
    except (Overrun, TimeoutError):
        raise Invalid(
            N_(
                "This pattern takes too long for some texts. Avoid repetitions inside repetitions, such as (a+)+."
            ),
            field="pattern",
        ) from None


def _hard_texts(pattern: str, examples: list[str]) -> Iterator[str]:
    """Texts in which a bad pattern loses its way."""
    letters = dict.fromkeys(sign for sign in pattern if sign.isalnum())
    for probe in (*list(letters)[:12], *_PROBES):
        yield probe * (_TRIED // len(probe)) + "\n!"
    for example in examples[:4]:
        yield example * max(1, _TRIED // max(1, len(example))) + "\n!"
        yield example[:-1] * max(1, _TRIED // max(1, len(example))) + "\n!"
