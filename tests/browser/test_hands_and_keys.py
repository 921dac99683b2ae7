"""Hands that write in other ways than key by key: through an input method, by pasting, faster than the scripts come."""

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.running import mounted
from tests.browser.saves import keep, state, wait_for_one
from tests.browser.writing_site import address, page, site

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

pytestmark = pytest.mark.browser
__all__ = ["address", "page", "site"]  # the fixtures

PASTE = """([html, plain]) => {
  const data = new DataTransfer();
  data.setData("text/html", html);
  data.setData("text/plain", plain);
  const text = document.querySelector("#body");
  text.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""


def test_words_of_an_input_method_are_kept_once_they_are_chosen(page: "Page") -> None:
    """The last that a browser tells of them is said while they are still being composed."""
    hands = page.context.new_cdp_session(page)
    page.locator("#body").focus()
    hands.send("Input.imeSetComposition", {"text": "deng", "selectionStart": 4, "selectionEnd": 4})
    hands.send("Input.insertText", {"text": "灯不亮了"})
    expect(page.locator("#body")).to_have_value("灯不亮了")
    expect(state(page)).to_contain_text("Draft saved", timeout=10_000)


def test_pasted_words_become_markdown_where_they_stand_and_the_caret_stays(page: "Page") -> None:
    """Somebody has gone on writing elsewhere by the time the server answers."""
    page.locator("#body").fill("red lamp: ")
    page.locator("#body").press("End")
    expect(page.locator("[data-whole]")).to_be_attached()
    held: list[Route] = []
    page.route("**/pasted", lambda route: keep(held, route))
    page.evaluate(PASTE, ["<b>red lamp</b>", "red lamp"])
    expect(page.locator("#body")).to_have_value("red lamp: red lamp")
    page.keyboard.type(", blinking")
    wait_for_one(page, held)
    held[0].continue_()
    expect(page.locator("#body")).to_have_value("red lamp: **red lamp**, blinking")
    page.keyboard.type(" at night")
    expect(page.locator("#body")).to_have_value("red lamp: **red lamp**, blinking at night")


def test_a_card_that_is_put_away_says_when_it_cannot_and_leaves_the_keyboard_in_the_content(
    page: "Page",
) -> None:
    page.goto("/")
    mounted(page)
    card = page.locator("[data-behaviour~=put-away]")
    expect(card).to_have_count(1)
    page.context.set_offline(True)
    card.locator("form button").press("Enter")
    expect(page.get_by_role("alert").filter(has_text="was not sent")).to_be_visible()
    page.context.set_offline(False)
    card.locator("form button").press("Enter")
    expect(card).to_have_count(0)
    expect(page.locator("#main")).to_be_focused()
