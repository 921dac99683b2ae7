"""A private conversation in a real browser: by keyboard with script, by buttons without, on a phone in Chinese."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import expect

from community.kernel.policy import Role
from community.kernel.unit_of_work import unit_of_work
from community.questions import services as questions
from community.routing import asking
from moderation.canned import services as canned
from moderation.macros import services as macros
from moderation.macros.rules import Step
from tests.browser.running import PASSWORD, mounted, person, running
from tests.conftest import make_app

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

pytestmark = pytest.mark.browser

TITLE = "Where do I change the name of the guest network?"
BODY = "I have looked through the settings of the app and found only the name of the main one."
ADDRESS = "mei.lin@wrenmail.de"


@pytest.fixture
def address(tmp_path_factory: pytest.TempPathFactory, empty_database: bytes) -> Iterator[str]:
    """A site with an asker, an agent, a question that staff have, a ready answer and a macro."""
    folder = tmp_path_factory.mktemp("talk")
    (folder / "huzhu.sqlite").write_bytes(empty_database)
    app = make_app(folder)
    app.config["WTF_CSRF_ENABLED"] = True
    with app.app_context():
        alice, dave = person("alice", Role.MEMBER), person("dave", Role.AGENT)
        with unit_of_work():
            asked = questions.ask(TITLE, BODY, ["wifi"], by=alice)
            asking.ask_for_staff(asked, "It is about my contract.", by=alice)
            body = "Hello {customer|there}, please restart it once."
            canned.keep(canned.Kept("Restart first", body, "en", shortcut="re"), by=dave)
            steps = (Step("letter", {"text": "Which contract is it, {customer}?"}), Step("wait", {}))
            macros.keep("Ask for the contract", steps, by=dave)
    with running(app) as served:
        yield served


Enter = Callable[..., "Page"]


@pytest.fixture
def enter(browser: "Browser", address: str) -> Iterator[Enter]:
    contexts: list[BrowserContext] = []

    def open_window(name: str, *, width: int = 1280, scripts: bool = True) -> "Page":
        context = browser.new_context(
            viewport={"width": width, "height": 860}, base_url=address, java_script_enabled=scripts
        )
        contexts.append(context)
        page = context.new_page()
        page.goto("/sign-in")
        page.fill("main [name=name]", name)
        page.fill("main [name=password]", PASSWORD)
        page.click("main [type=submit]")
        return page

    yield open_window
    for context in contexts:
        context.close()


def fits(page: "Page") -> None:
    """Nothing is wider than the window, and nobody is shut out."""
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    found = Axe().run(page)
    assert found.response["violations"] == [], found.generate_report()


@pytest.mark.parametrize("scripts", [True, False])
def test_enter_in_the_field_for_ready_answers_finds_and_sends_nothing(enter: Enter, scripts: bool) -> None:
    dave = enter("dave", scripts=scripts)
    dave.goto("/desk/cases/1")
    dave.fill("#body", "Dear Alice, I am still")
    dave.get_by_text("Ready answers", exact=True).click()
    dave.fill("[name=canned_q]", "restart")
    with dave.expect_navigation():
        dave.press("[name=canned_q]", "Enter")
    expect(dave.get_by_text("Restart first").first).to_be_visible()
    expect(dave.locator("#body")).to_have_value("Dear Alice, I am still")
    dave.goto("/desk/cases/1")
    expect(dave.locator("main .post, main .talk__one").filter(has_text="Dear Alice")).to_have_count(0)


def test_a_ready_answer_is_taken_by_keys_and_private_data_left_out(enter: Enter) -> None:
    dave = enter("dave")
    dave.goto("/desk/cases/1")
    mounted(dave)
    dave.focus("#body")
    dave.keyboard.type("/re")
    expect(dave.locator(".quick__choice").first).to_contain_text("Restart first")
    dave.keyboard.press("Enter")
    expect(dave.locator("#body")).to_have_value("Hello alice, please restart it once.")
    dave.keyboard.press("End")
    dave.keyboard.type(f" Write to {ADDRESS} if it does not help.")
    with dave.expect_navigation():
        dave.keyboard.press("Control+Enter")
    expect(dave.locator("mark.private__part")).to_contain_text(ADDRESS)
    expect(dave.locator("#body")).to_have_value(
        f"Hello alice, please restart it once. Write to {ADDRESS} if it does not help."
    )
    fits(dave)
    dave.get_by_role("button", name="Leave it out and send").click()
    expect(dave.locator("ol.thread")).to_contain_text("Write to [email left out] if it does not help.")
    dave.goto("/desk/canned")
    expect(dave.locator("main")).to_contain_text("used 1 time")
    fits(dave)


def test_a_note_that_was_kept_on_the_device_comes_back_as_a_note(enter: Enter) -> None:
    """Under the tab of a reply it would be published."""
    dave = enter("dave")
    dave.goto("/desk/cases/1")
    mounted(dave)
    dave.route("**/draft", lambda route: route.abort())
    dave.locator("label.composer__tab", has_text="Note").click()
    dave.fill("#body", "She has called twice, and was angry.")
    expect(dave.locator("[data-draft-state]")).to_contain_text("Saved on this device", timeout=10_000)
    dave.goto("/desk")
    dave.goto("/desk/cases/1")
    expect(dave.locator("#body")).to_have_value("She has called twice, and was angry.")
    expect(dave.locator("[name=kind][value=note]")).to_be_checked()


def test_a_ready_answer_that_a_button_puts_in_stays_and_is_a_draft(enter: Enter) -> None:
    """The button sends the form: what was typed before must not come back over what the server put in."""
    dave = enter("dave")
    dave.goto("/desk/cases/1")
    mounted(dave)
    dave.fill("#body", "Thank you for waiting.")
    dave.locator("summary", has_text="Ready answers").click()
    dave.locator("summary", has_text="Restart first").click()
    with dave.expect_navigation():
        dave.get_by_role("button", name="Put it into your answer").click()
    expect(dave.locator("[data-draft-state]")).to_contain_text("Draft saved", timeout=10_000)
    both = "Thank you for waiting.\n\nHello alice, please restart it once."
    expect(dave.locator("#body")).to_have_value(both)
    dave.goto("/desk/cases/1")
    expect(dave.locator("#body")).to_have_value(both)


def test_without_scripts_a_macro_asks_and_the_customer_answers_in_private(enter: Enter) -> None:
    dave, alice = enter("dave", scripts=False), enter("alice", width=390, scripts=False)
    dave.goto("/desk/cases/1")
    dave.locator("summary", has_text="Ready answers").click()
    dave.locator("summary", has_text="Restart first").click()
    dave.fill("#body", "Thank you for waiting.")
    dave.get_by_role("button", name="Put it into your answer").click()
    expect(dave.locator("#body")).to_have_value(
        "Thank you for waiting.\n\nHello alice, please restart it once."
    )
    dave.locator("summary", has_text="Macros").click()
    dave.get_by_role("link", name="Ask for the contract").click()
    expect(dave.locator("main")).to_contain_text("write to the asker alone: “Which contract is it, alice?”")
    dave.get_by_role("button", name="Do it").click()
    expect(dave.locator("main")).to_contain_text("Waiting for the customer")

    alice.goto("/posts/1")
    expect(alice.locator("main")).to_contain_text("We wait for your answer.")
    alice.get_by_role("link", name="Read it in private").click()
    expect(alice.locator("main")).to_contain_text("Which contract is it, alice?")
    alice.fill("#body", "It is number 88123977.")
    alice.get_by_role("button", name="Send in private").click()
    expect(alice.locator("ol.thread")).to_contain_text("It is number 88123977.")
    dave.goto("/desk/cases/1")
    expect(dave.locator("main")).to_contain_text("1 private letter of the customer is new")


def test_the_pages_fit_a_phone_in_chinese_and_shut_nobody_out(enter: Enter) -> None:
    dave, alice = enter("dave", width=390), enter("alice", width=390)
    alice.goto("/posts/1?lang=zh-Hans")
    expect(alice.locator("main")).to_contain_text("客服团队正在处理")
    fits(alice)
    alice.goto("/questions/1/private")
    expect(alice.locator("h1")).to_have_text("与客服团队私下沟通")
    fits(alice)
    dave.goto("/desk/macros?lang=zh-Hans")
    for page in (
        "/desk/macros",
        "/desk/macros/ask-for-the-contract",
        "/desk/cases/1/macros/ask-for-the-contract",
        "/desk/canned/new",
        "/desk/canned/restart-first",
        "/desk/surveys",
    ):
        dave.goto(page)
        fits(dave)
