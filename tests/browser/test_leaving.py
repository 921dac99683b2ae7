"""Whoever leaves leaves no list of what was read, by whichever button."""

from typing import TYPE_CHECKING

import pytest

from tests.browser.test_installed import KEPT, becomes, context, keeps, sign_in, site, visit

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext

__all__ = ["context", "site"]
pytestmark = pytest.mark.browser


def test_signing_this_browser_out_in_the_list_of_sessions_clears_what_was_kept(
    context: "BrowserContext", site: tuple[str, int]
) -> None:
    page = context.new_page()
    visit(page, "/")
    sign_in(page)
    page.goto(f"/questions/{site[1]}")
    keeps(page, f"/questions/{site[1]}/")
    page.goto("/settings/sessions")
    with page.expect_navigation():
        page.click("main form[action$='/end'] button")
    page.goto("/settings")
    assert "/sign-in" in page.url  # it is left for good
    page.goto("/about")
    becomes(page, f"{KEPT}.then((all) => all.length === 0)")
