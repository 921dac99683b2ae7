"""Writing in a real browser: pictures, mentions, tags, suggestions, drafts that survive everything, with keys and without script."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from flask import Flask
from playwright.sync_api import expect

from community.kernel.db import db
from community.kernel.unit_of_work import unit_of_work
from community.posts.models import Draft
from tests.browser.running import running
from tests.browser.writing_site import ANSWER, BODY, TITLE, furnish, picture, writing
from tests.conftest import make_app

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

pytestmark = [
    pytest.mark.browser,
    # A browser that leaves a page in the middle of a file: the development server never closes it.
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

PASTE = """([bytes, kind]) => {
  const data = new DataTransfer();
  data.items.add(new File([new Uint8Array(bytes)], "lamp.png", { type: "image/png" }));
  const text = document.querySelector("#body");
  const event = kind === "paste" ? new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true })
    : new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true });
  text.dispatchEvent(event);
}"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, empty_database: bytes) -> Iterator[tuple[Flask, str]]:
    folder = tmp_path_factory.mktemp("site")
    (folder / "huzhu.sqlite").write_bytes(empty_database)
    app = make_app(folder)
    app.config["WTF_CSRF_ENABLED"] = True
    with app.app_context():
        furnish()
    with running(app) as served:
        yield app, served


@pytest.fixture
def address(site: tuple[Flask, str]) -> str:
    """The site, without what earlier tests began to write."""
    app, served = site
    with app.app_context(), unit_of_work():
        db.session.query(Draft).delete()
    return served


@pytest.fixture
def page(browser: "Browser", address: str) -> Iterator["Page"]:
    with writing(browser, address) as opened:
        yield opened


def state(page: "Page") -> "Locator":
    return page.locator("[data-draft-state]").first


def place(page: "Page") -> float:
    top: float = page.evaluate("document.querySelector('#body').getBoundingClientRect().top + scrollY")
    return top


@pytest.mark.parametrize("way", ["paste", "drop"])
def test_a_picture_that_is_pasted_or_dropped_stands_in_the_text(page: "Page", way: str) -> None:
    page.locator("#body").focus()
    page.evaluate(PASTE, [list(picture()), way])
    expect(page.locator("#body")).to_have_value(re.compile(r"!\[lamp\]\(/uploads/\w+\.png\)"))
    page.locator(".uploads__alt input").fill("A blinking lamp")
    expect(page.locator("#body")).to_have_value(re.compile(r"!\[A blinking lamp\]\(/uploads/"))


def test_a_picture_that_cannot_be_sent_says_why_and_can_be_tried_again(page: "Page") -> None:
    page.route("**/uploads", lambda route: route.abort())
    page.locator("#body").fill("Look:")
    page.locator("input[data-picture]").set_input_files(
        {"name": "lamp.png", "mimeType": "image/png", "buffer": picture()}
    )
    expect(page.locator(".uploads__said")).to_contain_text("The connection broke")
    assert page.input_value("#body").strip() == "Look:"
    page.unroute("**/uploads")
    page.get_by_role("button", name="Try again").click()
    expect(page.locator("#body")).to_have_value(re.compile(r"/uploads/\w+\.png"))


def test_an_at_offers_members_by_keys(page: "Page") -> None:
    page.locator("#body").press_sequentially("Thanks @林")
    expect(page.get_by_role("option", name="林晓")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator("#body")).to_have_value("Thanks @林晓 ")


def test_another_name_of_a_tag_leads_to_it(page: "Page") -> None:
    page.locator("#tags").press_sequentially("wlan")
    expect(page.get_by_role("option", name="wifi (wlan)")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator(".tag-picker__chip")).to_have_text(re.compile(r"wifi \(wlan\)"))
    page.locator("#tags").press_sequentially("brandnew,")
    expect(page.locator("[name=tags]")).to_have_value("wifi brandnew")
    expect(page.locator(".tag-picker__chip").last).to_contain_text("new")
    page.keyboard.press("Backspace")
    expect(page.locator("[name=tags]")).to_have_value("wifi")


