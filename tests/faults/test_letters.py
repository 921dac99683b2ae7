"""A mail server in every mood: letters arrive at least once, as the same message, and none is lost without a word."""

import random
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest

from community.kernel.policy import Role
from tests.faults import proof, scenarios
from tests.faults.browser import Browser
from tests.faults.hasty import START
from tests.faults.post_office import KEEPS, SAYS_SO, Mood, PostOffice, open_office
from tests.faults.stack import Process, Stack, stack, wait_for

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600), pytest.mark.xdist_group("letters")]
MOODS = sorted(set(Mood) - {Mood.TAKES})


@dataclass(frozen=True)
class Served:
    """A site that writes to a post office."""

    site: Stack
    server: Process
    office: PostOffice


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("letters")
    with open_office() as (office, url), stack(folder, HUZHU_SMTP_URL=url) as site:
        server = site.process("serve")
        server.program = (sys.executable, "-c", START)
        yield Served(site, server.start().ready(), office)
        assert proof.breaches(site) == ""
        assert server.stop() == 0


def forget_password(server: Process, address: str) -> None:
    """Ask for a letter, as anybody may."""
    Browser().send(server, "/reset", "/reset", email=address)


def test_letters_arrive_whatever_mood_the_mail_server_is_in(served: Served) -> None:
    rounds, chance = scenarios.rounds(1), random.Random(scenarios.SEED)
    people = proof.people(served.site, moderators=0, members=len(MOODS) * rounds)
    addresses = [f"{each.name}@example.com" for each in people]
    moods = {
        address: [mood, *chance.choices(MOODS, k=chance.randint(0, 1 if rounds == 1 else 3))]
        for address, mood in zip(addresses, MOODS * rounds, strict=True)
    }
    served.office.moods = {address: list(given) for address, given in moods.items()}
    for address in addresses:
        forget_password(served.server, address)
        assert served.server.answers("/questions")
    for address in addresses:
        wait_for(f"a letter for {address}", lambda address=address: bool(served.office.taken[address]), 300)
    with proof.within(served.site):
        soon = timedelta(seconds=10)  # longer than a hasty site waits before it tries again
        wait_for("all jobs are done", lambda: proof.jobs_done(soon), seconds=90)
        assert proof.no_job_dead()
    for address, given in moods.items():
        until = next((at for at, mood in enumerate(given) if mood in SAYS_SO), len(given)) + 1
        expected = sum(mood in KEEPS for mood in (*given, Mood.TAKES)[:until])
        assert len(served.office.taken[address]) == expected, (address, given)
        assert len(set(served.office.taken[address])) == 1, "whoever gets it twice is shown it once"


def test_a_letter_that_nobody_takes_is_shown_to_an_admin_who_has_it_tried_again(served: Served) -> None:
    name, password = proof.somebody(served.site, role=Role.ADMIN)
    served.office.always = Mood.NEVER
    server, admin = served.server, Browser()
    admin.sign_in(server, name, password)
    forget_password(server, f"{name}@example.com")
    wait_for(
        "it is given up",
        lambda: "given up" in (page := admin.get(server, "/admin")) and "Not from you" in page,
    )
    with proof.within(served.site):
        job = proof.dead_job()
    served.office.always = Mood.TAKES
    assert not served.office.taken[f"{name}@example.com"]
    admin.send(server, f"/admin/jobs/{job}/retry", "/admin")
    wait_for("it arrives", lambda: bool(served.office.taken[f"{name}@example.com"]))
    wait_for("nothing is left", lambda: "given up" not in admin.get(server, "/admin"))
