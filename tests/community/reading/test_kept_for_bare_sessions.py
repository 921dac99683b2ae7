"""Whoever was at a form, and so has a session that names nobody, gets the pages of visitors; nobody gets another's form."""

import pytest
from flask import Flask, g
from flask.testing import FlaskClient
from flask_wtf.csrf import generate_csrf
from werkzeug.test import TestResponse

from community.answers.models import Answer
from community.front import routes as front
from community.kernel import page_cache, page_keys
from community.kernel.policy import Actor
from tests.community.reading.conftest import Thread, rate
from tests.community.reading.test_kept_pages import kept, visit
from tests.community.reading.test_profile_statements import statements
from tests.conftest import SignIn, both_databases


@pytest.fixture
def answer(app: Flask, thread: Thread, alice: Actor, bob: Actor) -> Answer:
    app.config["WTF_CSRF_ENABLED"] = True
    return thread(alice, bob)


@pytest.fixture
def path(app: Flask, answer: Answer) -> str:
    return str(visit(app, f"/questions/{answer.question_id}").location)


@pytest.fixture
def browser(app: Flask, answer: Answer) -> FlaskClient:
    """A browser that was at the form for signing in and went on as a visitor."""
    made = app.test_client()
    assert "csrf_token" in made.get("/sign-in").text
    with made.session_transaction() as session:
        assert set(session) == {"csrf_token"}
    return made


def key_with(cookie: str) -> page_keys.Key | None:
    environ = {"REQUEST_METHOD": "GET", "wsgi.url_scheme": "http", "HTTP_COOKIE": cookie}
    return page_keys.key_of(environ)


@both_databases
def test_who_was_at_a_form_gets_the_kept_page(
    app: Flask, browser: FlaskClient, path: str, answer: Answer, alice: Actor
) -> None:
    first = visit(app, path)
    for page in (path, "/", "/questions", "/tags/mesh"):
        for _turn in range(2):
            visit(app, page)
        with statements() as asked:
            again = browser.get(page)
        assert len(asked) == 1, page
        assert "Set-Cookie" not in again.headers
    assert browser.get(path).data == first.data
    rate(answer, 1, alice)
    assert browser.get(path).data == visit(app, path).data != first.data
    assert (
        browser.post("/sign-in", data={"login": "x", "password": "y"}).status_code == 400
    )  # without the token


def test_what_such_a_browser_came_for_first_is_kept_for_all(
    app: Flask, browser: FlaskClient, path: str
) -> None:
    made = browser.get(path)
    with statements() as asked:
        again = visit(app, path)
    assert len(asked) <= 2
    assert again.data == made.data
    assert "csrf-token" in made.text
    with browser.session_transaction() as session:
        assert session["csrf_token"] not in made.text


@pytest.mark.parametrize("bare", [True, False])
def test_a_page_with_a_form_in_it_is_kept_for_nobody(
    app: Flask, browser: FlaskClient, monkeypatch: pytest.MonkeyPatch, bare: bool
) -> None:
    plain = front.render_template
    monkeypatch.setattr(front, "render_template", lambda *about, **of: plain(*about, **of) + generate_csrf())
    for _visit in range(2):
        g.pop("csrf_token", None)  # of the request before: in tests there is one context for all
        (browser if bare else app.test_client()).get("/")
    assert kept(app) == 0


def test_a_member_is_no_visitor(
    app: Flask, browser: FlaskClient, path: str, sign_in: SignIn, bob: Actor
) -> None:
    browser.get(path)
    sign_in(browser, bob)
    assert "/sign-out" in browser.get(path).text
    assert "/sign-out" not in visit(app, path).text


def test_news_of_a_session_are_shown_and_not_kept(app: Flask, browser: FlaskClient) -> None:
    with browser.session_transaction() as session:
        session["_flashes"] = [("good", "You are signed out now, see you.")]
    assert "see you" in browser.get("/questions").text
    assert kept(app) == 0
    assert "see you" not in visit(app, "/questions").text


@pytest.mark.parametrize(
    "cookie",
    [
        "session=",
        "session=.eJyrVkouLk5UslJQKi5JLMlMBgAkSgSs.x.y",
        "session=!!!.x.y",
        "session=WzFd.x.y",  # [1]
        "session=eyJfdXNlcl9pZCI6IngifQ.x.y",  # {"_user_id":"x"}
        "session=eyJjc3JmX3Rva2VuIjoieCIsIl91c2VyX2lkIjoiMSJ9.x.y",  # a token and a user
        "session=" + "e30" * 200,
        "session=e30.x.y; session=eyJfdXNlcl9pZCI6IngifQ.x.y",
        "session=e30.x.y; remember_token=1|x",
    ],
)
def test_other_sessions_have_pages_of_their_own_or_none(cookie: str) -> None:
    key = key_with(cookie)
    assert key is not None
    assert page_keys.is_own(key)


def test_a_session_that_is_made_up_is_a_visitor(app: Flask, path: str) -> None:
    assert key_with("session=e30.x.y") == key_with("")  # {}
    assert key_with("session=eyJjc3JmX3Rva2VuIjoieCJ9.x.y; lang=en") == key_with("lang=en")
    assert key_with("session=e30.x.y; list=sort") is None
    first = visit(app, path)
    assert visit(app, path, Cookie="session=eyJjc3JmX3Rva2VuIjoieCJ9.x.y").data == first.data


def chosen(page: TestResponse) -> str:
    return page.headers["Set-Cookie"].split(";")[0]


@both_databases
def test_a_page_in_a_language_that_the_address_chose_is_kept_and_remembers_it(
    app: Flask, answer: Answer
) -> None:
    first = [visit(app, "/?lang=zh-Hans") for _turn in range(2)][-1]
    with statements() as asked:
        again = visit(app, "/?lang=zh-Hans")
    assert len(asked) == 1
    assert again.data == first.data
    assert again.headers["Set-Cookie"] == first.headers["Set-Cookie"]
    assert chosen(again) == "lang=zh-Hans"
    reader = app.test_client()
    reader.get("/?lang=zh-Hans")
    assert reader.get("/").headers["Content-Language"] == "zh-Hans"
    assert chosen(reader.get("/?lang=en")) == "lang=en"
    assert reader.get("/").headers["Content-Language"] == "en"


def test_no_other_cookie_is_ever_kept(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    app.after_request_funcs[None].append(lambda answer: (answer.set_cookie("seen", "1"), answer)[1])
    visit(app, "/?lang=en")
    assert kept(app) == 0
    assert page_cache.pages_of(app).found == {}
