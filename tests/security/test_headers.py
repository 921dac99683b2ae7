"""What goes along with every answer, and what a request cannot bring about by the way it is sent."""

from typing import TYPE_CHECKING, Final

import pytest
from flask.testing import FlaskClient

from community.kernel import health
from community.kernel.policy import Actor
from tests.conftest import SignIn
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


def test_a_method_cannot_be_smuggled_into_another(client: FlaskClient, app: "Huzhu", alice: Actor) -> None:
    key = {"Authorization": f"Bearer {key_of(alice.id)}", "X-HTTP-Method-Override": "DELETE"}
    assert client.get("/api/v1/questions?_method=DELETE", headers=key).status_code == 200
    assert client.open("/api/v1/questions", method="TRACE", headers=key).status_code in {404, 405}
