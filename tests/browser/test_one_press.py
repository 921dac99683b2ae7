"""A button pressed twice in a real browser: its form is sent once, so what is read is the answer to what was done."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.running import PASSWORD, person, running
from tests.conftest import make_app

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser
NEW = "another llama, another dance"


@pytest.fixture
def address(tmp_path: Path, empty_database: bytes) -> Iterator[str]:
    (tmp_path / "huzhu.sqlite").write_bytes(empty_database)
    app = make_app(tmp_path)
    app.config["WTF_CSRF_ENABLED"] = True
    with app.app_context():
        person("nina")
    with running(app) as found:
        yield found


def test_a_password_is_changed_and_said_to_be(browser: "Browser", address: str) -> None:
    """Before, the second press was refused, for the password that it gave was no longer the current one."""
    page = browser.new_page(reduced_motion="reduce")
    page.goto(f"{address}/sign-in")
    page.fill("#name", "nina")
    page.fill("#password", PASSWORD)
    page.locator("main form .button--primary").dblclick()
    page.wait_for_url(f"{address}/")
    page.goto(f"{address}/settings/account")
    posts: list[str] = []
    page.on("request", lambda request: posts.append(request.url) if request.method == "POST" else None)
    form = page.locator("form[action='/settings/password']")
    form.locator("[name=current]").fill(PASSWORD)
    form.locator("[name=password]").fill(NEW)
    form.locator("button[type=submit]").dblclick()
    expect(page.get_by_text("Your password is changed")).to_be_visible()
    assert posts == [f"{address}/settings/password"]


def test_a_press_later_counts_again(browser: "Browser", address: str) -> None:
    page = browser.new_page(reduced_motion="reduce")
    page.goto(f"{address}/sign-in")
    page.route(
        "**/sign-in",
        lambda route: route.fulfill(status=204) if route.request.method == "POST" else route.continue_(),
    )
    posts: list[str] = []
    page.on("request", lambda request: posts.append(request.url) if request.method == "POST" else None)
    page.fill("#name", "nina")
    page.fill("#password", PASSWORD)
    button = page.locator("main form .button--primary")
    button.dblclick()
    page.wait_for_timeout(1_100)
    button.click()
    assert len(posts) == 2
