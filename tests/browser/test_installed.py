"""The installed site in a real browser: installable, readable offline, quiet about accounts, open to what is shared."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import expect

from community.kernel.unit_of_work import unit_of_work
from community.questions import services as questions
from tests.browser.running import PASSWORD, person, running
from tests.conftest import make_app

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

pytestmark = pytest.mark.browser
TITLE = "How can I keep one name for both radio bands at home"
BODY = "The phones stay on the slow band in the garden. I tried a restart and the newest firmware."
KEPT = "caches.open('huzhu-pages').then((pages) => pages.keys()).then((all) => all.map((one) => new URL(one.url).pathname))"
TEXTS = """async () => {
  const texts = [];
  for (const name of await caches.keys())
    for (const request of await (await caches.open(name)).keys())
      texts.push(await (await (await caches.open(name)).match(request)).text());
  return texts.join("\\n");
}"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, empty_database: bytes) -> Iterator[tuple[str, int]]:
    """The address of a site, and the number of its one question."""
    folder = tmp_path_factory.mktemp("site")
    (folder / "huzhu.sqlite").write_bytes(empty_database)
    app = make_app(folder)
    app.config["WTF_CSRF_ENABLED"] = True
    with app.app_context():
        alice = person("alice")
        with unit_of_work():
            number = questions.ask(TITLE, BODY, ["router"], by=alice).id
    with running(app) as served:
        yield served, number


@pytest.fixture
def context(browser: "Browser", site: tuple[str, int]) -> "Iterator[BrowserContext]":
    """A browser of its own at the site, on a phone's screen."""
    made = browser.new_context(base_url=site[0], viewport={"width": 360, "height": 740}, locale="en")
    yield made
    made.close()


def visit(page: "Page", path: str) -> None:
    """Open a page once the worker stands behind it."""
    page.goto(path)
    page.evaluate("navigator.serviceWorker.ready")
    page.wait_for_function("() => navigator.serviceWorker.controller !== null")


def sign_in(page: "Page") -> None:
    page.goto("/sign-in")
    page.fill("main [name=name]", "alice")
    page.fill("main [name=password]", PASSWORD)
    page.click("main [type=submit]")
    page.wait_for_url(lambda url: "/sign-in" not in url)


def becomes(page: "Page", promised: str) -> None:
    """Wait until a promise keeps true; `wait_for_function` takes the promise itself for a yes."""
    for _turn in range(200):
        if page.evaluate(promised):
            return
        page.wait_for_timeout(50)
    pytest.fail(f"never true: {promised}")


def keeps(page: "Page", path: str) -> None:
    becomes(page, f"{KEPT}.then((all) => all.some((one) => one.startsWith('{path}')))")


@pytest.mark.parametrize("lang", ["en", "zh-Hans"])
def test_nothing_keeps_a_browser_from_installing_it(context: "BrowserContext", lang: str) -> None:
    page = context.new_page()
    visit(page, f"/?lang={lang}")
    session = context.new_cdp_session(page)
    told = session.send("Page.getAppManifest")
    assert told["errors"] == []
    assert f'"lang": "{lang}"' in told["data"]
    # A window of tests is private, and Chromium installs nothing from those: that alone may stand here.
    problems = {
        each["errorId"] for each in session.send("Page.getInstallabilityErrors")["installabilityErrors"]
    }
    assert problems <= {"in-incognito"}


def test_a_question_is_read_offline_and_everything_else_says_so(
    context: "BrowserContext", site: tuple[str, int]
) -> None:
    page = context.new_page()
    visit(page, "/")
    page.goto(f"/questions/{site[1]}")
    keeps(page, f"/questions/{site[1]}/")
    context.set_offline(True)
    page.reload()
    expect(page.locator("h1")).to_have_text(TITLE)
    page.goto("/leaderboards")
    expect(page.locator("h1, h2").first).to_have_text("You are offline")
    link = page.locator(".kept a")
    expect(link).to_have_text(TITLE)
    assert Axe().run(page).violations_count == 0
    link.click()
    expect(page.locator("h1")).to_have_text(TITLE)


