"""Whatever goes by language is kept for that language only."""

import pytest
from flask import Flask, g, render_template_string
from flask.testing import FlaskClient
from flask_babel import force_locale
from werkzeug.test import TestResponse

from community.kernel import jinja
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.questions import services as questions
from tests.conftest import SignIn

ZH = {"Accept-Language": "zh-CN"}
SPOKEN = (
    "/",
    "/questions",
    "/ask",
    "/search?q=wifi",
    "/manifest.webmanifest",
    "/offline",
    "/feeds/questions.atom",
    "/feeds/unanswered.atom",
    "/questions/1.atom",
    "/live",
    "/widget/v1/start",
    "/api/v1/questions/99",
    "/nowhere",
)
ALIKE = (
    "/widget.js",
    "/widget/core.js",
    "/sw.js",
    "/robots.txt",
    "/sitemap.xml",
    "/questions/1/qr.svg",
    "/questions/1/card.png",
)


@pytest.fixture(autouse=True)
def asked(app: object, alice: Actor) -> None:
    with unit_of_work():
        questions.ask(
            "Why does the mesh drop at two?", "Since Tuesday, every night at two.", ["wifi"], by=alice
        )


def may_be_kept(answer: TestResponse) -> bool:
    return not (answer.cache_control.no_store or answer.cache_control.no_cache)


def test_a_language_that_is_not_wanted_is_not_spoken(client: FlaskClient) -> None:
    for wish in ("zh;q=0", "*, zh-CN;q=0", "de, zh;q=0.0"):
        assert '<html lang="en"' in client.get("/questions", headers={"Accept-Language": wish}).text, wish


@pytest.mark.parametrize("path", SPOKEN)
def test_an_answer_that_goes_by_language_says_so(client: FlaskClient, path: str) -> None:
    answer = client.get(path, headers=ZH)
    assert {"Accept-Language", "Cookie"} <= set(answer.vary)
    assert not answer.cache_control.public
    assert answer.cache_control.private or "no-store" in answer.headers["Cache-Control"]


def test_a_choice_in_the_visit_or_the_account_is_never_answered_from_another_language(
    client: FlaskClient, alice: Actor, sign_in: SignIn
) -> None:
    first = client.get("/feeds/questions.atom")
    client.get("/?lang=zh-Hans")
    tag = {"If-None-Match": first.headers["ETag"]}
    second = client.get("/feeds/questions.atom", headers=tag)
    assert second.status_code == 200
    assert 'xml:lang="zh-Hans"' in second.get_data(as_text=True)
    assert may_be_kept(first)
    assert "Cookie" in first.vary
    sign_in(client, alice)
    assert client.get("/live").headers["ETag"] != client.get("/live?lang=en").headers["ETag"]


@pytest.mark.parametrize("path", ALIKE)
def test_what_anybody_may_keep_is_the_same_in_every_language(client: FlaskClient, path: str) -> None:
    english, chinese = client.get(path, headers={"Accept-Language": "en"}), client.get(path, headers=ZH)
    if english.cache_control.public:
        assert english.get_data() == chinese.get_data()
        assert "Set-Cookie" not in english.headers
    assert (
        client.get(path + "?lang=zh-Hans").get_data() == english.get_data() or may_be_kept(english) is False
    )


def test_a_sentence_follows_the_request_whatever_was_remembered(app: Flask) -> None:
    jinja._known.clear()
    for lang, word in (("zh-Hans", "登录"), ("en", "Sign in")):
        other = "en" if lang == "zh-Hans" else "zh_Hans"
        g.pop("huzhu_language", None)
        with app.test_request_context(f"/?lang={lang}"), force_locale(other):
            assert render_template_string('{{ _("Sign in") }}') == word
            assert render_template_string('{{ _("Sign in") }}') == word
