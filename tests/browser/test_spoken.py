"""What listeners hear: whatever changes by itself or by script is said once, and ordinary typing says nothing."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

import pytest
from flask import Flask
from playwright.sync_api import expect

from community.answers import services as answering
from community.answers.models import Answer
from community.kernel.db import db
from community.kernel.policy import Actor, Role
from community.kernel.unit_of_work import unit_of_work
from community.questions import services as asking
from community.questions.models import Question
from community.search.services import rebuild
from moderation.review import opening
from moderation.review.rules import ItemKind
from tests.browser.desk_site import sign_in
from tests.browser.running import mounted, person, running
from tests.browser.writing_site import picture
from tests.conftest import make_app

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

TITLE: Final = "The mesh node drops the wifi every night"
BODY: Final = "Since the last update the second node restarts at night, and I tried another outlet."
ORDINARY: Final = "It happens since Monday and the other node is fine, which I do not understand at all."
# Every change inside a living region, and every alert that comes, with the words that are then heard.
HEAR: Final = """() => {
  window.heard = [];
  const living = "[role=status], [role=alert], [role=log], [aria-live=polite], [aria-live=assertive]";
  new MutationObserver(changes => {
    const regions = new Set();
    for (const { target, addedNodes } of changes) {
      const element = target instanceof Element ? target : target.parentElement;
      const nearest = element?.closest(`${living}, [aria-live=off], [role=timer]`);
      if (nearest?.matches(living)) regions.add(nearest);
      for (const each of addedNodes) if (each instanceof Element && each.matches("[role=alert]")) regions.add(each);
    }
    for (const each of regions) {
      const words = each.innerText.trim();
      if (words) window.heard.push(words);
    }
  }).observe(document, { subtree: true, childList: true, characterData: true });
}"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, empty_database: bytes) -> Iterator[tuple[Flask, str]]:
    """A question with an answer, one post that waits for a moderator, and three people."""
    folder = tmp_path_factory.mktemp("spoken")
    (folder / "huzhu.sqlite").write_bytes(empty_database)
    app = make_app(folder)
    app.config["WTF_CSRF_ENABLED"] = True
    with app.app_context():
        alice, bob = person("alice"), person("bob")
        person("carol", Role.MODERATOR)
        with unit_of_work():
            question = asking.ask(TITLE, BODY, ["wifi"], by=alice)
            answering.answer(question, "Turn the nightly scan off under Settings, then it stays up.", by=bob)
        with unit_of_work():
            other = asking.ask(
                "Where is the reset hole of the lamp", "I cannot find it below.", ["lamp"], by=bob
            )
            opening.open_item(other.id, ItemKind.FIRST_POST, ["first-posts"])
        rebuild()
    with running(app) as served:
        yield app, served


def visit(browser: "Browser", address: str, name: str, path: str) -> "Page":
    context = browser.new_context(base_url=address, service_workers="block", reduced_motion="reduce")
    context.add_init_script(f"({HEAR})()")
    page = context.new_page()
    page.goto("/sign-in")
    sign_in(page, name)
    page.goto(path)
    mounted(page)
    return page


def hears(page: "Page", words: str) -> None:
    page.wait_for_function("words => heard.some(each => each.includes(words))", arg=words)


def silence(page: "Page") -> None:
    page.evaluate("heard.length = 0")


def test_ordinary_typing_says_nothing_and_a_kept_draft_is_said_once(
    browser: "Browser", site: tuple[Flask, str]
) -> None:
    page = visit(browser, site[1], "bob", "/ask")
    body = page.locator("#body")
    body.focus()
    silence(page)
    body.press_sequentially(ORDINARY, delay=15)
    assert page.evaluate("heard") == []
    hears(page, "Draft saved")
    expect(page.locator("[data-check-verdict]")).not_to_have_text("")
    page.wait_for_function("() => !document.querySelector('#page-said').textContent.includes('Saving')")
    silence(page)
    with page.expect_response("**/check"), page.expect_response("**/drafts/**"):
        body.press_sequentially(" It is a white one.", delay=15)
    page.evaluate("() => new Promise(done => setTimeout(done, 150))")  # as long as words wait to be said
    assert page.evaluate("heard") == [], "the same again is not said again"
    page.context.close()


