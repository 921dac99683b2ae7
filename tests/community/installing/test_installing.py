"""The manifest, the worker, what may be kept, and what other apps share."""

import io
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image

from community.installing import rules
from community.kernel.unit_of_work import unit_of_work
from community.posts.models import PostStatus
from community.questions import services as questions
from tests.conftest import MakeMember, SignIn, actor_of

TITLE = "How can I keep one name for both radio bands at home"
BODY = "The phones stay on the slow band in the garden. I tried a restart and the newest firmware."


@pytest.mark.parametrize(
    ("shared", "draft"),
    [
        (("A title", "Some words", ""), ("A title", "Some words")),
        (
            ("", "The light blinks. It never stops.", ""),
            ("The light blinks.", "The light blinks. It never stops."),
        ),
        (("", "灯一直闪。重启也没用", ""), ("灯一直闪。", "灯一直闪。重启也没用")),
        (("", "https://example.com/x", ""), ("", "https://example.com/x")),
        (("Page", "Look", "https://example.com/x"), ("Page", "Look\n\nhttps://example.com/x")),
        (("Page", "https://example.com/x", "https://example.com/x"), ("Page", "https://example.com/x")),
        (("Page", "", "javascript:alert(1)"), ("Page", "")),
    ],
)
def test_what_apps_share_becomes_a_draft(shared: tuple[str, str, str], draft: tuple[str, str]) -> None:
    assert rules.draft_of(*shared) == draft


@pytest.mark.parametrize(("lang", "word"), [("en", "customers help each other"), ("zh-Hans", "互助社区")])
def test_the_manifest_speaks_the_language_of_the_page(client: FlaskClient, lang: str, word: str) -> None:
    answer = client.get(f"/manifest.webmanifest?lang={lang}")
    assert answer.json is not None
    assert (answer.json["id"], answer.json["lang"]) == ("/", lang)
    assert word in answer.json["name"]
    assert "Set-Cookie" not in answer.headers


def test_each_icon_has_the_size_that_the_manifest_tells(client: FlaskClient) -> None:
    told = client.get("/manifest.webmanifest").json
    assert told is not None
    for icon in told["icons"]:
        with client.get(icon["src"]) as got, Image.open(io.BytesIO(got.get_data())) as drawn:
            assert f"{drawn.width}x{drawn.height}" == icon["sizes"]


def test_the_worker_holds_every_part_and_is_never_kept(app: Flask, client: FlaskClient) -> None:
    answer = client.get("/sw.js")
    assert answer.headers["Cache-Control"] == "no-cache"
    assert answer.headers["Service-Worker-Allowed"] == "/"
    folder = Path(str(app.static_folder)) / "js" / "worker"
    for part in folder.glob("*.js"):
        assert part.read_text("utf-8") in answer.get_data(as_text=True)


def test_the_switch_sends_a_worker_that_takes_itself_away(app: Flask, client: FlaskClient) -> None:
    settings = app.extensions["huzhu_settings"]
    app.extensions["huzhu_settings"] = settings.model_copy(update={"offline": "off"})
    assert "unregister()" in client.get("/sw.js").get_data(as_text=True)


def test_only_public_pages_may_be_kept(client: FlaskClient, member: MakeMember) -> None:
    alice = actor_of(member("alice"))
    with unit_of_work():
        question = questions.ask(TITLE, BODY, ["router"], by=alice)
    page = f"/questions/{question.id}/{question.slug}"
    assert client.get(page).headers["Huzhu-Keep"] == "this en"
    for path in ("/", "/questions", "/sign-in", "/search?q=x", f"{page}?page=2", f"{page}?sort=new"):
        assert "Huzhu-Keep" not in client.get(path).headers
    with unit_of_work():
        question.status = PostStatus.PRIVATE
        question.listed = False
    assert "Huzhu-Keep" not in client.get(page).headers


def test_shared_words_reach_the_form_through_signing_in(client: FlaskClient) -> None:
    asked = client.post("/share", data={"text": "The light blinks. Why?", "url": "https://example.com/x"})
    assert asked.status_code == 303
    assert parse_qs(urlsplit(asked.location).query)["title"] == ["The light blinks."]
    door = client.get(asked.location)
    assert "/sign-in?next=" in door.location


@pytest.mark.parametrize("way", ["signed out", "signed in"])
def test_long_words_are_never_cut(client: FlaskClient, member: MakeMember, sign_in: SignIn, way: str) -> None:
    if way == "signed in":
        sign_in(client, actor_of(member("alice")))
    text = "灯一直闪，重启也没用。" * 300 + "完"
    page = client.post("/share", data={"title": "灯" * 200, "text": text})
    assert page.status_code == 200
    assert text in page.text
    assert "灯" * 200 in page.text
    assert 'action="/kept"' in page.text if way == "signed out" else 'action="/ask"' in page.text


def test_what_fits_into_an_address_fits_through_the_door(client: FlaskClient) -> None:
    text = "灯" * 200
    asked = client.post("/share", data={"text": text + "。"})
    door = client.get(asked.location)
    assert door.location
    assert len(door.location) < 8_000
    assert text in parse_qs(urlsplit(parse_qs(urlsplit(door.location).query)["next"][0]).query)["body"][0]


def test_the_worker_is_made_once(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    first = client.get("/sw.js").get_data()

    def unread(*_given: object, **_more: object) -> str:
        raise AssertionError

    monkeypatch.setattr(Path, "read_text", unread)
    assert client.get("/sw.js").get_data() == first
