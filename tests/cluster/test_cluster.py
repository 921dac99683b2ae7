"""Two web processes and two workers on one PostgreSQL and one Redis: each of them may die, and nothing is lost."""

import random
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from community.kernel import throttle
from community.kernel.site_cli import prepare_site
from tests.conftest import make_app
from tests.faults import proof
from tests.faults.browser import Browser
from tests.faults.load import Load, Writer
from tests.faults.stack import Postgres, Process, Redis, Stack, stack, wait_for

QUESTION = {
    "title": "Why does the lamp from Zanzibar flicker at night?",
    "body": "Since the last update the lamp flickers every night at ten. I tried another outlet and a reset.",
    "tags": ["devices"],
}
pytestmark = [
    pytest.mark.postgres,
    pytest.mark.redis,
    pytest.mark.slow,
    pytest.mark.timeout(400),
    pytest.mark.xdist_group("cluster"),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cluster")


@pytest.fixture(scope="module")
def database(folder: Path) -> Iterator[Postgres]:
    made = Postgres(folder / "postgres")
    made.create()
    made.start()
    made.execute("CREATE DATABASE huzhu")
    yield made
    made.stop()


@pytest.fixture(scope="module")
def redis(folder: Path) -> Iterator[Redis]:
    made = Redis(folder)
    made.start()
    yield made
    made.kill()


@pytest.fixture(scope="module")
def site(folder: Path, database: Postgres, redis: Redis) -> Iterator[Stack]:
    settings = {
        "HUZHU_DATABASE_URL": database.url(),
        "HUZHU_REDIS_URL": redis.url,
        "HUZHU_STORAGE_URL": f"file://{folder / 'pictures'}",
    }
    with stack(folder, **settings) as made:
        yield made


@pytest.fixture(scope="module")
def writers(site: Stack) -> list[Writer]:
    return proof.people(site, moderators=3, members=2)


@pytest.fixture(scope="module")
def parts(site: Stack, writers: list[Writer]) -> dict[str, Process]:
    """Everything runs, each with a data folder of its own, as on hosts of its own."""
    made = {
        "web a": site.process("web", name="a"),
        "web b": site.process("web", name="b"),
        "worker c": site.process("worker", name="c"),
        "worker d": site.process("worker", name="d"),
    }
    for each in made.values():
        each.start()
    for each in (made["web a"], made["web b"]):
        each.ready()
        wait_for("everything is ready", lambda each=each: each.answers("/readyz"))
    return made


def test_whatever_dies_under_load_nothing_acknowledged_is_lost_or_doubled(
    site: Stack, parts: dict[str, Process], writers: list[Writer], database: Postgres, redis: Redis
) -> None:
    chance = random.Random(20261127)
    webs = [parts["web a"], parts["web b"]]
    with Load([each.port for each in webs], writers, seed=7) as load:
        load.wait_for(20)
        for name in ("web a", "worker c"):
            time.sleep(chance.uniform(0, 0.5))
            parts[name].kill()
            load.wait_for(10)
            parts[name].start()
        parts["web a"].ready()
        time.sleep(chance.uniform(0, 0.5))
        database.kill()
        time.sleep(chance.uniform(0, 0.5))
        database.start()
        load.wait_for(15)
        redis.kill()
        load.wait_for(15)
        redis.start()
        load.wait_for(15)
    for each in webs:
        wait_for("both webs are ready by themselves", lambda each=each: each.answers("/readyz"))
    with proof.within(site):
        wait_for("all jobs are done", proof.jobs_done, seconds=90)
        assert proof.differences(load) == []
        assert proof.no_job_dead()
    assert proof.breaches(site, "c") == ""
    for name, each in parts.items():
        assert each.is_running(), name


def test_what_is_done_at_one_web_is_so_at_the_other_at_once(
    site: Stack, parts: dict[str, Process], writers: list[Writer]
) -> None:
    here, there = parts["web a"], parts["web b"]
    asked = here.api(writers[0].token, "POST", "/questions", QUESTION)
    page = f"/questions/{asked['id']}"
    for _look in range(3):  # kept by now
        assert "Zanzibar" in there.get(page)[1]
    for number, (one, other) in enumerate([(here, there), (there, here)] * 3):
        words = f"Hold the button for {number + 11} seconds and wait for the light, then pair it again."
        one.api(writers[1].token, "POST", f"/questions/{asked['id']}/answers", {"body": words})
        assert words in other.get(page)[1], "a kept page is never older than what was acknowledged"
    wait_for("the other finds it", lambda: "Zanzibar" in there.get("/search?q=zanzibar")[1], seconds=20)


def test_who_signs_out_at_one_web_is_signed_out_at_the_other(site: Stack, parts: dict[str, Process]) -> None:
    here, there = parts["web a"], parts["web b"]
    name, password = proof.somebody(site)
    browser = Browser()
    browser.sign_in(here, name, password)
    assert browser.is_signed_in(there)
    kept = browser.copy()
    browser.sign_out(here)
    assert not kept.is_signed_in(there), "the cookie that somebody kept is worth nothing any more"


def test_a_picture_sent_to_one_web_is_shown_by_the_other_to_its_sender(
    site: Stack, parts: dict[str, Process]
) -> None:
    here, there = parts["web a"], parts["web b"]
    name, password = proof.somebody(site)
    browser = Browser()
    browser.sign_in(here, name, password)
    address = browser.upload(here)
    assert browser.picture(there, address)[:4] == b"\x89PNG"
    assert there.get(address)[0] == 404, "it stands in no post yet"


def test_a_backup_made_under_load_comes_back_whole_in_an_empty_place(
    site: Stack, parts: dict[str, Process], writers: list[Writer], database: Postgres, tmp_path: Path
) -> None:
    file = tmp_path / "site.tar"
    with Load([parts["web a"].port, parts["web b"].port], writers, seed=11) as load:
        load.wait_for(15)
        before = list(load.done("answer") + load.done("ask"))
        assert site.run("backup", str(file), name="c").returncode == 0
    database.execute("CREATE DATABASE drill")
    with stack(tmp_path, HUZHU_DATABASE_URL=database.url("drill")) as drill:
        done = drill.run("restore-backup", str(file))
        assert done.returncode == 0, done.stderr
        assert proof.breaches(drill) == ""
        with proof.within(drill):
            assert {each.mark for each in before} <= proof.marks_there()


def test_limits_are_counted_together_and_by_each_alone_while_redis_is_gone(
    redis: Redis, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(throttle, "READING", "20 per hour")  # a busy machine needs long for the usual number
    clients = [
        make_app(tmp_path / name, redis_url=redis.url, queue_url=redis.url, rate_limits="on").test_client()
        for name in ("one", "other")
    ]
    for each in clients:
        with each.application.app_context():
            prepare_site()

    def asks(number: int) -> list[int]:
        """The status of pages that are asked for at both in turn."""
        return [clients[turn % 2].get("/sign-in").status_code for turn in range(number)]

    assert set(asks(20)) == {200}
    assert asks(4) == [429] * 4, "both have counted the same visitor"
    redis.kill()
    try:
        assert set(asks(4)) == {200}, "nobody is locked out because the counter is gone"
    finally:
        redis.start()