def test_offers_tags_and_pictures_are_said(browser: "Browser", site: tuple[Flask, str]) -> None:
    page = visit(browser, site[1], "bob", "/ask")
    page.locator("#title").press_sequentially("mesh node drops wifi at night")
    hears(page, "may have the answer")
    page.locator("#tags").press_sequentially("brandnew,")
    hears(page, "brandnew added")
    page.locator("input[data-picture]").set_input_files(
        {"name": "lamp.png", "mimeType": "image/png", "buffer": picture()}
    )
    hears(page, "lamp.png is on its way.")
    hears(page, "lamp.png: Added.")
    page.locator("input[data-picture]").set_input_files(
        {"name": "notes.txt", "mimeType": "text/plain", "buffer": b"words"}
    )
    hears(page, "Only JPEG, PNG and WebP")
    page.context.close()


def test_what_could_not_be_sent_is_said(browser: "Browser", site: tuple[Flask, str]) -> None:
    page = visit(browser, site[1], "bob", "/ask")
    page.route("**/drafts/**", lambda route: route.abort())
    page.locator("#body").fill(ORDINARY)
    hears(page, "Saved on this device")
    page.locator("#title").fill("Help")
    page.eval_on_selector("main form.steps", "form => { form.noValidate = true }")
    with page.expect_navigation():
        page.get_by_role("button", name="Post your question").click()
    mounted(page)
    summary = page.get_by_role("alert").filter(has_text="Please look at these")
    expect(summary).to_be_focused()
    page.context.close()


def answer_of(app: Flask, *, by: Actor | None = None) -> int:
    with app.app_context(), unit_of_work():
        question = db.session.query(Question).filter_by(title=TITLE).one()
        if by is not None:
            answering.answer(question, "Mine stayed up after I gave it an address of its own.", by=by)
        return int(db.session.query(Answer).filter_by(question_id=question.id).first().id)


def test_stars_are_said(browser: "Browser", site: tuple[Flask, str]) -> None:
    page = visit(browser, site[1], "alice", f"/posts/{answer_of(site[0])}")
    form = page.locator("form.rate").first
    with page.expect_navigation():
        form.locator(".rate__star").nth(3).click()
    mounted(page)
    hears(page, "You gave 4 stars.")
    page.context.close()


def test_new_answers_are_said(browser: "Browser", site: tuple[Flask, str]) -> None:
    app, address = site
    with app.app_context():
        eve = person("eve")
    page = visit(browser, address, "carol", "/")
    page.clock.install()
    page.goto(f"/posts/{answer_of(app)}")
    mounted(page)
    answer_of(app, by=eve)
    page.clock.run_for(31_000)
    hears(page, "new answer has come.")
    page.context.close()


def test_a_decision_of_the_queue_is_said_and_seconds_are_not(
    browser: "Browser", site: tuple[Flask, str]
) -> None:
    page = visit(browser, site[1], "carol", "/review")
    with page.expect_navigation():
        page.get_by_role("button", name="Take the next one").click()
    mounted(page)
    assert page.locator(".lease [data-left]").first.get_attribute("aria-live") == "off"
    silence(page)
    page.wait_for_function(
        "() => /:\\d[02468]/.test(document.querySelector('.lease [data-left]').textContent)"
    )
    page.wait_for_function(
        "() => /:\\d[13579]/.test(document.querySelector('.lease [data-left]').textContent)"
    )
    assert page.evaluate("heard") == [], "seconds are counted aloud"
    with page.expect_navigation():
        page.get_by_role("button", name="Approve").first.click()
    mounted(page)
    hears(page, "pproved")
    page.context.close()
