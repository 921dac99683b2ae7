"""What a page asks for by itself, in a real browser: once more after the network failed, and together as before."""

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.writing_site import TITLE, address, page, site

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

pytestmark = pytest.mark.browser
__all__ = ["address", "page", "site"]  # the fixtures

# The first box leaves. Whoever asked for it learns that from its own clock, and hears of the page once more afterwards.
ONE_AFTER_THE_OTHER = """async () => {
  const { mount } = await import("/static/js/behaviours/live.js");
  const box = (name) => {
    const made = document.createElement("div");
    Object.assign(made.dataset, { url: `/asked-by-itself?${name}=1`, every: "0.2" });
    document.body.append(made);
    mount(made);
    return made;
  };
  const pause = (time) => new Promise((over) => setTimeout(over, time));
  const first = box("first");
  await pause(300);
  first.remove();
  await pause(500);
  box("second");
  document.dispatchEvent(new Event("visibilitychange"));
  await pause(600);
  box("third");
}"""


def test_a_title_is_asked_about_again_after_the_network_failed(page: "Page") -> None:
    title = page.locator("#title")
    page.route("**/*title=*", lambda route: route.abort())
    with page.expect_event("requestfailed"):
        title.press_sequentially("mesh node drops wifi at night")
        page.wait_for_timeout(500)
    page.unroute("**/*title=*")
    title.press_sequentially(" ")
    expect(page.locator(".suggestion", has_text=TITLE)).to_be_visible()


def test_boxes_of_one_path_go_on_asking_together(page: "Page") -> None:
    asked: list[str] = []

    def answer(route: "Route") -> None:
        asked.append(route.request.url.partition("?")[2])
        route.fulfill(status=200, content_type="text/html", body="")

    page.route("**/asked-by-itself*", answer)
    page.evaluate(ONE_AFTER_THE_OTHER)
    page.wait_for_timeout(300)  # what was on its way
    del asked[:]
    page.wait_for_timeout(1_000)
    assert set(asked) == {"second=1&third=1"}
