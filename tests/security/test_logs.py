"""What the site writes about its work: enough to find a fault by its number, and nothing of what people wrote."""

import json
import logging
import sys
from collections.abc import Iterator
from datetime import datetime
from io import StringIO
from typing import TYPE_CHECKING, Any, Final

import pytest
from flask.testing import FlaskClient
from gunicorn.config import Config
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from structlog.contextvars import bind_contextvars, clear_contextvars

from community.accounts import routes as doors
from community.accounts import tokens
from community.accounts.tokens import Purpose
from community.kernel import clock, health, log_masks, logs, secret_links, stopping
from community.kernel.db import db
from community.kernel.policy import Actor, Role
from community.kernel.unit_of_work import unit_of_work
from community.operations import troubles
from community.operations.models import Kind, Trouble
from tests.community.accounts.conftest import PASSWORD as ACCOUNT_PASSWORD
from tests.community.accounts.conftest import MakePerson, person
from tests.conftest import MakeMember, SignIn, actor_of, both_databases, make_app
from tests.security.town import key_of

if TYPE_CHECKING:
    from pathlib import Path

    from community.kernel.web import Huzhu

__all__ = ["person"]  # a fixture
ADDRESS: Final = "quokka@wombat.example.com"
PASSWORD: Final = "marsupial lanterns at dusk"
WORDS: Final = "wallabyish words of a private kind"


