"""The way in with an account elsewhere, a first second factor, and rows of ways on a phone: whole, in both languages."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from flask import Flask
from playwright.sync_api import expect

from community.accounts import queries as accounts
from tests.browser.measure.inspecting import LIGHT, Colours, arrived, askew, painted, shut_out, window
from tests.browser.running import running
from tests.community.factors.conftest import app_code
from tests.community.oidc.conftest import app, realm

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

__all__ = ["app", "realm"]

pytestmark = pytest.mark.browser
LOOKS = ((360, Colours("dark")), (1280, LIGHT))


@pytest.fixture
def site(app: Flask) -> Iterator[str]:
    with running(app) as address:
        named = address.replace("127.0.0.1", "localhost")  # passkeys are for names
        object.__setattr__(app.extensions["huzhu_settings"], "base_url", named)
        yield named


def faults(page: "Page") -> list[str]:
    """What is wrong with a page on a phone in the dark and on a desk."""
    found: list[str] = []
    arrived(page)
    for width, colours in LOOKS:
        window(page, width)
        painted(page, colours)
        found += [f"{width}: {each}" for each in (*askew(page), *shut_out(page))]
    return found


def middle_of(page: "Page", way: str) -> float:
    """Where the middle of a way stands in its row: 0 at its left end, 1 at its right one."""
    found = page.locator(f"{way}[aria-current]").evaluate(
        """way => {
          const [one, all] = [way, way.closest("nav")].map((each) => each.getBoundingClientRect());
          return (one.left + one.width / 2 - all.left) / all.width;
        }"""
    )
    return float(found)


@pytest.mark.parametrize("lang", ["en", "zh-Hans"])
def test_somebody_comes_from_elsewhere_and_sets_up_a_second_factor(
    browser: "Browser", site: str, lang: str
) -> None:
    page = browser.new_page(viewport={"width": 360, "height": 740}, reduced_motion="reduce")
    page.context.add_cookies([{"name": "lang", "value": lang, "url": site}])
    page.goto(f"{site}/sign-in")
    assert faults(page) == []
    page.click("a[href^='/sign-in/oidc']")
    page.locator("[name=consent]").wait_for()
    assert faults(page) == []
    page.check("[name=consent]")
    page.click("form[action$=finish] .button--primary")
    page.wait_for_url(lambda url: "/sign-in" not in url)

    page.goto(f"{site}/settings/second-factor")
    page.click("form[action$=begin] .button--primary")
    page.locator("#otp").wait_for()
    assert faults(page) == []
    mei = accounts.member_by_name("mei")
    assert mei is not None
    page.fill("#otp", app_code(mei.id))
    page.click("form[action$=app] .button--primary")
    expect(page.locator(".factor-codes li")).to_have_count(10)
    kept = page.locator("main [data-copy]").get_attribute("data-copy") or ""
    assert kept.split() == page.locator(".factor-codes li").all_inner_texts()
    assert faults(page) == []
    page.context.close()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_row_of_ways_opens_where_one_is(browser: "Browser", site: str, *, scripts: bool) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 740}, java_script_enabled=scripts)
    page = context.new_page()
    page.goto(f"{site}/sign-in/oidc")
    page.check("[name=consent]")
    page.click("form[action$=finish] .button--primary")
    page.wait_for_url(lambda url: "/sign-in" not in url)
    for path in ("/settings/tokens", "/settings/close", "/settings"):
        page.goto(site + path)
        if scripts:
            arrived(page)
        assert 0.1 < middle_of(page, ".tabs__tab") < 0.95, path
    context.close()
