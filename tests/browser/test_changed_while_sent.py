"""What is changed while a form is on its way is kept, and goes with the next press: neither is passed over in silence."""

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.saves import keep, wait_for_one
from tests.browser.writing_site import BODY, TITLE, address, page, site

if TYPE_CHECKING:
    from playwright.sync_api import Page, Request, Route

pytestmark = pytest.mark.browser
__all__ = ["address", "page", "site"]  # the fixtures

# A click waits for the page that is on its way, and so does whoever asks for an element.
SOON = """(deed) => setTimeout(() => {
  const [body, off] = [document.querySelector("#body"), document.querySelector(".tag-picker__off")];
  if (deed === "tag") off.click();
  else {
    body.value += " More.";
    body.dispatchEvent(new InputEvent("input", { bubbles: true }));
  }
  if (deed === "again") body.form.requestSubmit(body.form.querySelector(".button--primary"));
}, 1_200)"""


def send(page: "Page", deed: str, *, named: bool) -> "list[Route]":
    """Send the form, which does not arrive, and do something a moment later; returns what was sent."""
    held: list[Route] = []
    page.locator("#title").fill(f"{TITLE}, and the lamp is {deed}")
    page.locator("#body").fill(BODY)
    page.locator("#tags").fill("wifi mesh ")
    expect(page.locator(".tag-picker__chip")).to_have_count(2)
    if not named:
        page.evaluate("document.querySelector('[name=once]').remove()")
    page.route("**/ask", lambda route: keep(held, route))
    page.evaluate(SOON, deed)
    page.get_by_role("button", name="Post your question").click(no_wait_after=True)
    wait_for_one(page, held)
    page.wait_for_timeout(2_000)
    return held


def test_a_tag_that_is_taken_off_meanwhile_is_kept(page: "Page") -> None:
    kept: list[str] = []

    def note(asked: "Request") -> None:
        if "/drafts/" in asked.url and asked.method == "PUT":
            kept.append(asked.post_data_json["tags"])

    page.on("request", note)
    held = send(page, "tag", named=True)
    for _turn in range(50):
        if kept[-1:] == ["mesh"]:
            break
        page.wait_for_timeout(100)
    assert kept[-1:] == ["mesh"]
    held[0].abort()


@pytest.mark.parametrize("named", [True, False])
def test_words_that_are_added_meanwhile_go_with_the_next_press(page: "Page", named: bool) -> None:
    held = send(page, "again", named=named)
    assert ["More." in (each.request.post_data or "") for each in held] == [False, True]
    for each in held:
        each.abort()