def test_what_is_being_composed_asks_and_sends_nothing(page: "Page") -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.locator("#tags").focus()
    page.evaluate(
        """() => {
          const field = document.querySelector("#tags");
          field.dispatchEvent(new CompositionEvent("compositionstart"));
          field.value = "wu xian";
          field.dispatchEvent(new InputEvent("input", { bubbles: true, isComposing: true }));
          field.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", isComposing: true, bubbles: true }));
        }"""
    )
    page.wait_for_timeout(400)
    assert [each for each in asked if "tag-choices?q" in each] == []
    assert page.input_value("#tags") == "wu xian"


def test_an_answer_is_offered_while_the_title_is_typed_and_solves_it(page: "Page") -> None:
    before = place(page)
    page.locator("#title").press_sequentially("mesh node drops wifi at night")
    card = page.locator(".suggestion", has_text=TITLE)
    expect(card).to_contain_text(ANSWER[:40])
    expect(page.locator("[data-offers-said]")).to_contain_text("may have the answer")
    assert place(page) == before, "the page jumped"
    card.get_by_role("button", name="That solved it").click()
    expect(page.locator(".flash")).to_contain_text("Good to hear")


def test_bold_lists_and_code_by_keys_are_undone_by_ctrl_z(page: "Page") -> None:
    body = page.locator("#body")
    body.fill("")
    body.press_sequentially("amber")
    body.press("Control+a")
    body.press("Control+b")
    expect(body).to_have_value("**amber**")
    body.press("Control+z")
    expect(body).to_have_value("amber")
    body.fill("")
    body.press_sequentially("1. one\ntwo")
    expect(body).to_have_value("1. one\n2. two")
    body.fill("```\n")
    body.press("Tab")
    expect(body).to_have_value("```\n  ")
    body.press("Escape")
    body.press("Tab")
    assert page.evaluate("document.activeElement.id") != "body"


def test_without_a_network_words_stay_on_the_device_and_come_back(page: "Page") -> None:
    page.route("**/drafts/**", lambda route: route.abort())
    page.locator("#body").fill("It happens since Monday.")
    expect(state(page)).to_contain_text("Saved on this device", timeout=10_000)
    page.unroute("**/drafts/**")
    page.reload()
    expect(page.locator("#body")).to_have_value("It happens since Monday.")
    expect(state(page)).to_contain_text("Draft saved", timeout=10_000)


def test_two_tabs_lose_no_words(page: "Page") -> None:
    page.locator("#body").fill("Before both.")
    expect(state(page)).to_contain_text("Draft saved", timeout=10_000)
    page.reload()
    other = page.context.new_page()
    other.goto("/ask")
    other.locator("#body").fill("Words of the second tab.")
    expect(state(other)).to_contain_text("Draft saved", timeout=10_000)
    page.locator("#body").fill("Words of the first tab.")
    clash = page.locator("[data-clash]")
    expect(clash).to_be_visible(timeout=10_000)
    clash.locator("summary").click()
    expect(clash).to_contain_text("Words of the second tab.")
    clash.get_by_role("button", name="Take the others").click()
    expect(page.locator("#body")).to_have_value("Words of the second tab.")


def test_a_question_is_asked_without_script_with_a_picture_after_a_look_at_what_is_there(
    browser: "Browser", address: str
) -> None:
    with writing(browser, address, java_script_enabled=False, viewport={"width": 360, "height": 800}) as page:
        page.fill("#title", TITLE + " and the lamp is red")
        page.fill("#body", BODY)
        page.fill("#tags", "wlan mesh")
        page.set_input_files(
            "input[name=picture]", {"name": "lamp.png", "mimeType": "image/png", "buffer": picture()}
        )
        page.get_by_role("button", name="Post your question").click()
        expect(page.locator("main")).to_contain_text("Before you post")
        page.get_by_role("button", name="None of these").click()
        page.wait_for_url("**/questions/**")
        expect(page.locator(".post img").first).to_be_attached()