def test_a_page_that_came_at_once_is_asked_for_once_an_hour_and_other_pages_leave_it(
    context: "BrowserContext", site: tuple[str, int]
) -> None:
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url) if request.service_worker else None)
    page = context.new_page()
    visit(page, "/")
    sign_in(page)
    for _visit in range(3):
        page.goto(f"/questions/{site[1]}")
        keeps(page, f"/questions/{site[1]}/")
    place = page.url
    page.goto(f"{place}?sort=new")
    page.wait_for_load_state("networkidle")
    keeps(page, f"/questions/{site[1]}/")
    assert len([each for each in asked if each == f"{place}?lang=en"]) == 1


def test_the_offline_page_speaks_the_language_chosen_last(context: "BrowserContext") -> None:
    page = context.new_page()
    visit(page, "/")
    page.goto("/questions?lang=zh-Hans")
    becomes(page, "caches.match('/offline/language').then((one) => one?.text()).then((t) => t === 'zh-Hans')")
    context.set_offline(True)
    page.goto("/tags")
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_no_name_and_no_private_page_is_ever_kept_and_leaving_clears_the_list(
    context: "BrowserContext", site: tuple[str, int]
) -> None:
    page = context.new_page()
    visit(page, "/")
    sign_in(page)
    for path in ("/settings", "/notifications", "/questions", f"/questions/{site[1]}"):
        page.goto(path)
    keeps(page, f"/questions/{site[1]}/")
    assert page.evaluate(KEPT) == [f"/questions/{site[1]}/{page.url.rsplit('/', 1)[1]}"]
    everything = page.evaluate(TEXTS)
    assert TITLE in everything
    assert "/sign-out" not in everything
    page.goto("/")
    with page.expect_navigation():
        page.evaluate("document.querySelector('form[action=\"/sign-out\"]').requestSubmit()")
    becomes(page, f"{KEPT}.then((all) => all.length === 0)")


def test_offline_a_form_is_not_sent_and_keeps_its_words(
    context: "BrowserContext", site: tuple[str, int]
) -> None:
    page = context.new_page()
    visit(page, "/sign-in")
    page.fill("main [name=name]", "alice")
    page.fill("main [name=password]", "something")
    page.locator("body[data-mounted~=installed]").wait_for()
    context.set_offline(True)
    page.click("main [type=submit]")
    expect(page.get_by_role("alert")).to_contain_text("was not sent")
    expect(page.locator("main [name=name]")).to_have_value("alice")


def test_what_is_shared_survives_signing_in_with_its_picture(context: "BrowserContext") -> None:
    page = context.new_page()
    visit(page, "/")
    page.evaluate(
        """async () => {
          const canvas = document.createElement("canvas");
          canvas.width = canvas.height = 8;
          const blob = await new Promise((done) => canvas.toBlob(done, "image/png"));
          const form = document.createElement("form");
          Object.assign(form, { method: "post", action: "/share", enctype: "multipart/form-data" });
          for (const [name, value] of [["text", "The light blinks red. Since the update it never stops."], ["url", "https://example.com/light"]]) {
            const field = document.createElement("input");
            Object.assign(field, { name, value });
            form.append(field);
          }
          const file = document.createElement("input");
          Object.assign(file, { type: "file", name: "picture" });
          const carried = new DataTransfer();
          carried.items.add(new File([blob], "light.png", { type: "image/png" }));
          file.files = carried.files;
          form.append(file);
          document.body.append(form);
          form.submit();
        }"""
    )
    page.wait_for_url("**/sign-in?*")
    page.route("**/uploads", lambda route: route.fulfill(status=429))
    page.fill("main [name=name]", "alice")
    page.fill("main [name=password]", PASSWORD)
    page.click("main [type=submit]")
    page.wait_for_url("**/ask?*")
    expect(page.locator("#page-said")).to_contain_text("It is kept")
    page.unroute("**/uploads")
    page.reload()
    expect(page.locator("[name=title]")).to_have_value("The light blinks red.")
    body = page.locator("main textarea[name=body]")
    expect(body).to_have_value(
        re.compile(
            r"Since the update it never stops\.\s+https://example\.com/light\s+!\[\]\(/uploads/\w+\.png\)"
        )
    )
