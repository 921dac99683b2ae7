"""Saves that arrived, and whose page never heard of it: the words are its own, and no other tab's."""

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.running import mounted
from tests.browser.saves import keep, state, wait_for_one
from tests.browser.writing_site import TITLE, address, page, site

if TYPE_CHECKING:
    from playwright.sync_api import Page, Request, Response, Route

pytestmark = pytest.mark.browser
__all__ = ["address", "page", "site"]  # the fixtures


def refused(page: "Page") -> list[int]:
    """What is answered from now on to saves that were not taken."""
    heard: list[int] = []

    def hear(answer: "Response") -> None:
        if "/drafts/" in answer.url and not answer.ok:
            heard.append(answer.status)

    page.on("response", hear)
    return heard


def arrive(page: "Page", save: "Request") -> None:
    """Send it again, as if it had been on its way all the time."""
    headers = {name: each for name, each in save.all_headers().items() if name.startswith("x-")}
    taken = page.context.request.put(
        save.url, data=save.post_data_json, headers={**headers, "Origin": save.headers["origin"]}
    )
    assert taken.ok, taken.text()


def test_words_that_arrive_after_their_page_was_left_are_no_clash(page: "Page") -> None:
    """The page that is opened next knows of them only what this device wrote down."""
    held: list[Route] = []
    page.route("**/drafts/question/*", lambda route: keep(held, route))
    page.locator("#title").fill(TITLE + ", and the lamp is grey")
    wait_for_one(page, held)
    late = held[0].request
    page.reload()
    mounted(page)
    expect(page.locator("#title")).to_have_value(TITLE + ", and the lamp is grey")
    arrive(page, late)
    heard = refused(page)
    page.locator("#body").fill("It began on Monday.")
    page.unroute_all(behavior="ignoreErrors")
    for each in held[1:]:
        each.continue_()
    expect(state(page)).to_contain_text("Draft saved", timeout=10_000)
    expect(page.locator("[data-clash]")).to_be_hidden()
    assert heard == []
    page.reload()
    expect(page.locator("#body")).to_have_value("It began on Monday.")


@pytest.mark.parametrize("opened_again", [False, True])
def test_words_whose_arrival_was_never_heard_of_are_no_clash(page: "Page", opened_again: bool) -> None:
    """The line breaks after they were kept, and before the page is told."""
    lost: list[int] = []

    def lose(route: "Route") -> None:
        if not lost:
            lost.append(route.fetch().status)
        route.abort()

    page.route("**/drafts/question/*", lose)
    page.locator("#body").fill("It began on Monday.")
    expect(state(page)).to_contain_text("Saved on this device", timeout=10_000)
    assert lost == [200]
    page.locator("#body").fill("It began on Monday. It ended on Friday.")
    expect(state(page)).to_contain_text("Saved on this device", timeout=10_000)
    heard = refused(page)
    page.unroute_all(behavior="wait")
    if opened_again:
        page.reload()
        mounted(page)
        expect(page.locator("#body")).to_have_value("It began on Monday. It ended on Friday.")
    expect(state(page)).to_contain_text("Draft saved", timeout=15_000)
    expect(page.locator("[data-clash]")).to_be_hidden()
    assert heard == []
