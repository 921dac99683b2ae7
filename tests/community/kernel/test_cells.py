"""No cell of a table that we give out runs in the spreadsheet of whoever opens it."""

import pytest

from community.kernel.cells import defused

FORMULAS = (
    "=1+1",
    "+1",
    "-1+cmd",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    " =1",
    "　=1",
    "＝1",
    "＠SUM(A1)",
    "\ufeff=1",
    "\u200b\u202e-2",
)


@pytest.mark.parametrize("cell", FORMULAS)
def test_what_may_be_a_formula_is_made_words(cell: str) -> None:
    assert defused(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", " ", "1=1", "a@example.com", "路由器", "'=1", "…=1", "🙂 = good"])
def test_all_else_stays_as_it_is(cell: str) -> None:
    assert defused(cell) == cell
