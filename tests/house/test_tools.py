"""The tools of the house are content with all of it."""

import pytest

from tests.tools.check import CHECKS, Check, run

pytestmark = [pytest.mark.tool, pytest.mark.timeout(600)]


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.name)
def test_the_house_is_in_order(check: Check) -> None:
    content, said = run(check)
    assert content, f"{' '.join(check.command)}\n{said}"
