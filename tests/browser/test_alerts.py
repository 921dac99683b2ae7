"""The bell in a real browser: opened by key, filled without reloading; and the choice of what to hear on a phone."""

import base64
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from flask import Flask
from playwright.sync_api import expect

from community.kernel.db import db
from community.kernel.policy import Actor
from community.notifications import queries
from community.notifications.models import PushDevice
from tests.browser.running import PASSWORD, person, running
from tests.community.notifications.making import news

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser


@pytest.fixture
def mei(app: Flask) -> Actor:
    return person("mei")


@pytest.fixture
def site(app: Flask, mei: Actor) -> Iterator[str]:
    with running(app) as address:
        yield address


def entered(browser: "Browser", site: str, width: int) -> "Page":
    page = browser.new_page(viewport={"width": width, "height": 800}, reduced_motion="reduce")
    page.goto(f"{site}/sign-in")
    page.fill("#name", "mei")
    page.fill("#password", PASSWORD)
    page.click("main form .button--primary")
    page.wait_for_url(lambda url: "/sign-in" not in url)
    return page


def test_the_bell_opens_by_key_reads_all_and_gives_the_focus_back(
    browser: "Browser", site: str, mei: Actor
) -> None:
    news(mei, cause="1")
    news(mei, cause="2", data={"title": "Which cable?"})
    page = entered(browser, site, 1280)
    page.goto(f"{site}/about")
    page.wait_for_selector(".top__bell[data-mounted~=bell]")
    page.focus(".top__bell")
    page.keyboard.press("Enter")
    expect(page.locator(".bell .alert--new")).to_have_count(3)  # the welcome is one
    assert page.get_attribute(".top__bell", "aria-expanded") == "true"
    found = Axe().run(page, context=".bell")
    assert [each["id"] for each in found.response["violations"]] == []
    page.keyboard.press("ArrowDown")
    expect(page.locator("[data-bell-read]")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".bell .alert--new")).to_have_count(0)
    expect(page.locator(".top__bell .count")).to_have_count(0)
    db.session.rollback()
    assert queries.unread_count(mei) == 0
    page.keyboard.press("Escape")
    expect(page.locator(".bell")).to_have_count(0)
    expect(page.locator(".top__bell")).to_be_focused()
    page.close()


def test_without_a_network_the_bell_keeps_its_page_and_says_that_nothing_was_sent(
    browser: "Browser", site: str, mei: Actor
) -> None:
    news(mei, cause="1")
    page = entered(browser, site, 1280)
    page.goto(f"{site}/about")
    page.wait_for_selector(".top__bell[data-mounted~=bell]")
    page.click(".top__bell")
    page.context.set_offline(True)
    page.click("[data-bell-read]")
    expect(page.get_by_role("alert").filter(has_text="was not sent")).to_be_visible()
    assert page.url == f"{site}/about"
    page.close()


def test_news_arrive_at_the_bell_while_a_page_is_open_and_are_said(
    browser: "Browser", site: str, mei: Actor
) -> None:
    page = entered(browser, site, 1280)
    page.clock.install()
    page.goto(f"{site}/about")
    page.wait_for_selector(".top__bell[data-mounted~=live]")
    expect(page.locator(".top__bell .count")).to_have_text("1 new")  # the welcome
    before = page.evaluate("document.querySelector('main').getBoundingClientRect().top")
    news(mei)
    page.clock.run_for(21_000)
    expect(page.locator(".top__bell .count")).to_have_text("2 new")
    expect(page.locator("[role=status][data-live=bell-said]")).to_have_text("2 new alerts")
    assert page.evaluate("document.querySelector('main').getBoundingClientRect().top") == before
    page.close()


def test_live_begins_again_after_signing_in_elsewhere(browser: "Browser", site: str, mei: Actor) -> None:
    page = entered(browser, site, 1280)
    page.clock.install()
    page.goto(f"{site}/about")
    page.wait_for_selector(".top__bell[data-mounted~=live]")
    page.route("**/live*", lambda route: route.fulfill(status=401))
    with page.expect_response("**/live*"):
        page.clock.run_for(21_000)
    expect(page.locator("#signed-out")).to_be_visible()
    page.unroute("**/live*")
    news(mei)
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    page.clock.run_for(1_000)
    expect(page.locator(".top__bell .count")).to_have_text("2 new")
    expect(page.locator("#signed-out")).to_have_count(0)
    page.close()


PUSHING = """
const worker = { pushManager: {
  getSubscription: async () => null,
  subscribe: async () => ({ toJSON: () => (
    { endpoint: "https://push.example.com/send/1", keys: { p256dh: "%s", auth: "MTIzNDU2Nzg5MDEyMzQ1Ng" } }) }),
} };
Object.defineProperty(navigator.serviceWorker, "ready", { value: Promise.resolve(worker) });
Notification.requestPermission = async () => "granted";
"""


def test_a_browser_that_may_show_news_is_known_afterwards(browser: "Browser", site: str, mei: Actor) -> None:
    own = ec.generate_private_key(ec.SECP256R1()).public_key()
    point = own.public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
    page = entered(browser, site, 1280)
    page.add_init_script(PUSHING % base64.urlsafe_b64encode(point).rstrip(b"=").decode())
    page.goto(f"{site}/settings/notifications")
    page.wait_for_selector("[data-behaviour=push][data-mounted]")
    page.click("[data-push-on]")
    expect(page.locator("[data-push-said]")).to_have_text("This device shows news now.")
    db.session.rollback()
    assert db.session.query(PushDevice).filter_by(member_id=mei.id).count() == 1
    page.close()


def test_a_browser_that_cannot_begin_its_worker_says_so(browser: "Browser", site: str, mei: Actor) -> None:
    page = entered(browser, site, 1280)
    page.clock.install()
    page.add_init_script("""
      Notification.requestPermission = async () => "granted";
      Object.defineProperty(navigator.serviceWorker, "ready", { value: new Promise(() => {}) });
    """)
    page.goto(f"{site}/settings/notifications")
    page.wait_for_selector("[data-behaviour=push][data-mounted]")
    page.click("[data-push-on]")
    expect(page.locator("[data-push-on]")).to_be_disabled()
    page.clock.fast_forward(11_000)
    expect(page.locator("[data-push-said]")).to_have_text("That did not work. Please try again later.")
    expect(page.locator("[data-push-on]")).to_be_enabled()
    page.close()


def test_on_a_phone_the_bell_is_a_page_and_choices_fit(browser: "Browser", site: str, mei: Actor) -> None:
    page = entered(browser, site, 360)
    page.goto(f"{site}/settings/notifications")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    one = page.locator('select[name="email-answer"]')
    for box in one.locator("xpath=ancestor::details").all():
        box.locator("xpath=./summary").click()
    one.select_option("weekly")
    page.click("main form .button--primary")
    expect(page.locator('select[name="email-answer"]')).to_have_value("weekly")
    found = Axe().run(page)
    assert [each["id"] for each in found.response["violations"]] == []
    page.goto(f"{site}/notifications")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.close()
