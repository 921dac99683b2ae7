"""The widget on a page of another site with a strict policy, in a real browser."""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from flask import Flask
from playwright.sync_api import expect
from sqlalchemy import func, select

from community.answers import services as answers
from community.channels.models import ChannelMessage, Contact
from community.kernel.db import db
from community.kernel.unit_of_work import unit_of_work
from community.questions import services as questions
from community.questions.models import Question
from community.routing.models import SelfHelp
from community.search import services as search
from tests.browser.running import person, running
from tests.conftest import make_app

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page, Route

pytestmark = pytest.mark.browser
TITLE = "How can I keep one name for both radio bands at home"
BODY = "The phones stay on the slow band in the garden. I tried a restart and the newest firmware."
ASKED = (
    "The light on my router blinks red all night since the update. I restarted it twice. What does it mean?"
)


class Host(BaseHTTPRequestHandler):
    """A shop's page. `site` is where the widget comes from; the policy allows nothing else."""

    site = ""
    policy = "default-src 'none'; script-src {site}; connect-src {site}; img-src {site}"

    def do_GET(self) -> None:
        lang = "zh" if "zh" in self.path else "en"
        page = (
            f'<!DOCTYPE html><html lang="{lang}"><head><title>Shop</title>'
            '<meta name="viewport" content="width=device-width, initial-scale=1">'
            f'<script src="{self.site}/widget.js" data-product="Perch M2" data-version="4.2" async></script></head>'
            "<body><main><h1>Shop</h1><button>Buy</button><div data-huzhu></div></main></body></html>"
        )
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Security-Policy", self.policy.format(site=self.site))
        self.end_headers()
        self.wfile.write(page.encode())

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@contextmanager
def hosting() -> Iterator[str]:
    """The address of the shop for as long as the block lasts."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Host)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, empty_database: bytes) -> Iterator[tuple[Flask, str]]:
    """A site with one solved question, and the address of a shop that may embed its widget."""
    folder = tmp_path_factory.mktemp("site")
    (folder / "huzhu.sqlite").write_bytes(empty_database)
    with hosting() as shop:
        app = make_app(folder, widget_origins=shop)
        app.config["WTF_CSRF_ENABLED"] = True
        with app.app_context():
            alice, bob = person("alice"), person("bob")
            with unit_of_work():
                question = questions.ask(TITLE, BODY, ["router"], by=alice)
            with unit_of_work():
                answers.answer(question, "Give both bands one name, and turn on **steering**.", by=bob)
            search.rebuild()
        with running(app) as served:
            Host.site = served
            yield app, shop


@pytest.fixture
def context(browser: "Browser", site: tuple[Flask, str]) -> "Iterator[BrowserContext]":
    made = browser.new_context(
        base_url=site[1], viewport={"width": 360, "height": 740}, reduced_motion="reduce"
    )
    yield made
    made.close()


def shop(context: "BrowserContext", path: str = "/") -> "tuple[Page, list[str]]":
    """The shop's page, and what the browser complained about on it."""
    page = context.new_page()
    complaints: list[str] = []
    page.on(
        "console", lambda each: complaints.append(each.text) if each.type in {"error", "warning"} else None
    )
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(path)
    page.locator(".launch").wait_for()
    return page, complaints


def count(app: Flask, what: type) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(what)) or 0


def test_a_visitor_finds_reads_and_says_it_solved_it(
    context: "BrowserContext", site: tuple[Flask, str]
) -> None:
    page, complaints = shop(context)
    page.locator(".launch").click()
    box = page.get_by_role("dialog")
    box.get_by_role("searchbox").fill("one name for both bands")
    box.get_by_role("button", name=TITLE, exact=True).click()
    expect(box.locator("h3")).to_be_focused()
    expect(box.locator(".answer strong")).to_have_text("steering")
    for _ in range(2):
        box.get_by_role("button", name="This solved it").click()
        expect(box.get_by_text("Good to hear")).to_be_focused()
        box.get_by_role("button", name="Back").click()
        box.get_by_role("button", name=TITLE, exact=True).click()
    assert count(site[0], SelfHelp) == 1
    assert complaints == []
    assert context.cookies() == []
    assert page.evaluate("Object.keys(window).filter((name) => /huzhu/i.test(name))") == ["Huzhu"]


def test_a_thank_you_that_did_not_arrive_is_said_and_can_be_sent_again(
    context: "BrowserContext", site: tuple[Flask, str]
) -> None:
    page, _ = shop(context)
    page.route("**/widget/v1/questions/*/solved*", lambda route: route.abort())
    page.locator(".launch").click()
    box = page.get_by_role("dialog")
    box.get_by_role("searchbox").fill("one name for both bands")
    box.get_by_role("button", name=TITLE, exact=True).click()
    button = box.get_by_role("button", name="This solved it")
    for _ in range(2):
        button.click()
        expect(box.get_by_role("alert")).to_have_count(1)
        expect(box.get_by_role("alert")).to_contain_text("did not reach us")
        expect(box.get_by_role("alert")).to_be_in_viewport(ratio=1)
        expect(button).to_be_focused()
    page.unroute("**/widget/v1/questions/*/solved*")
    button.click()
    expect(box.get_by_text("Good to hear")).to_be_focused()
    expect(box.get_by_role("alert")).to_have_count(0)


