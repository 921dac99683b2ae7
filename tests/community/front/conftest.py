"""Questions for the front page."""

from collections.abc import Callable

import pytest

from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.questions import services as asking
from community.questions.models import Question

Asks = Callable[..., Question]


@pytest.fixture
def asks() -> Asks:
    count = 0

    def ask(
        by: Actor, tag: str = "mesh", title: str = "Why does the mesh drop every night, case {}?"
    ) -> Question:
        nonlocal count
        count += 1
        with unit_of_work():
            return asking.ask(
                title.format(count),
                f"Since Tuesday both nodes lose each other at two in the morning. This is case {count}.",
                [tag],
                by=by,
            )

    return ask
