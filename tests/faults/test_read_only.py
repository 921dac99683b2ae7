"""A disk that is read-only for a while, as after an error: pages are read, and writing says plainly that it cannot be."""

import urllib.error
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults import proof, scenarios
from tests.faults.browser import Browser
from tests.faults.disk import can_be_closed, read_only
from tests.faults.load import Load
from tests.faults.stack import Postgres, Process, Stack, stack, wait_for

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(300),
    pytest.mark.skipif(not can_be_closed(), reason="root may mount nothing here"),
]
TITLE = "Why does the lamp from Samarkand flicker at night?"
BODY = "Since the last update the lamp flickers every night at ten. I tried another outlet and a reset."
READ = ("/", "/questions", "/search?q=kettle", "/healthz", "/api/v1/questions", "/ask")


def refused(browser: Browser, server: Process, path: str, form: str, **fields: str) -> str:
    """The page with which a form is refused for now."""
    with pytest.raises(urllib.error.HTTPError) as told:
        browser.send(server, path, form, **fields)
    assert told.value.code == 503
    assert told.value.headers["Retry-After"]
    return told.value.read().decode()


def is_closed(page: str) -> bool:
    return "its disk is full or closed" in page and "Traceback" not in page


@pytest.fixture
def postgres(tmp_path: Path) -> Iterator[Postgres]:
    made = Postgres(tmp_path / "postgres")
    made.create()
    made.start()
    made.execute("CREATE DATABASE huzhu")
    yield made
    made.stop()


def written(site: Stack, load: Load, server: Process) -> None:
    """It recovered by itself, and everything that was acknowledged is there."""
    wait_for("it is ready by itself", lambda: server.answers("/readyz"))
    with proof.within(site):
        wait_for("all jobs are done", proof.jobs_done, seconds=90)
        assert proof.differences(load) == []
        assert proof.no_job_dead()
    assert proof.breaches(site) == ""
    assert scenarios.no_traceback_was_shown(load)


def test_a_site_on_a_read_only_disk_is_read_and_says_that_it_cannot_keep_anything(tmp_path: Path) -> None:
    with stack(tmp_path) as site:
        with proof.within(site):
            writers, (name, password) = proof.people(site), proof.somebody(site)
        server, member, visitor = site.process("serve").start().ready(), Browser(), Browser()
        member.sign_in(server, name, password)
        with Load([server.port], writers, seed=scenarios.SEED) as load:
            load.wait_for(10)
            with read_only(site.folder / "site", server):
                before = load.statuses[503]
                wait_for("writing is refused", lambda: load.statuses[503] > before + 3)
                for path in READ:
                    assert member.status(server, path) == 200, path
                scenarios.kill_those_below(server)
                for path in READ[1:]:
                    assert member.status(server, path) == 200, f"{path}, of a process that began meanwhile"
                for _turn in range(20):  # pages are kept, and the connections that look after them stay open
                    assert visitor.status(server, "/questions") == 200
                page = refused(
                    member, server, "/ask", "/ask", title=TITLE, body=BODY, tags="devices", offered="1"
                )
                assert is_closed(page)
                assert TITLE in page
                assert BODY in page
            load.wait_for(10)
            member.send(server, "/ask", "/ask", title=TITLE, body=BODY, tags="devices", offered="1")
            assert "Samarkand" in member.get(server, "/questions?sort=newest")
        written(site, load, server)
        assert server.stop() == 0


@pytest.mark.postgres
def test_where_the_database_is_elsewhere_posts_are_kept_and_pictures_refused(
    tmp_path: Path, postgres: Postgres
) -> None:
    with stack(tmp_path, HUZHU_DATABASE_URL=postgres.url()) as site:
        with proof.within(site):
            writers, (name, password) = proof.people(site), proof.somebody(site)
        server, member = site.process("serve").start().ready(), Browser()
        member.sign_in(server, name, password)
        with Load([server.port], writers, seed=scenarios.SEED) as load:
            load.wait_for(5)
            with read_only(site.folder / "site", server):
                load.wait_for(20)
                for path in READ:
                    assert member.status(server, path) == 200, path
                with pytest.raises(urllib.error.HTTPError) as told:
                    member.upload(server)
                assert told.value.code == 503
                assert is_closed(told.value.read().decode())
            assert member.upload(server)
        assert load.statuses[503] == 0
        written(site, load, server)
        assert server.stop() == 0
