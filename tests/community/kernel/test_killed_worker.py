"""A worker that is killed in the middle of its work, again and again, loses nothing and doubles nothing."""

import email
import os
import random
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import suppress
from email.policy import default
from pathlib import Path

import pytest
from sqlalchemy import func, select

from community.kernel import jobs, mail
from community.kernel.db import db
from community.kernel.jobs import Job, JobState
from community.kernel.mail import Mail, MailLink
from community.kernel.unit_of_work import unit_of_work
from community.kernel.web import Huzhu
from tests.house.sources import ROOT

SLOW = "slow"
# A kind of job that takes its time and asks for a message: half of a doubled one would show.
WORKER = """
import sys, time
from app import create_app
from community.kernel import mail, server
from community.kernel.mail import Mail, MailLink

def slow(payload):
    link = MailLink(f"/{payload['number']}")
    mail.send_later(Mail(kind="asked-confirm", to="alice@example.com", links={"link": link}))
    time.sleep(0.05)

app = create_app()
app.extensions["huzhu_jobs"].add("slow", slow)
server.work(app, app.extensions["huzhu_settings"].data_dir)
"""
pytestmark = [pytest.mark.slow, pytest.mark.timeout(400)]
LINK = re.compile(r"^http\S+/\d+(?=\s*$)", re.MULTILINE)
PATIENCE_SECONDS = 60


def start(data_dir: Path, *command: str) -> "subprocess.Popen[bytes]":
    """A worker in a process of its own, on the database of the test."""
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("HUZHU_", "COV"))
    }
    environment |= {
        "HUZHU_DATA_DIR": str(data_dir),
        "HUZHU_SMTP_URL": f"file://{data_dir / 'post'}",
        "HUZHU_SECRET_KEY": "a secret for tests only",
    }
    return subprocess.Popen(
        [sys.executable, *command],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def count(state: str) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(Job).where(Job.state == state)) or 0


def wait_for_more_than(done: int, worker: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while count(JobState.DONE) <= done:
        assert worker.poll() is None, "the worker ended by itself"
        assert time.monotonic() < until, "the worker does nothing"
        time.sleep(0.02)


def kill_and_restart(data_dir: Path, command: tuple[str, ...], *, kills: int, jobs_in_all: int) -> None:
    """Start a worker, kill it at a random moment while it works, start another; let the last one finish."""
    chance = random.Random(20260301)
    worker = start(data_dir, *command)
    try:
        for _kill in range(kills):
            wait_for_more_than(count(JobState.DONE), worker)
            time.sleep(chance.uniform(0, 0.3))
            worker.kill()
            worker.wait()
            assert count(JobState.WAITING) > 0, "it was killed too late to prove anything"
            worker = start(data_dir, *command)
        wait_for_more_than(jobs_in_all - 1, worker)
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(PATIENCE_SECONDS) == 0
    finally:
        with suppress(ProcessLookupError):
            worker.kill()
        worker.wait()


def letters(data_dir: Path) -> "Counter[str]":
    """How often each link was sent."""
    found: Counter[str] = Counter()
    for path in (data_dir / "post").iterdir():
        assert path.suffix == ".eml", "a message was left half written"
        body = email.message_from_bytes(path.read_bytes(), policy=default).get_body(("plain",))
        assert body is not None
        found.update(LINK.findall(body.get_content()))
    return found


def test_deeds_of_a_killed_worker_are_done_once(app: Huzhu, tmp_path: Path) -> None:
    app.extensions["huzhu_jobs"].add(SLOW, lambda _payload: None)
    with unit_of_work():
        for number in range(40):
            jobs.enqueue(SLOW, {"number": number})
    kill_and_restart(tmp_path, ("-c", WORKER), kills=2, jobs_in_all=80)
    assert count(JobState.DEAD) == count(JobState.WAITING) == 0
    sent = letters(tmp_path)
    assert len(sent) == 40
    assert set(sent.values()) == {1}


def test_messages_of_a_killed_worker_all_arrive(app: Huzhu, tmp_path: Path) -> None:
    with unit_of_work():
        for number in range(150):
            link = MailLink(f"/{number}")
            mail.send_later(Mail(kind="asked-confirm", to="bob@example.com", links={"link": link}))
    kill_and_restart(tmp_path, ("-c", "from app import main; main()", "worker"), kills=2, jobs_in_all=150)
    sent = letters(tmp_path)
    assert len(sent) == 150
    assert set(sent.values()) == {1}
