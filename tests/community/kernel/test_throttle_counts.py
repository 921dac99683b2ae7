"""Counts of requests in one process: right without a thread for each, and forgotten once they are over."""

import threading
from pathlib import Path

import pytest
import time_machine
from limits import parse, parse_many
from limits.storage import storage_from_string
from limits.strategies import FixedWindowRateLimiter

from community.kernel import page_cache, throttle
from community.kernel.throttle import Counts
from community.kernel.web import Huzhu
from tests.conftest import make_app

LIMIT = parse("3 per 10 seconds")


@pytest.fixture
def counts() -> Counts:
    made = storage_from_string("counts://")
    assert isinstance(made, Counts)
    made.timer.join()
    return made


def test_a_site_without_redis_counts_so(app: Huzhu) -> None:
    assert app.config["RATELIMIT_STORAGE_URI"] == "counts://"


def test_no_thread_is_started_for_a_count(counts: Counts, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[threading.Thread] = []
    monkeypatch.setattr(threading.Thread, "start", lambda thread, *_: started.append(thread))
    limiter = FixedWindowRateLimiter(counts)
    assert [limiter.hit(LIMIT, "somebody") for _turn in range(5)] == [True] * 3 + [False] * 2
    assert started == []


def test_what_is_over_counts_no_more_and_is_forgotten(
    counts: Counts, monkeypatch: pytest.MonkeyPatch
) -> None:
    passed = 0.0
    monkeypatch.setattr("community.kernel.throttle.time.monotonic", lambda: 5_000.0 + passed)
    limiter = FixedWindowRateLimiter(counts)
    with time_machine.travel(1_000_000.0, tick=False) as clock:
        assert all(limiter.hit(LIMIT, f"address {number}") for number in range(50))
        clock.shift(11)
        passed = 11.0
        assert limiter.hit(LIMIT, "address 0")
        assert len(counts.storage) == len(counts.expirations) == 1


def test_counts_at_once_are_all_counted(counts: Counts) -> None:
    limiter, hits = FixedWindowRateLimiter(counts), []
    many = parse("100 per hour")
    threads = [
        threading.Thread(target=lambda: hits.extend(limiter.hit(many, "all") for _turn in range(50)))
        for _thread in range(8)
    ]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert hits.count(True) == 100


def test_kept_pages_are_counted_here_once_redis_does_not_answer(
    tmp_path: Path, empty_database: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "huzhu.sqlite").write_bytes(empty_database)
    site = make_app(tmp_path, rate_limits="on", redis_url="redis://127.0.0.1:1/0", queue_url="")
    assert site.test_client().get("/questions").status_code == 200
    assert len(page_cache.pages_of(site).found) == 1
    monkeypatch.setattr(throttle, "_reading", tuple(parse_many("3 per hour")))
    monkeypatch.setattr(throttle.limiter, "_storage_dead", False)
    asked: list[object] = []

    def silent(*about: object) -> bool:
        asked.append(about)
        raise TimeoutError

    monkeypatch.setattr(throttle.limiter.limiter, "hit", silent)
    answers = [site.test_client().get("/questions").status_code for _turn in range(5)]
    assert answers == [200, 200, 200, 200, 429], "the first is forgiven, then this process counts"
    assert len(asked) == 1, "nobody else waits for it"
