"""One demonstration site for all measurements of a run, and browsers that are signed in to it."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

from tests import demonstration
from tests.demonstration import NAMES, Site
from tests.machine import SERVERS_FOLDER

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

WINDOW: Final = {"width": 1280, "height": 800}
FRESH: Final = 400.0
"""Seconds after which windows and sign-ins are made anew: after a quarter of an hour the site asks for the password."""

Enter = Callable[..., "BrowserContext"]
Look = Callable[[str, str], "AbstractContextManager[Page]"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whoever comes first waits until the site is filled."""
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.timeout(600))


@pytest.fixture(scope="session")
def site() -> Site:
    """The demonstration site of this run."""
    if given := os.environ.get("HUZHU_TEST_SITE"):  # "address password": one that runs already
        address, password = given.split()
        return Site(address, password, NAMES, 0)
    return demonstration.shared(Path(os.environ[SERVERS_FOLDER]))


@pytest.fixture(scope="session")
def enter(browser: "Browser", site: Site) -> Enter:
    """Make a window for somebody: signed in a short while ago, once for all windows, reading in one language."""
    states: dict[str, Any] = {}
    since: dict[str, float] = {}

    def make(who: str = "", lang: str = "en", **given: Any) -> "BrowserContext":
        if who and time.monotonic() - since.get(who, -FRESH) >= FRESH:
            first = browser.new_context()
            demonstration.sign_in(first.new_page(), site, who)
            states[who], since[who] = first.storage_state(), time.monotonic()
            first.close()
        given = {"viewport": WINDOW, "reduced_motion": "reduce", **given}
        context = browser.new_context(base_url=site.address, storage_state=states.get(who), **given)
        context.add_cookies([{"name": "lang", "value": lang, "url": site.address}])
        return context

    return make


@pytest.fixture(scope="session")
def look(enter: Enter) -> Iterator[Look]:
    """Give the one page that somebody has for a language: what it loaded and compiled before, it keeps.

    A new page for each visit would be a new process of the browser, and that costs as much as the visit.
    """
    pages: dict[tuple[str, str], Page] = {}
    made: dict[tuple[str, str], float] = {}

    @contextmanager
    def opened(who: str, lang: str) -> "Iterator[Page]":
        page = pages.pop((who, lang), None)
        if page is not None and who and time.monotonic() - made[who, lang] >= FRESH:
            page.context.close()
            page = None
        if page is None:
            page = enter(who, lang, service_workers="block").new_page()
            made[who, lang] = time.monotonic()
        try:
            yield page
            page.evaluate("localStorage.clear(); sessionStorage.clear()")
            page.set_viewport_size(WINDOW)
            page.emulate_media(color_scheme="light", forced_colors="none", reduced_motion="reduce")
        except BaseException:  # a visit that broke off hands nothing on
            page.context.close()
            raise
        pages[who, lang] = page

    yield opened
    for page in pages.values():
        page.context.close()
