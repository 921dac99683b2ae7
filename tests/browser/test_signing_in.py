"""Passkeys in a real browser with an authenticator of its own, and the second step on a narrow screen."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from flask import Flask
from playwright.sync_api import expect

from community.kernel.db import db
from community.kernel.policy import Actor
from tests.browser.running import PASSWORD, person, running
from tests.community.factors.conftest import app_code

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser


@pytest.fixture
def mei(app: Flask) -> Actor:
    return person("mei")


@pytest.fixture
def site(app: Flask, mei: Actor) -> Iterator[str]:
    """The site under a name: passkeys are for names, not for numbers."""
    with running(app) as address:
        named = address.replace("127.0.0.1", "localhost")
        object.__setattr__(app.extensions["huzhu_settings"], "base_url", named)
        yield named


def opened(browser: "Browser", width: int) -> "Page":
    return browser.new_page(viewport={"width": width, "height": 800}, reduced_motion="reduce")


def with_authenticator(page: "Page") -> None:
    """What a telephone with a fingerprint is to its browser."""
    tools = page.context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    tools.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )


def by_password(page: "Page", site: str) -> None:
    page.goto(f"{site}/sign-in")
    page.fill("#name", "mei")
    page.fill("#password", PASSWORD)
    page.click("main form .button--primary")


def code_now(who: Actor, *, later: int = 0) -> str:
    """What the app of `who` shows; the site has written since this side last looked."""
    db.session.rollback()
    return app_code(who.id, later=later)


def violations(page: "Page") -> list[str]:
    return [each["id"] for each in Axe().run(page, context="main").response["violations"]]


def test_a_passkey_is_made_opens_the_door_alone_and_as_the_second_step(browser: "Browser", site: str) -> None:
    page = opened(browser, 1280)
    with_authenticator(page)
    by_password(page, site)
    page.wait_for_url(lambda url: "/sign-in" not in url)
    page.goto(f"{site}/settings/passkeys/new")
    page.fill("#label", "My phone")
    page.wait_for_selector("form[data-mounted~=passkey]")
    page.click("[data-passkey-on]")
    expect(page.locator(".factor-codes li")).to_have_count(10)
    page.goto(f"{site}/settings/second-factor")
    expect(page.locator("main")).to_contain_text("My phone")
    assert violations(page) == []

    page.context.clear_cookies()
    page.goto(f"{site}/sign-in")
    page.wait_for_selector("form[data-mounted~=passkey]")
    page.click("[data-passkey-on]")
    page.wait_for_url(lambda url: "/sign-in" not in url)
    page.goto(f"{site}/settings/sessions")
    expect(page.locator("main")).to_contain_text("Chrome")

    page.context.clear_cookies()
    by_password(page, site)
    page.wait_for_url(lambda url: "/sign-in/second" in url)
    page.wait_for_selector("form[data-mounted~=passkey]")
    page.click("[data-passkey-on]")
    page.wait_for_url(lambda url: "/sign-in" not in url)
    page.goto(f"{site}/settings")
    assert page.url == f"{site}/settings"
    page.context.close()


def test_an_app_is_set_up_and_asked_for_on_a_narrow_screen(browser: "Browser", site: str, mei: Actor) -> None:
    page = opened(browser, 360)
    by_password(page, site)
    page.wait_for_url(lambda url: "/sign-in" not in url)
    page.goto(f"{site}/settings/second-factor")
    page.click("form[action$=begin] .button--primary")
    picture = page.locator(".factor-qr")
    expect(picture).to_be_visible()
    expect(picture).to_have_js_property("complete", value=True)
    assert picture.evaluate("each => each.naturalWidth") > 0
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert violations(page) == []
    page.fill("#otp", code_now(mei))
    page.click("form[action$=app] .button--primary")
    expect(page.locator(".factor-codes li")).to_have_count(10)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    for path in ("/settings/second-factor", "/settings/sessions"):
        page.goto(site + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, path
        assert violations(page) == [], path
    page.context.clear_cookies()
    by_password(page, site)
    page.wait_for_url(lambda url: "/sign-in/second" in url)
    assert violations(page) == []
    page.fill("#otp", code_now(mei, later=1))
    page.click("form[action$=second] .button--primary")
    page.wait_for_url(lambda url: "/sign-in" not in url)
    page.context.close()
