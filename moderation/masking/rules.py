"""What may be taken off by whom, and how chosen words are divided."""

from typing import Final

from community.kernel.masks import TOKEN

REVEALED: Final = "private-data-revealed"  # the act in the log
HARMLESS: Final = frozenset({"order_number"})  # numbers that open nothing by themselves


def pieces(quote: str) -> list[str]:
    """The parts of chosen words between tokens, which are covered already."""
    parts = TOKEN.sub("\0", quote.strip()).split("\0")
    return [part.strip() for part in parts if part.strip()] or [""]