@pytest.fixture(params=["json", "text"])
def lines(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[StringIO]:
    """What is written to the log, in each of its forms; libraries included."""
    written = StringIO()
    monkeypatch.setattr(sys, "stderr", written)
    root = logging.getLogger()
    others, root.handlers = root.handlers, []
    logs.init(request.param)
    ours, root.handlers = root.handlers, [*others, *root.handlers]
    yield written
    for each in ours:
        root.removeHandler(each)
    monkeypatch.undo()
    logs.init("text")


def _breaks(*_words: object, **_more: object) -> None:
    message = (
        f"could not send to {ADDRESS} with Authorization: Bearer hz_abcdefghijklmnop, password={PASSWORD!r}"
    )
    raise RuntimeError(message)


@both_databases
def test_no_line_holds_an_address_a_password_a_key_a_cookie_or_a_body(
    app: "Huzhu", alice: Actor, monkeypatch: pytest.MonkeyPatch, lines: StringIO
) -> None:
    app.config["PROPAGATE_EXCEPTIONS"] = False
    app.config["TESTING"] = False
    client = app.test_client()
    key = key_of(alice.id)
    with unit_of_work():
        word = secret_links.word_of(tokens.issue(alice.id, Purpose.RESET, {}))
    client.post("/sign-in", data={"name": ADDRESS, "password": PASSWORD})
    asked = {"title": WORDS, "body": WORDS, "tags": ["relay"]}
    client.post("/api/v1/questions", json=asked, headers={"Authorization": f"Bearer {key}"})
    client.post("/ask", data=asked)
    monkeypatch.setattr(doors.tokens, "look", _breaks)
    assert client.get(f"/reset/{word}").status_code == 500
    with pytest.raises(IntegrityError) as refused:
        db.session.execute(
            text("insert into members (name, email) values (:name, :email)"),
            {"name": WORDS, "email": ADDRESS},
        )
    logging.getLogger("elsewhere").warning("refused", exc_info=refused.value)
    db.session.rollback()
    told = lines.getvalue()
    assert "RuntimeError" in told
    assert "IntegrityError" in told
    cookie = client.get_cookie("session")
    secrets = {
        ADDRESS,
        PASSWORD,
        WORDS,
        key,
        word,
        "hz_abcdefghijklmnop",
        cookie.value if cookie else "?" * 9,
    }
    assert {secret for secret in secrets if secret in told} == set()


def test_lines_of_the_server_are_written_as_all_others(
    lines: StringIO, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A request that cannot be read is quoted by the server, and a machine that reads JSON reads every line."""
    server = logging.getLogger("gunicorn.error")
    monkeypatch.setattr(server, "propagate", False)
    monkeypatch.setattr(server, "handlers", [])
    said = "Invalid request from ip=%s: Invalid HTTP request line: %r"
    bind_contextvars(request_id="of the request before")
    stopping.Log(Config()).warning(said, "127.0.0.1", "GET /reset/abcdefgh12345678secret")
    clear_contextvars()
    (line,) = lines.getvalue().splitlines()
    assert "abcdefgh12345678secret" not in line
    assert f"{clock.now():%Y-%m-%dT}" in line
    if request.node.callspec.params["lines"] == "json":
        told = json.loads(line)
        assert told["event"].startswith("Invalid request from ip=127.0.0.1")
        assert "request_id" not in told, "it is about none of ours"


@pytest.mark.parametrize(
    "said",
    ["slow_query", "3 letters to 12 people", "GET /questions/12/why-so-slow", "at 12:30", "a@b", "code 500"],
)
def test_ordinary_words_stay_as_they_are(said: str) -> None:
    assert log_masks.masked(said) == said


def test_a_fault_stands_in_the_log_and_on_the_page_of_operations_under_the_number_that_the_visitor_saw(
    app: "Huzhu", member: MakeMember, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    app.config["PROPAGATE_EXCEPTIONS"] = False
    app.config["TESTING"] = False
    client = app.test_client()
    monkeypatch.setattr(health.job_care, "waiting_count", _breaks)
    answer = client.get("/metrics")
    assert answer.status_code == 500
    number = answer.headers["X-Request-ID"]
    kept = db.session.query(Trouble).one()
    assert (kept.kind, kept.place, kept.said, kept.request_id) == (
        Kind.FAULT,
        "health.show_metrics",
        "RuntimeError",
        number,
    )
    page = sign_in(app.test_client(), actor_of(member("ruth", role=Role.ADMIN))).get("/admin").text
    assert number in page
    assert "health.show_metrics" in page
    assert ADDRESS not in page


def test_a_flood_is_one_row_that_says_how_often(app: "Huzhu") -> None:
    with app.test_request_context("/questions"):
        for _ in range(500):
            troubles.note(Kind.LIMIT, "reading.question_list")
        troubles.write_down()
        troubles.note(Kind.LIMIT, "reading.question_list")
        troubles.write_down()  # too soon after the last one
    assert [(row.place, row.count) for row in db.session.query(Trouble)] == [("reading.question_list", 500)]


def test_limits_that_were_reached_are_noted(tmp_path: "Path", empty_database: bytes) -> None:
    (tmp_path / "huzhu.sqlite").write_bytes(empty_database)
    made = make_app(tmp_path, rate_limits="on")
    with made.app_context():
        client = made.test_client()
        while client.post("/preview").status_code != 429:
            pass
        client.application.extensions["huzhu_troubles"].written_at = float("-inf")
        client.get("/about")
        assert db.session.query(Trouble).one().kind == Kind.LIMIT
        db.session.remove()
        db.engine.dispose()


def test_slow_statements_are_logged_with_the_request_and_without_what_was_asked(
    tmp_path: "Path", empty_database: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "huzhu.sqlite").write_bytes(empty_database)
    made = make_app(tmp_path, log_format="json", slow_query_ms=1)
    with made.app_context():
        troubles.watch(db.engine, 0.0)  # everything is slow
        answer: Any = FlaskClient(made).get(f"/members/{WORDS.replace(' ', '-')}")
        told = [json.loads(line) for line in capsys.readouterr().err.splitlines() if line.startswith("{")]
        db.session.remove()
        db.engine.dispose()
    slow = [line for line in told if line["event"] == "slow_query"]
    assert {line["request_id"] for line in slow} == {answer.headers["X-Request-ID"]}
    assert all(datetime.fromisoformat(line["timestamp"]).tzinfo and line["level"] for line in slow)
    assert any("FROM members" in line["statement"] for line in slow)
    assert "wallabyish" not in json.dumps(slow)


def test_who_came_in_who_could_not_and_who_was_refused_stands_in_the_log(
    app: "Huzhu", person: MakePerson, lines: StringIO
) -> None:
    number = person("mei").id
    client = app.test_client()
    client.post("/sign-in", data={"name": "mei", "password": "not this one"})
    client.post("/sign-in", data={"name": "mei", "password": ACCOUNT_PASSWORD})
    client.get("/admin")
    told = lines.getvalue()
    for word in ("sign_in_failed", "signed_in", "refused", "operations.index", str(number)):
        assert word in told, word
    assert ACCOUNT_PASSWORD not in told


def test_a_line_of_a_log_cannot_be_forged(app: "Huzhu", client: FlaskClient, lines: StringIO) -> None:
    client.post("/sign-in", data={"name": "mei\n2026-01-01 [info] signed_in member=1", "password": "x"})
    client.get("/admin/%0a2026-01-01%20signed_in")
    assert not [line for line in lines.getvalue().splitlines() if line.startswith("2026-01-01")]


def test_readiness_says_which_part_cannot_be_reached(app: "Huzhu", client: FlaskClient) -> None:
    told = client.get("/readyz")
    assert told.status_code == 503
    assert told.json == {
        "status": "unavailable",
        "parts": {"database": True, "worker": False, "index": told.json["parts"]["index"]},
    }
    assert client.get("/healthz").status_code == 200
