"""A form whose session has ended: nothing is done, nothing is lost, and one click sends it after signing in."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, func, select

from community.kept_forms import services as keeping
from community.kept_forms.models import KeptForm
from community.kernel.db import db
from community.kernel.resuming import is_secret
from community.kernel.unit_of_work import unit_of_work
from community.posts.models import Post
from tests.conftest import MakeMember, SignIn, actor_of, both_databases, make_app
from tests.typed_page import typed_in

if TYPE_CHECKING:
    from community.kernel.web import Huzhu

CJK = '我家的路由器晚上老是掉线,\n试过重启。<script>alert(1)</script> & "引号"'
TEXTS = st.text(st.characters(blacklist_categories=["Cs", "Cc"]), min_size=1, max_size=80)
OWN = {"Origin": "http://localhost"}


@pytest.fixture
def guarded(app: "Huzhu") -> "Huzhu":
    """The site with its protection against forged forms."""
    app.config["WTF_CSRF_ENABLED"] = True
    return app


def form_routes(app: "Huzhu") -> Iterator[str]:
    """An address of every form of the site; the REST interface has no sessions."""
    for rule in app.url_map.iter_rules():
        if "POST" not in (rule.methods or ()) or rule.rule.startswith(("/api/", "/widget/")):
            continue
        view = app.view_functions[rule.endpoint]
        if f"{view.__module__}.{view.__name__}" not in app.extensions["csrf"]._exempt_views:
            yield re.sub(r"<int:[^>]+>", "1", re.sub(r"<(?!int)[^>]+>", "word", rule.rule))


def test_every_form_of_the_site_shows_what_was_typed_when_its_session_has_ended(guarded: "Huzhu") -> None:
    client = guarded.test_client()
    changes: list[str] = []
    event.listen(
        db.engine,
        "before_cursor_execute",
        lambda _c, _k, said, *_: (
            changes.append(said) if said.lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE")) else None
        ),
    )
    addresses = sorted(form_routes(guarded))
    assert len(addresses) > 150
    for address in addresses:
        page = client.post(
            f"{address}?a=1",
            data={"title": "短", "body": CJK, "tags": ["a", "b"], "password": "s3cret word"},
            headers=OWN,
        )
        assert page.status_code in {400, 401}, address
        values = typed_in(page.text)
        assert ("body", CJK) in values, address
        assert ("title", "短") in values, address
        assert [value for name, value in values if name == "tags"] == ["a", "b"], address
        assert "s3cret word" not in page.text, address
    assert changes == []


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(title=TEXTS, body=TEXTS, more=st.lists(TEXTS, max_size=3))
def test_whatever_was_typed_stands_in_the_page_and_is_only_text(
    guarded: "Huzhu", title: str, body: str, more: list[str]
) -> None:
    page = guarded.test_client().post("/ask", data={"title": title, "body": body, "odd": more}, headers=OWN)
    values = typed_in(page.text)
    assert ("title", title) in values
    assert ("body", body) in values
    assert [value for name, value in values if name == "odd"] == more


def test_after_signing_in_one_click_sends_it(guarded: "Huzhu", member: MakeMember, sign_in: SignIn) -> None:
    alice = actor_of(member("alice"))
    client = guarded.test_client()
    words = {
        "title": "Why does the mesh drop every night at ten?",
        "body": "It drops each night. " * 8,
        "tags": "wifi",
    }
    page = client.post("/ask", data=words, headers=OWN)
    kept = client.post("/kept", data=fields(page.text), headers=OWN)
    assert kept.location == "/sign-in?next=/kept"
    sign_in(client, alice)
    page = client.get("/kept")
    assert ("body", words["body"]) in typed_in(page.text)
    sent = client.post("/ask", data=fields(page.text), headers=OWN)
    assert sent.status_code in {302, 303}
    assert db.session.scalar(select(func.count()).select_from(Post)) == 1
    assert db.session.scalar(select(func.count()).select_from(KeptForm)) == 0


def test_a_kept_form_that_was_refused_once_is_let_go_of_when_it_goes_through(
    guarded: "Huzhu", member: MakeMember, sign_in: SignIn
) -> None:
    client = guarded.test_client()
    words = {
        "title": "Why does the mesh drop every night at ten?",
        "body": "It drops each night. " * 8,
        "tags": "wifi",
    }
    page = client.post("/ask", data=words, headers=OWN)
    client.post("/kept", data=fields(page.text), headers=OWN)
    sign_in(client, actor_of(member("alice")))
    sent = fields(client.get("/kept").text)
    refused = client.post("/ask", data={**sent, "csrf_token": "of yesterday"}, headers=OWN)
    assert refused.status_code == 400
    assert db.session.scalar(select(func.count()).select_from(KeptForm)) == 1
    assert client.post("/ask", data=fields(refused.text), headers=OWN).status_code in {302, 303}
    assert db.session.scalar(select(func.count()).select_from(KeptForm)) == 0


@both_databases
def test_when_too_many_wait_the_oldest_make_room(app: "Huzhu", monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "MOST_IN_ALL", 4)
    for number in range(7):
        with unit_of_work():
            keeping.keep(f"browser {number}", "/ask", [("body", f"words {number}")])
    left = db.session.scalars(select(KeptForm).order_by(KeptForm.id)).all()
    assert [each.fields for each in left] == [[["body", f"words {number}"]] for number in range(3, 7)]


def test_keeping_forms_in_a_loop_is_slowed_down(tmp_path: Path, empty_database: bytes) -> None:
    (tmp_path / "huzhu.sqlite").write_bytes(empty_database)
    client = make_app(tmp_path, rate_limits="on").test_client()
    sent = {"kept_action": "/ask", "body": "words"}
    assert [client.post("/kept", data=sent).status_code for _ in range(21)] == [302] * 20 + [429]


def test_what_another_site_sent_gets_no_button(guarded: "Huzhu", member: MakeMember, sign_in: SignIn) -> None:
    client = sign_in(guarded.test_client(), actor_of(member("alice")))
    for headers in (
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
    ):
        page = client.post("/ask", data={"title": "x", "body": "y"}, headers=headers)
        assert page.status_code == 400
        main = page.text.partition("<main")[2].partition("</main>")[0]
        assert "Send it again" not in main
        assert "<button" not in main


def test_nobody_elses_browser_sees_a_kept_form(guarded: "Huzhu", member: MakeMember, sign_in: SignIn) -> None:
    mine = guarded.test_client()
    mine.post(
        "/kept", data=fields(mine.post("/ask", data={"body": "secret plan\nof mine"}, headers=OWN).text)
    )
    other = sign_in(guarded.test_client(), actor_of(member("mallory")))
    assert "secret plan" not in other.get("/kept", follow_redirects=True).text


@pytest.mark.parametrize(
    "action", ["https://evil.example/", "//evil.example/ask", "/nowhere", "/questions", "javascript:alert(1)"]
)
def test_a_kept_form_goes_only_to_a_form_of_ours(guarded: "Huzhu", action: str) -> None:
    client = guarded.test_client()
    sent = dict(fields(client.post("/ask", data={"body": "words"}, headers=OWN).text))
    assert client.post("/kept", data={**sent, "kept_action": action}).status_code == 404


def test_a_browser_keeps_three_forms_and_none_too_large(guarded: "Huzhu") -> None:
    client = guarded.test_client()
    for number in range(5):
        page = client.post("/ask", data={"body": f"words {number}"}, headers=OWN)
        client.post("/kept", data=fields(page.text))
    assert db.session.scalar(select(func.count()).select_from(KeptForm)) == 3
    page = client.post("/ask", data={"body": "long " * 50_000}, headers=OWN)
    refused = client.post("/kept", data=fields(page.text))
    assert refused.status_code == 422
    assert "long long" in refused.text


def test_scripts_are_told_in_a_problem_with_a_fresh_token_for_their_own_page_only(guarded: "Huzhu") -> None:
    client = guarded.test_client()
    script = {"X-Requested-With": "fetch"}
    told = client.put("/drafts/question/0", json={"body": "x"}, headers={**script, **OWN})
    assert told.status_code == 400
    assert told.content_type.startswith("application/problem+json")
    assert told.json["type"].endswith("#session-expired")
    assert told.json["token"]
    foreign = client.put(
        "/drafts/question/0", json={"body": "x"}, headers={**script, "Origin": "https://evil.example"}
    )
    assert "token" not in foreign.json


@pytest.mark.parametrize("name", ["password", "new_password", "current", "secret"])
def test_secrets_are_known_by_their_names(name: str) -> None:
    assert is_secret(name)


def fields(page: str) -> dict[str, list[str]]:
    """What a browser would send from the form in the middle of a page."""
    found: dict[str, list[str]] = {}
    for name, value in typed_in(page.partition("<main")[2].partition("</main>")[0]):
        found.setdefault(name, []).append(value)
    return found