def test_what_is_no_address_keeps_nobody_from_reading(context: "BrowserContext") -> None:
    def spoil(route: "Route") -> None:
        told = route.fetch().json()
        broken = {**told, "html": '<p>See <a href="https://[x">this</a><img src="https://[y" alt=""></p>'}
        route.fulfill(json=broken)

    context.route(re.compile(r"/widget/v1/questions/\d+(\?|$)"), spoil)
    page, complaints = shop(context)
    page.locator(".launch").click()
    box = page.get_by_role("dialog")
    box.get_by_role("searchbox").fill("one name for both bands")
    box.get_by_role("button", name=TITLE, exact=True).click()
    expect(box.get_by_text("See this")).to_be_visible()
    assert complaints == []


def test_a_question_arrives_exactly_once_with_where_it_was_asked(
    context: "BrowserContext", site: tuple[Flask, str]
) -> None:
    page, _ = shop(context, "/cart?token=secret")
    page.evaluate("Huzhu.context({ product: 'Perch M1' }); Huzhu.open({ view: 'ask' })")
    box = page.get_by_role("dialog")
    box.get_by_role("button", name="Send the question").click()
    expect(box.get_by_label("Your question")).to_be_focused()
    expect(box.get_by_label("Your question")).to_have_accessible_description(
        "Tell us a little more: what happens, and what did you try?"
    )
    box.get_by_label("Your question").fill(ASKED)
    box.get_by_label("Your e-mail address").fill("lin@example")
    box.get_by_role("button", name="Send the question").click()
    expect(box.get_by_label("Your e-mail address")).to_be_focused()
    expect(box.get_by_label("Your question")).to_have_value(ASKED)
    box.get_by_label("Your e-mail address").fill("lin@example.com")
    # The answer of the first try gets lost on the way; the second try is pressed twice.
    page.route("**/widget/v1/messages*", lambda route: (route.fetch(), route.abort())[1], times=1)
    box.get_by_role("button", name="Send the question").click()
    expect(box.get_by_role("alert")).to_contain_text("did not work")
    box.get_by_role("button", name="Send the question").dblclick()
    expect(box.locator("h3")).to_have_text("Your question has arrived")
    with site[0].app_context():
        message = db.session.scalars(select(ChannelMessage)).one()
        assert db.session.scalars(select(Contact.handle)).one() == "lin@example.com"
        question = db.session.scalars(select(Question).where(Question.author_id.is_(None))).one()
        assert message.channel == "widget"
        assert question.status == "private"
        assert "Perch M1" in question.body_markdown
        assert "/cart" in question.body_markdown
        assert "secret" not in question.body_markdown


def test_words_that_were_changed_after_a_try_that_went_wrong_are_another_question(
    context: "BrowserContext",
) -> None:
    """The site knows a question by its id: under the same one, other words would be taken for known ones."""
    page, _ = shop(context)
    tried: list[dict[str, str]] = []
    page.route(
        "**/widget/v1/messages*", lambda route: (tried.append(route.request.post_data_json), route.abort())[1]
    )
    page.evaluate("Huzhu.open({ view: 'ask' })")
    box = page.get_by_role("dialog")
    box.get_by_label("Your e-mail address").fill("lin@example.com")
    for words in (ASKED, ASKED, f"{ASKED} It is the pomelo model."):
        before = len(tried)
        box.get_by_label("Your question").fill(words)
        box.get_by_role("button", name="Send the question").click()
        expect(box.get_by_role("alert")).to_contain_text("did not work")
        assert len(tried) > before
    assert tried[0]["id"] == tried[1]["id"]
    assert tried[-1]["id"] != tried[0]["id"]
    assert "pomelo" in tried[-1]["text"]


@pytest.mark.parametrize("path", ["/", "/zh"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everyone_can_use_it(context: "BrowserContext", path: str, scheme: str) -> None:
    page, _ = shop(context, path)
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.locator("[data-huzhu] input").wait_for()
    assert violations(page) == []
    page.evaluate("Huzhu.open({ query: 'one name for both bands' })")
    page.locator("dialog .found li").wait_for()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.evaluate("Huzhu.open({ view: 'ask' })")
    page.locator("dialog textarea").wait_for()
    assert violations(page) == []
    size = page.locator("dialog").bounding_box()
    assert size is not None
    assert (size["width"], size["height"]) == (360, 740)


def violations(page: "Page") -> list[str]:
    """What axe finds, without what only concerns the shop's bare page."""
    found = Axe().run(page).response["violations"]
    return [f"{each['id']}: {[node['html'] for node in each['nodes']]}" for each in found]


def test_the_keyboard_alone_is_enough(context: "BrowserContext") -> None:
    page, _ = shop(context)
    page.locator(".launch").focus()
    page.keyboard.press("Enter")
    box = page.get_by_role("dialog")
    expect(box.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("one name for both bands")
    box.locator(".title").first.wait_for()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(box.locator("h3")).to_be_focused()
    page.keyboard.press("Escape")
    expect(box).to_be_hidden()
    expect(page.locator(".launch")).to_be_focused()


def test_a_page_that_may_not_embed_it_is_told_why(browser: "Browser", site: tuple[Flask, str]) -> None:
    with hosting() as stranger:
        page = browser.new_page(base_url=stranger)
        told: list[str] = []
        page.on("console", lambda each: told.append(each.text))
        page.goto("/")
        page.locator(".launch").click()
        expect(page.get_by_role("dialog").get_by_role("alert")).to_be_visible()
        page.close()
    assert any("HUZHU_WIDGET_ORIGINS" in each for each in told)


def test_the_shop_of_the_demonstration_shows_it(context: "BrowserContext") -> None:
    page = context.new_page()
    page.goto(f"{Host.site}/widget/demo?lang=zh-Hans")
    page.locator("[data-huzhu] input").wait_for()
    page.locator(".launch").wait_for()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
