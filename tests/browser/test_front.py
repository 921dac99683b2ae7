"""Arranging the front page and taking the tour in a real browser: by keys, by click, left at any time."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from community.front.models import FrontUse
from community.kernel.db import db
from community.kernel.unit_of_work import unit_of_work
from community.kernel.web import Huzhu
from community.questions import services as asking
from tests.browser.running import PASSWORD, person, running
from tests.conftest import make_app

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser


@pytest.fixture
def app_at(tmp_path: Path, empty_database: bytes) -> Iterator[tuple[Huzhu, str]]:
    (tmp_path / "huzhu.sqlite").write_bytes(empty_database)
    app = make_app(tmp_path)
    app.config["WTF_CSRF_ENABLED"] = True
    with app.app_context():
        person("nina")
        with unit_of_work():
            asking.ask(
                "Why does the mesh drop every night at two?",
                "Since Tuesday both nodes lose each other at two in the morning and come back at three.",
                ["mesh"],
                by=person("alice"),
            )
    with running(app) as address:
        yield app, address


def signed_in(browser: "Browser", address: str) -> "Page":
    page = browser.new_page(reduced_motion="reduce")
    page.goto(f"{address}/sign-in")
    page.fill("#name", "nina")
    page.fill("#password", PASSWORD)
    page.locator("main form .button--primary").click()
    page.wait_for_url(f"{address}/")
    return page


def order_of(page: "Page", selector: str, name: str) -> list[str]:
    return [str(each.get_attribute(name)) for each in page.locator(selector).all()]


def test_blocks_are_moved_by_key_and_by_click_which_is_said_and_kept(
    browser: "Browser", app_at: tuple[Huzhu, str]
) -> None:
    _app, address = app_at
    page = signed_in(browser, address)
    page.goto(f"{address}/front/arrange")
    form = page.locator("form[data-behaviour=arrange]")
    expect(form).to_have_attribute("data-mounted", "arrange")
    before = order_of(page, ".place", "data-slug")
    with page.expect_response("**/front/arrange"):
        page.locator(f"#block-{before[0]} [value^='down:']").press("Alt+ArrowDown")
    expect(page.locator("[data-told]")).to_contain_text(f"is now 2 of {len(before)}")
    with page.expect_response("**/front/arrange"):
        page.locator(f"#block-{before[0]} [value^='down:']").click()
    after = order_of(page, ".place", "data-slug")
    assert after[:3] == [before[1], before[2], before[0]]
    assert page.evaluate("document.activeElement.value") == f"down:{before[0]}"
    with page.expect_response("**/front/arrange"):
        page.locator(f"#block-{before[1]} [value^='away:']").click()
    page.reload()
    assert order_of(page, ".place", "data-slug") == after
    expect(page.locator(f"#block-{before[1]} [value^='away:']")).to_have_attribute("aria-pressed", "true")
    page.goto(f"{address}/")
    assert before[1] not in order_of(page, "[data-block]", "data-block")
    page.close()


def test_of_two_quick_moves_the_second_is_what_is_kept(browser: "Browser", app_at: tuple[Huzhu, str]) -> None:
    _app, address = app_at
    page = signed_in(browser, address)
    page.goto(f"{address}/front/arrange")
    expect(page.locator("form[data-behaviour=arrange]")).to_have_attribute("data-mounted", "arrange")
    page.evaluate("""() => {
      const before = window.fetch;
      let first = true;
      window.fetch = async (url, given) => {
        const slow = first && given?.method === "POST";
        if (slow) first = false;
        if (slow) await new Promise((done) => setTimeout(done, 500));
        const answer = await before(url, given);
        if (given?.method === "POST") window.kept = (window.kept ?? 0) + 1;
        return answer;
      };
    }""")
    before = order_of(page, ".place", "data-slug")
    down = page.locator(f"#block-{before[0]} [value^='down:']")
    down.click()
    down.click()
    page.wait_for_function("() => window.kept === 2")
    page.reload()
    assert order_of(page, ".place", "data-slug")[:3] == [before[1], before[2], before[0]]
    page.close()


def test_the_tour_goes_by_keys_says_where_it_is_and_is_left_with_escape(
    browser: "Browser", app_at: tuple[Huzhu, str]
) -> None:
    _app, address = app_at
    page = browser.new_page(reduced_motion="reduce", viewport={"width": 390, "height": 844})
    page.goto(f"{address}/welcome")
    page.get_by_role("link", name="Show it on the page").click()
    tour = page.locator("dialog.tour")
    expect(tour).to_be_visible()
    expect(tour).to_contain_text("1 of 4")
    expect(page.locator(".tour-target")).to_have_count(1)
    page.keyboard.press("ArrowRight")
    expect(tour).to_contain_text("2 of 4")
    page.keyboard.press("Enter")
    expect(tour).to_contain_text("3 of 4")
    page.keyboard.press("ArrowLeft")
    expect(tour).to_contain_text("2 of 4")
    page.keyboard.press("Escape")
    expect(tour).not_to_be_visible()
    expect(page.locator(".tour-target")).to_have_count(0)
    page.reload()
    expect(page.locator("dialog.tour")).to_have_count(0)
    page.close()


def test_a_link_followed_from_a_block_is_counted_in_passing(
    browser: "Browser", app_at: tuple[Huzhu, str]
) -> None:
    app, address = app_at
    page = signed_in(browser, address)
    expect(page.locator(".blocks")).to_have_attribute("data-mounted", "uses")
    with page.expect_request("**/front/used"):
        page.locator("#block-waiting a[data-question]").click()
    page.wait_for_url("**/questions/**")
    with app.app_context():
        assert [(use.slug, use.count) for use in db.session.query(FrontUse)] == [("waiting", 1)]
    page.close()


def test_the_search_answers_while_it_is_typed(browser: "Browser", app_at: tuple[Huzhu, str]) -> None:
    _app, address = app_at
    page = browser.new_page()
    page.goto(f"{address}/")
    with page.expect_response("**/search/suggestions**"):
        page.locator("#hero-search").press_sequentially("mesh drops at night")
    page.locator("#hero-search").press("Enter")
    page.wait_for_url("**/search?q=mesh+drops+at+night")
    page.close()
