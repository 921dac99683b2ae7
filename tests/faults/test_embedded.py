"""One process on SQLite: killed, without room, locked out, without its index, at random moments under load."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults import proof, scenarios
from tests.faults.scenarios import Break
from tests.faults.stack import Stack, stack

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Stack]:
    with stack(tmp_path) as made:
        yield made


@pytest.mark.parametrize(
    ("breaks", "usual"),
    [
        pytest.param([scenarios.killed], 2, id="killed"),
        pytest.param(
            [scenarios.full, scenarios.closed, scenarios.locked, scenarios.index_gone], 1, id="disk"
        ),
    ],
)
def test_nothing_acknowledged_is_lost_or_doubled_and_it_recovers_by_itself(
    site: Stack, breaks: list[Break], usual: int
) -> None:
    people = proof.people(site, moderators=scenarios.WRITERS, members=scenarios.NEWCOMERS)
    server = site.process("serve").start().ready()
    scenarios.endured(site, people, server, breaks, times=scenarios.rounds(usual))
    assert server.stop() == 0
