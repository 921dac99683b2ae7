"""A flood from one address: it is told to come back, and whoever works here notices little of it."""

import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults import proof
from tests.faults.browser import Browser
from tests.faults.stack import Stack, stack

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
FLOODERS = 30


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Stack]:
    with stack(tmp_path, HUZHU_RATE_LIMITS="on") as made:
        yield made


def test_a_flood_is_told_to_come_back_while_members_are_served(site: Stack) -> None:
    proof.people(site, moderators=0, members=0)
    name, password = proof.somebody(site)
    server = site.process("serve").start().ready()
    member, over = Browser(), threading.Event()
    member.sign_in(server, name, password)
    told: Counter[tuple[int, bool]] = Counter()

    def flood(number: int) -> None:
        while not over.is_set():
            status, headers, _text = server.asked(f"/search?q=kettle+{number}")
            told[status, "Retry-After" in headers] += 1

    threads = [threading.Thread(target=flood, args=(number,)) for number in range(FLOODERS)]
    for each in threads:
        each.start()
    try:
        while sum(told.values()) < 250:
            threading.Event().wait(0.05)
        for path in ("/questions", "/settings/sessions", "/search?q=kettle", "/notifications") * 3:
            assert member.get(server, path)  # an error page would raise
    finally:
        over.set()
        for each in threads:
            each.join()
    assert told[429, True], told
    assert set(told) <= {(200, False), (429, True), (503, True)}, told
    assert server.answers("/healthz")
    assert server.stop() == 0
