"""What goes along with every answer, and what a request cannot bring about by the way it is sent."""

from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest
from flask.testing import FlaskClient
from gunicorn.app.base import BaseApplication
from gunicorn.http import RequestParser

from community.accounts import services as accounts
from community.kernel import health, server, stopping
from community.kernel.db import db
from community.kernel.policy import Actor, Role
from community.kernel.unit_of_work import unit_of_work
from community.questions import services as questions
from tests.conftest import SignIn, actor_of, make_app
from tests.security.town import key_of

if TYPE_CHECKING:
    from community.kernel.web import Huzhu

PLACES: Final = (
    "/",
    "/nowhere",
    "/sign-in",
    "/feeds/questions.atom",
    "/api/v1/questions",
    "/api/v1/nowhere",
    "/metrics",
)
POLICY: Final = (
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "base-uri 'none'",
    "object-src 'none'",
)


def _breaks() -> int:
    message = "secret-word-of-the-machine"
    raise RuntimeError(message)


@pytest.mark.parametrize("place", PLACES)
def test_every_answer_carries_its_guards_broken_ones_as_well(
    app: "Huzhu", place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    app.config["PROPAGATE_EXCEPTIONS"] = app.config["TESTING"] = False
    if place == "/metrics":
        monkeypatch.setattr(health.job_care, "waiting_count", _breaks)
    answer = app.test_client().get(place, base_url="https://localhost")
    assert (answer.status_code == 500) is (place == "/metrics")
    said = answer.headers
    policy = said["Content-Security-Policy"]
    assert all(each in policy for each in POLICY)
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert said["X-Content-Type-Options"] == "nosniff"
    assert said["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert said["Strict-Transport-Security"].startswith("max-age=31536000")
    assert "Access-Control-Allow-Origin" not in said
    assert "charset=utf-8" in said["Content-Type"].lower() or "json" in said["Content-Type"]
    for word in ("Traceback", "secret-word-of-the-machine", "RuntimeError", ".py"):
        assert word not in answer.text


def test_no_page_of_a_member_is_kept_anywhere(client: FlaskClient, alice: Actor, sign_in: SignIn) -> None:
    sign_in(client, alice)
    for place in ("/", "/me", "/questions", "/settings/account", "/notifications", "/drafts"):
        assert client.get(place).headers["Cache-Control"] == "private, no-store", place


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "evil.example:80"])
def test_a_foreign_host_writes_itself_into_no_page_and_no_letter(client: FlaskClient, host: str) -> None:
    for place in (
        "/",
        "/feeds/questions.atom",
        "/sitemap.xml",
        "/robots.txt",
        "/sign-in",
        "/api/v1/openapi.json",
    ):
        answer = client.get(place, headers={"Host": host, "X-Forwarded-Host": host})
        assert host not in answer.text, place
        assert host not in answer.headers.get("Location", ""), place


FOREIGN: Final = "evil.example"


def _asked() -> str:
    """Somebody asks; the path of the question."""
    who = accounts.Applicant(name="alice", email="alice@example.com", password_hash=None)
    with unit_of_work():
        alice = actor_of(accounts.create_member(who, Role.MEMBER))
        body = "It restarts every hour, since Tuesday, and nobody knows why."
        return f"/questions/{questions.ask('Why does the second node restart', body, ['mesh'], by=alice).id}"


def test_where_the_site_has_an_address_every_page_and_answer_names_that_one_alone(tmp_path: Path) -> None:
    app = make_app(tmp_path, base_url="https://help.example")
    with app.app_context():
        db.create_all()
        path = _asked()
        client = app.test_client()
        for place in (
            path,
            f"/api/v1{path}",
            "/questions",
            "/tags",
            "/members",
            "/articles",
            "/api/v1/questions",
        ):
            answer = client.get(place, headers={"Host": FOREIGN}, follow_redirects=True)
            assert answer.status_code == 200, place
            assert FOREIGN not in answer.text, place
            assert "https://help.example/" in answer.text, place
        for origin, may_read in ((f"http://{FOREIGN}", False), ("https://help.example", True)):
            told = client.get(
                "/widget/v1/suggest?text=x", headers={"Host": FOREIGN, "Origin": origin}
            ).headers
            assert ("Access-Control-Allow-Origin" in told) is may_read, origin
        db.session.remove()


def test_no_visitor_says_for_others_where_the_site_is_mounted(client: FlaskClient) -> None:
    poisoned = client.get("/questions", environ_overrides={"SCRIPT_NAME": f"//{FOREIGN}"})
    assert FOREIGN in poisoned.text, "a server may be told so, by whoever runs it"
    assert FOREIGN not in client.get("/questions").text


def test_the_server_believes_no_header_about_where_the_site_is_mounted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also from this machine: there a proxy passes on what strangers send."""
    begun = []

    class Master:
        def __init__(self, server: BaseApplication) -> None:
            begun.append(server.cfg)

        def run(self) -> None:
            pass

    monkeypatch.setattr(stopping, "Master", Master)
    server.serve(
        lambda: pytest.fail("nothing is served here"),
        tmp_path,
        host="127.0.0.1",
        port=0,
        workers=1,
        with_worker=False,
        on_ready=lambda: None,
    )
    told = f"GET //{FOREIGN}/questions HTTP/1.1\r\nHost: localhost\r\nSCRIPT_NAME: //{FOREIGN}\r\n\r\n"
    request = next(RequestParser(begun[0], iter([told.encode()]), ("127.0.0.1", 50_000)))
    assert [name for name, _value in request.headers] == ["HOST"]


def test_a_method_cannot_be_smuggled_into_another(client: FlaskClient, app: "Huzhu", alice: Actor) -> None:
    key = {"Authorization": f"Bearer {key_of(alice.id)}", "X-HTTP-Method-Override": "DELETE"}
    assert client.get("/api/v1/questions?_method=DELETE", headers=key).status_code == 200
    assert client.open("/api/v1/questions", method="TRACE", headers=key).status_code in {404, 405}


@pytest.mark.parametrize("path", ["confirm", "reset", "email", "unsubscribe", "solved", "surveys/answer"])
def test_what_a_page_behind_a_secret_link_asks_for_does_not_name_it(client: FlaskClient, path: str) -> None:
    """Styles and pictures are asked for with the page's address, and proxies write down both."""
    said = client.get(f"/{path}/abcdefgh12345678").headers["Referrer-Policy"]
    assert said in {"strict-origin", "no-referrer"}
