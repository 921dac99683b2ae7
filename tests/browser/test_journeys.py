"""A customer, a moderator and an agent with a real browser on the whole site, in both languages."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import expect

from community.kernel.policy import Role
from community.kernel.unit_of_work import unit_of_work
from community.questions import services as questions
from tests.browser.running import PASSWORD, mounted, person, running
from tests.conftest import make_app

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

pytestmark = pytest.mark.browser

CALM = (
    "How can I keep one name for both radio bands at home",
    "I have a router and two nodes. The phones stay on the slow band in the garden. I tried a restart and the newest "
    "firmware, and I would like to keep one name for everything.",
)
ANGRY = (
    "Third router died in two months and nobody calls me back",
    "I am furious. Your hotline is useless, you lied to me twice about the repair, and I want my money back now. "
    "Absolutely unacceptable.",
)
TITLE = "The light on the router blinks red all night"
SHOUTED = "WHY DOES THE LIGHT ON MY ROUTER BLINK RED ALL NIGHT AND NOBODY TELLS ME WHAT IT MEANS"
MENDED = "Since the update the light blinks red all night. I restarted it twice. What does it mean?"
ROLES = {"alice": Role.MEMBER, "carol": Role.MODERATOR, "dave": Role.AGENT}


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, empty_database: bytes) -> Iterator[str]:
    """A whole site with three people, a calm question and an angry one."""
    folder = tmp_path_factory.mktemp("site")
    (folder / "huzhu.sqlite").write_bytes(empty_database)
    app = make_app(folder)
    app.config["WTF_CSRF_ENABLED"] = True
    with app.app_context():
        for name, role in ROLES.items():
            made = person(name, role)
            if role == Role.MEMBER:
                alice = made
        for title, body in (CALM, ANGRY):
            with unit_of_work():
                questions.ask(title, body, ["router"], by=alice)
    with running(app) as served:
        yield served


Enter = Callable[..., "Page"]


@pytest.fixture
def enter(browser: "Browser", address: str) -> Iterator[Enter]:
    """Opens a window for somebody who signs in by the form; what the browser complains about fails the test."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_window(name: str = "", *, width: int = 1280, scripts: bool = True) -> "Page":
        context = browser.new_context(
            viewport={"width": width, "height": 860},
            base_url=address,
            java_script_enabled=scripts,
            reduced_motion="reduce",
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        if name:
            page.goto("/sign-in")
            page.fill("main [name=name]", name)
            page.fill("main [name=password]", PASSWORD)
            page.click("main [type=submit]")
        return page

    yield open_window
    for context in contexts:
        context.close()
    assert complaints == []


def ask(page: "Page", body: str) -> None:
    page.goto("/ask")
    page.fill("[name=title]", TITLE)
    page.fill("[name=body]", body)
    page.fill("#tags", "router")
    page.click("main form.steps [type=submit]")


def test_what_was_held_is_mended_and_approved_by_keyboard(enter: Enter) -> None:
    alice, carol = enter("alice", width=390), enter("carol")
    ask(alice, SHOUTED)
    expect(alice.locator("main")).to_contain_text("Waiting for a moderator")
    expect(alice.locator("main")).to_contain_text("capitals")
    place = alice.url
    number = place.split("/questions/")[1].split("/")[0]
    alice.goto("/ask")
    expect(alice.locator("[name=title]")).to_have_value("")
    alice.goto(f"/questions/{number}/edit")
    expect(alice.locator("[name=body]")).to_have_value(SHOUTED)
    alice.fill("[name=body]", MENDED)
    alice.locator("main form:has([name=body]) [type=submit]").first.click()  # news of a badge has a form too

    carol.goto("/review")
    for _turn in range(5):
        mounted(carol)
        carol.keyboard.press("n")
        carol.wait_for_url("**/review/*")
        mounted(carol)
        mine = TITLE in carol.inner_text("h1")
        with carol.expect_navigation():
            carol.keyboard.press("a")
        if mine:
            break
    visitor = enter()
    visitor.goto(place)
    expect(visitor.locator("main")).to_contain_text("Since the update")


def test_an_agent_takes_answers_and_settles_a_case(enter: Enter) -> None:
    dave = enter("dave")
    dave.goto("/desk")
    dave.get_by_role("link", name=ANGRY[0]).click()
    mounted(dave)
    expect(dave.locator("main")).to_contain_text("Why it came to you")
    with dave.expect_navigation():
        dave.keyboard.press("c")
    mounted(dave)
    dave.fill(
        "form.composer [name=body]", "I am sorry. A new router is on its way, and I stay on this myself."
    )
    dave.get_by_role("button", name="Send and settle").click()
    expect(dave.locator("main")).to_contain_text("This matter is closed")
    visitor = enter()
    visitor.goto(f"/search?q={ANGRY[0]}")
    visitor.get_by_role("link", name=ANGRY[0]).first.click()
    expect(visitor.locator("main")).to_contain_text("A new router is on its way")


def test_without_scripts_one_signs_in_searches_and_asks(enter: Enter) -> None:
    alice = enter("alice", scripts=False)
    alice.goto("/questions")
    alice.fill("header [name=q]", "radio bands")
    alice.press("header [name=q]", "Enter")
    expect(alice.locator("main")).to_contain_text(CALM[0])
    ask(alice, "Eh?")
    expect(alice.locator("main")).to_contain_text("There is not enough here")
    expect(alice.locator("[name=title]")).to_have_value(TITLE)
    expect(alice.locator("[name=body]")).to_have_value("Eh?")


def test_findings_stand_beside_the_text_while_it_is_typed(enter: Enter) -> None:
    alice = enter("alice", width=390)
    alice.goto("/ask")
    mounted(alice)
    alice.fill("[name=title]", TITLE)
    alice.fill("[name=body]", SHOUTED)
    expect(alice.locator("#body-findings")).to_contain_text("capitals", timeout=15_000)
    expect(alice.locator("[data-check-verdict]")).to_contain_text("A moderator would look")
    alice.click("#body-findings .findings__place")  # its quote leads to the place in the text
    chosen = alice.eval_on_selector(
        "[name=body]", "text => text.value.slice(text.selectionStart, text.selectionEnd)"
    )
    assert chosen
    assert chosen in SHOUTED
    alice.fill("[name=body]", MENDED)
    expect(alice.locator("#body-findings")).not_to_contain_text("capitals", timeout=15_000)
    expect(alice.locator("[data-check-verdict]")).not_to_contain_text("A moderator")


@pytest.mark.parametrize("lang", ["en", "zh-Hans"])
def test_everyone_can_use_the_pages_of_the_story(enter: Enter, lang: str) -> None:
    found = []
    for name, places in {
        "": ("/", "/questions/1"),
        "alice": ("/ask",),
        "carol": ("/review",),
        "dave": ("/desk", "/desk/cases/1"),
    }.items():
        for width in (1280, 390):
            page = enter(name, width=width)
            for place in places:
                page.goto(f"{place}?lang={lang}")
                mounted(page)
                seen = Axe().run(page).response["violations"]
                found += [(place, width, each["id"], each["nodes"][0]["target"]) for each in seen]
                if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                    found.append((place, width, "wider than the window", ""))
    assert found == []
