"""What a module makes once is made once in a run: the tests that share it go to one process."""

import pytest

HERE = "tests/house/test_groups.py"


@pytest.fixture(scope="module")
def shared() -> object:
    return object()


def test_tests_that_share_what_a_module_makes_are_one_group(
    request: pytest.FixtureRequest, shared: object
) -> None:
    mark = request.node.get_closest_marker("xdist_group")
    assert mark is not None
    assert mark.args == (HERE,)
    if getattr(request.config.option, "loadgroup", False):  # where tests are given out by group, by this name
        assert request.node.nodeid.endswith(f"@{HERE}")
