"""Whatever goes wrong below /api/ is told as one problem document."""

from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import TestResponse

from community.kernel.policy import Actor, Role
from tests.community.api.conftest import BODY, TITLE, AsProgram, Program
from tests.conftest import MakeMember, actor_of, make_app

TIMES = {"starts_at": "2026-12-01T00:00:00Z", "ends_at": "2026-12-02T00:00:00Z"}
ASK = {"title": TITLE, "body": BODY, "tags": ["mesh"]}


def problem(answer: TestResponse, status: int) -> dict[str, Any]:
    """The problem in an answer of this status."""
    assert answer.status_code == status, answer.get_data(as_text=True)
    assert answer.content_type == "application/problem+json"
    told: dict[str, Any] = answer.get_json()
    assert told["status"] == status
    assert told["type"].startswith("/api/v1/docs#")
    assert told["title"]
    assert told["detail"]
    return told


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nothing", 404),
        ("GET", "/questions/1", 404),
        ("GET", "/questions/99999999999999999999", 404),
        ("GET", "/questions/2147483648", 404),
        ("GET", "/questions/" + "9" * 5000, 404),
        ("DELETE", "/questions", 405),
        ("PUT", "/answers/1/acceptance", 401),
        ("GET", "/search", 422),
    ],
)
def test_what_is_not_there_or_not_possible(program: AsProgram, method: str, path: str, status: int) -> None:
    answer = program()(method, path)
    problem(answer, status)
    assert ("Allow" in answer.headers) == (status == 405)


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"", "application/json", 400),
        (b"{", "application/json", 400),
        (b"\xff\xfe{", "application/json", 400),
        (b"[" * 100_000, "application/json", 400),
        (b'{"title": ' + b"9" * 5000 + b"}", "application/json", 400),
        (b"title=x", "application/x-www-form-urlencoded", 415),
        (b"{}", "text/plain", 415),
        (b"[]", "application/json", 422),
        (b"null", "application/json", 422),
        (b'{"title": "\\ud800", "body": "x", "tags": ["a"]}', "application/json", 422),
        (b'{"body": "' + b"x" * 1_000_001 + b'"}', "application/json", 413),
    ],
)
def test_bodies_that_cannot_be_read(
    program: AsProgram, alice: Actor, body: bytes, kind: str, status: int
) -> None:
    problem(program(alice)("POST", "/questions", body, headers={"Content-Type": kind}), status)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": None}, "title"),
        ({"title": 7}, "title"),
        ({"tags": "mesh"}, "tags"),
        ({"tags": [1]}, "tags.0"),
        ({"tags": []}, "tags"),
        ({"colour": "red"}, "colour"),
        ({"title": "Short"}, "title"),
        ({"tags": ["a b"]}, "tags"),
        ({"body": "x" * 30_001}, "body"),
        ({"title": TITLE + "\ud83d"}, "title"),
        ({"tags": ["mesh", "\udfff"]}, "tags.1"),
    ],
)
def test_the_field_to_be_mended_is_named(
    program: AsProgram, alice: Actor, change: dict[str, Any], field: str
) -> None:
    told = problem(program(alice)("POST", "/questions", ASK | change), 422)
    assert told["field"] == field


@pytest.mark.parametrize("stars", [0, 6, 4.5, "5", None, True, 10**30])
def test_stars_are_one_to_five(
    program: AsProgram, answered: dict[str, Any], alice: Actor, stars: object
) -> None:
    told = problem(program(alice)("PUT", f"/answers/{answered['id']}/rating", {"stars": stars}), 422)
    assert told["field"] == "stars"


@pytest.mark.parametrize(
    "given", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2026-02-30", 7, "soon"]
)
def test_a_moment_that_no_calendar_has_is_refused(program: AsProgram, carol: Actor, given: object) -> None:
    word = {"pattern": "cheap pills", "action": "hold", "expires_at": given}
    told = problem(program(carol)("POST", "/review/lists", word), 422)
    assert told["field"] == "expires_at"
    assert "2026-05-01T00:00:00Z" in told["detail"]


