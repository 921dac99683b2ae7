"""What somebody does on a page before it is looked at: each deed takes the page and the site."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from tests.browser import running

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.demonstration import Site

Deed = Callable[["Page", "Site"], None]


def follow(pattern: str, number: int = 0) -> Deed:
    """Open a link of the content whose address matches a regular expression."""

    def go(page: "Page", _site: "Site") -> None:
        found = page.eval_on_selector_all(
            "main a[href]",
            "(links, pattern) => links.map(a => a.getAttribute('href')).filter(h => new RegExp(pattern).test(h))",
            pattern,
        )
        assert len(found) > number, f"no link like {pattern} on {page.url}"
        page.goto(found[number])

    return go


def asked_page(page: "Page", site: "Site") -> None:
    """Open what stands behind the letters to somebody who asked without an account."""
    page.goto(f"{site.address}{site.asked}")


def place(name: str) -> Deed:
    """Open a page that was made for being looked at."""

    def go(page: "Page", site: "Site") -> None:
        answer = page.goto(f"{site.address}{site.places[name]}")
        assert answer is not None
        assert answer.ok, page.url

    return go


def after_reset(page: "Page", site: "Site") -> None:
    """Open what a browser is shown that has just set a new password; it is a visitor's as before afterwards."""
    session = {"name": "session", "value": site.places["after-reset"], "url": site.address}
    page.context.add_cookies([session])  # type: ignore[list-item]
    answer = page.goto(f"{site.address}/reset/ways")
    assert answer is not None
    assert answer.ok
    page.context.clear_cookies(name="session")


def fill(selector: str, value: str) -> Deed:
    """Type into a field."""
    return lambda page, _site: page.fill(selector, value)


def fill_password(selector: str) -> Deed:
    """Type the password of the demonstration."""
    return lambda page, site: page.fill(selector, site.password)


def click(selector: str) -> Deed:
    """Click what opens something on the same page."""
    return lambda page, _site: page.locator(selector).first.click()


def press(key: str) -> Deed:
    """Press a key."""
    return lambda page, _site: page.keyboard.press(key)


def mounted(page: "Page", _site: "Site") -> None:
    """Wait until every script is ready."""
    running.mounted(page)


def appears(selector: str) -> Deed:
    """Wait for what a script brings."""
    return lambda page, _site: page.locator(selector).first.wait_for()


def send(form: str = "main form", status: int = 200) -> Deed:
    """Send a form past the checks of the browser and of scripts, and see the server answer as it should."""

    def go(page: "Page", _site: "Site") -> None:
        with page.expect_navigation() as going:
            page.eval_on_selector(form, "form => { HTMLFormElement.prototype.submit.call(form) }")
        assert going.value is not None
        assert going.value.status == status, f"{form} on {page.url}: {going.value.status}"

    return go


def refused(field: str) -> Deed:
    """Send the form of a field, and see it come back with what is wrong: news above it has forms of its own."""
    return send(f"main form:has({field})", status=422)
