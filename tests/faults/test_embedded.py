"""One process on SQLite: killed, without room, locked out, without its index, at random moments under load."""

import sys
from pathlib import Path

import pytest

from tests.faults import proof, scenarios
from tests.faults.clock import START, Clock
from tests.faults.stack import stack


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_nothing_acknowledged_is_lost_or_doubled_and_it_recovers_by_itself(tmp_path: Path) -> None:
    with stack(tmp_path) as site:
        people = proof.people(site, moderators=scenarios.WRITERS, members=scenarios.NEWCOMERS)
        server = site.process("serve").start().ready()
        scenarios.endured(site, people, server, scenarios.EMBEDDED, times=scenarios.rounds(1))
        assert server.stop() == 0


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_clock_that_jumps_doubles_nothing_and_loses_nothing(tmp_path: Path) -> None:
    clock = Clock(tmp_path)
    with stack(tmp_path) as site:
        people = proof.people(site, moderators=scenarios.WRITERS, members=scenarios.NEWCOMERS)
        server = site.process("serve", **clock.settings())
        server.program = (sys.executable, "-c", START)
        server.start().ready()
        scenarios.endured(site, people, server, [clock.jump], times=scenarios.rounds(6))
        assert server.stop() == 0
