"""Stars without a network: they are not given by themselves later, so there is something to press."""

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.running import mounted
from tests.browser.test_components import address, drafts

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser
__all__ = ["address", "drafts"]  # the fixtures


def test_stars_that_were_chosen_without_a_network_have_a_button_that_sends_them(
    browser: "Browser", address: str
) -> None:
    context = browser.new_context(base_url=address, service_workers="block")
    page = context.new_page()
    page.goto("/write")
    mounted(page)
    context.set_offline(True)
    page.locator(".rate__star").nth(3).click()
    expect(page.get_by_role("alert").filter(has_text="was not sent")).to_be_visible()
    context.set_offline(False)
    page.get_by_role("button", name="Give stars").click()
    page.wait_for_url("**/echo")
    assert page.inner_text("body") == "Sent 4"
    context.close()
