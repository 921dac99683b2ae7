"""Cells of tables that people open in a spreadsheet."""

import unicodedata
from typing import Final

BEGINS_A_FORMULA: Final = frozenset("=+-@")
_LOOKED_AT: Final = 50  # characters; nobody reads a cell that begins with more that cannot be seen
_UNSEEN: Final = "CZ"  # controls, marks of direction and width, blanks


def defused(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula, whoever wrote it: with an apostrophe in front of what may be one.

    Full-width signs, and signs behind blanks or what cannot be seen, begin formulas in some of them too.
    https://owasp.org/www-community/attacks/CSV_Injection
    """
    shown = unicodedata.normalize("NFKC", cell[:_LOOKED_AT])
    first = next((each for each in shown if unicodedata.category(each)[0] not in _UNSEEN), "")
    return f"'{cell}" if first in BEGINS_A_FORMULA or cell[:1] in {"\t", "\r", "\n"} else cell