def test_a_moment_without_an_offset_is_utc(program: AsProgram, carol: Actor) -> None:
    word = {"pattern": "cheap pills", "action": "hold", "expires_at": "2027-01-01T10:00:00"}
    made = program(carol).done("POST", "/review/lists", word)
    assert made["expires_at"] == "2027-01-01T10:00:00+00:00"


@pytest.mark.parametrize("empty", ["\u200b", "\ufeff", "\u202e\u2066 \u200e", "\u3164"])
def test_marks_that_nobody_sees_are_no_words(
    program: AsProgram, asked: dict[str, Any], bob: Actor, member: MakeMember, empty: str
) -> None:
    by_bob, by_grace = program(bob), program(actor_of(member("grace", role=Role.ADMIN)))
    raised = by_bob.done("POST", f"/posts/{asked['id']}/flags", {"reason": "off-topic"})
    for send, path, body, field in (
        (by_bob, f"/posts/{asked['id']}/comments", {"body": empty}, "body"),
        (by_bob, f"/flags/{raised['id']}/messages", {"words": empty}, "words"),
        (by_grace, "/announcements", {"title": empty, "text": empty, **TIMES}, "title"),
        (by_grace, "/sla/calendars", {"name": empty, "zone": "Europe/Berlin", "hours": [[]] * 7}, "name"),
    ):
        told = problem(send("POST", path, body), 422)
        assert told["field"] == field, path


def test_zero_characters_disappear(program: AsProgram, alice: Actor) -> None:
    told = program(alice).done("POST", "/questions", ASK | {"title": "\x00" + TITLE})
    assert told["title"] == TITLE


def test_a_text_that_the_gate_refuses_comes_back_with_its_findings(program: AsProgram, alice: Actor) -> None:
    told = problem(program(alice)("POST", "/questions", ASK | {"body": "a"}), 422)
    assert told["verdict"] == "refuse"
    assert {finding["where"] for finding in told["findings"]} <= {"title", "body", "tags"}
    assert told["findings"]


@pytest.mark.parametrize("given", ["Bearer nonsense", "Bearer ", "Basic YTpi", "nonsense"])
def test_a_wrong_key_is_refused_even_for_reading(program: AsProgram, given: str) -> None:
    answer = program()("GET", "/questions", headers={"Authorization": given})
    problem(answer, 401)
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_a_browser_that_is_signed_in_is_nobody_here(program: AsProgram) -> None:
    problem(program()("POST", "/questions", ASK, headers={"Cookie": "session=anything"}), 401)


def test_too_many_requests_are_told_when_to_come_back(tmp_path: Path, empty_database: bytes) -> None:
    (tmp_path / "huzhu.sqlite").write_bytes(empty_database)
    hurried = Program(make_app(tmp_path, rate_limits="on"))
    answer = hurried("GET", "/nothing-yet")
    for _request in range(250):
        answer = hurried("GET", "/questions/1")
        if answer.status_code == 429:
            break
    problem(answer, 429)
    assert int(answer.headers["Retry-After"]) > 0


@pytest.mark.parametrize(
    ("method", "path", "body", "word"),
    [
        ("GET", "/nothing", None, "/api/v1/docs"),
        ("DELETE", "/questions", None, "Allow"),
        ("POST", "/questions", b'{"body": "' + b"x" * 1_000_001 + b'"}', "1,000,000 bytes"),
    ],
)
def test_what_is_wrong_is_told_to_a_program_not_to_somebody_at_a_page(
    program: AsProgram, alice: Actor, method: str, path: str, body: bytes | None, word: str
) -> None:
    told = program(alice)(method, path, body).get_json()
    assert word in told["detail"]
    assert "Go back" not in told["detail"]


def test_problems_speak_the_language_of_the_reader(program: AsProgram) -> None:
    told = problem(program()("GET", "/questions/1", headers={"Accept-Language": "zh-CN"}), 404)
    assert any("\u4e00" <= char <= "\u9fff" for char in told["detail"])
