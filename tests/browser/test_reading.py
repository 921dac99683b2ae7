"""Reading in a real browser: lists that go on by themselves, folds, pictures and codes; by script and without."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from community.answers import services as answering
from community.answers.models import Answer
from community.comments import services as commenting
from community.kernel.db import db
from community.kernel.unit_of_work import unit_of_work
from community.questions import services as asking
from community.questions.models import Question
from community.reading import queries, thread
from tests.browser.running import mounted, person, running
from tests.conftest import make_app

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

pytestmark = pytest.mark.browser

MANY = 31  # questions, in pages of five
TOLD = "Both nodes lose each other at two in the morning and come back at three, case"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, empty_database: bytes) -> Iterator[str]:
    """A site with many questions; the last of them has four answers in pages of three, comments, code and a picture."""
    folder = tmp_path_factory.mktemp("reading")
    (folder / "huzhu.sqlite").write_bytes(empty_database)
    app = make_app(folder)
    with pytest.MonkeyPatch.context() as patched, app.app_context():
        patched.setattr(queries, "PER_PAGE", 5)
        patched.setattr(thread, "PER_PAGE", 3)
        alice, bob = person("alice"), person("bob")
        for number in range(MANY):
            with unit_of_work():
                last = asking.ask(
                    f"Why does the mesh drop at night, case {number}?",
                    f"{TOLD} {number}.",
                    ["mesh"],
                    by=alice,
                )
        asked = last.id
        for number in range(4):
            helper = person(f"helper{number}")
            with unit_of_work():
                question = db.session.get_one(Question, asked)
                given = answering.answer(question, _answer(number), by=helper)
            if number == 0:
                first = given.id
                for each in range(7):
                    with unit_of_work():
                        commenting.comment(
                            db.session.get_one(Answer, first),
                            f"And what about the radio number {each} there?",
                            by=bob,
                        )
        with running(app) as served:
            yield served


def _answer(number: int) -> str:
    return (
        f"Way {number}: switch the nightly scan off like this.\n\n```\nradio scan off\n```\n\n"
        "![The page of the settings](https://pictures.invalid/settings.png)\n"
    )


Open = Callable[..., "Page"]


@pytest.fixture
def open_page(browser: "Browser", address: str) -> Iterator[Open]:
    contexts: list[BrowserContext] = []

    def opened(path: str, *, width: int = 1280, scripts: bool = True) -> "Page":
        context = browser.new_context(
            viewport={"width": width, "height": 700}, base_url=address, java_script_enabled=scripts
        )
        context.route("https://pictures.invalid/**", lambda route: route.fulfill(status=404))
        contexts.append(context)
        page = context.new_page()
        page.goto(path)
        if scripts:
            mounted(page)
        return page

    yield opened
    for context in contexts:
        context.close()


def rows(page: "Page") -> list[str]:
    return page.locator("main .q a[data-row]").evaluate_all("all => all.map(one => one.getAttribute('href'))")


def to_the_end(page: "Page") -> None:
    page.evaluate("window.scrollTo(0, document.body.scrollHeight)")


def test_a_list_goes_on_by_itself_then_asks_and_the_way_back_leads_to_the_same_place(open_page: Open) -> None:
    page = open_page("/questions?sort=new")
    for _ in range(6):
        to_the_end(page)
        page.wait_for_timeout(250)
    more = page.get_by_role("button", name="Show more")
    expect(more).to_be_visible()
    here = rows(page)
    assert len(here) == len(set(here)) == 20, "one page and three that came by themselves"
    expect(page.locator("#page-said")).to_contain_text("Page 4")
    expect(page.locator(".footer")).to_be_in_viewport()
    more.click()
    expect(page.locator("main .q a[data-row]")).to_have_count(25)
    assert page.evaluate("document.activeElement.matches('a[data-row]')"), "who asked for more goes on there"
    target = rows(page)[21]
    link = page.locator(f"a[data-row][href='{target}']")
    link.scroll_into_view_if_needed()
    page.wait_for_timeout(400)
    assert "page=" in page.url
    before = link.bounding_box()
    assert before
    link.click()
    page.wait_for_url("**/questions/*/**")
    page.go_back()
    place = """([href, y]) => Math.abs(
        document.querySelector(`a[data-row][href="${href}"]`)?.getBoundingClientRect().y - y) < 40"""
    page.wait_for_function(place, arg=[target, before["y"]])
    again = rows(page)
    assert len(again) == len(set(again))


def test_keys_walk_the_list_and_open_a_question(open_page: Open) -> None:
    page = open_page("/questions?sort=new")
    for key in "jjk":
        page.keyboard.press(key)
    assert page.evaluate("document.activeElement.getAttribute('href')") == rows(page)[0]
    page.keyboard.press("o")
    page.wait_for_url("**/questions/*/**")


def test_without_script_pages_and_filters_do_the_same(open_page: Open) -> None:
    page = open_page("/questions?sort=new", scripts=False, width=360)
    page.get_by_role("link", name="Next").click()
    assert "page=2" in page.url
    page.locator(".filter-form summary").click()
    page.get_by_label("Tags, all of them").fill("mesh")
    page.get_by_role("button", name="Show these").click()
    expect(page.locator("main")).to_contain_text(f"{MANY} questions")
    page.get_by_role("link", name="Take away the filter: #mesh").click()
    assert "tag=" not in page.url


@pytest.fixture
def question(open_page: Open) -> str:
    page = open_page("/questions?sort=new", scripts=False)
    return rows(page)[0]


def test_links_find_what_is_folded_and_what_is_on_another_page(open_page: Open, question: str) -> None:
    page = open_page(question)
    folded = page.locator(".comments-fold .comment").last
    expect(folded).not_to_be_visible()
    name = folded.get_attribute("id")
    page = open_page(f"{question}#{name}")
    expect(page.locator(f"#{name}")).to_be_in_viewport()
    expect(page.locator(f"#{name}")).to_be_focused()
    second = open_page(f"{question}?page=2")
    other = second.locator(".post--answer").first.get_attribute("id")
    page.goto(f"{question}?x#{other}")
    page.wait_for_url(f"**?page=2#{other}")
    expect(page.locator(f"#{other}")).to_be_in_viewport()


def test_code_is_copied_and_listeners_hear_it(open_page: Open, question: str) -> None:
    page = open_page(question)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator(".post--answer .code-copy").first.click()
    expect(page.locator("#page-said")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == "radio scan off"
    button = page.locator(".post--answer .code-copy").first
    button.click()  # while it still says "Copied"
    expect(button).to_have_text("Copied")
    expect(button).to_have_text("Copy", timeout=10_000)
    page.evaluate("navigator.clipboard.writeText('something else')")
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error()) }")
    button.click()  # as without https, where there is no such thing
    expect(button).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == "radio scan off"
    expect(button).to_have_text("Copy", timeout=10_000)
    page.evaluate("() => { document.execCommand = () => false }")
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    button.click()
    expect(page.locator("#page-said")).to_contain_text("does not allow copying")
    expect(button).to_contain_text("does not allow copying")
    assert complaints == []


def test_a_picture_opens_large_and_escape_closes_it(open_page: Open, question: str) -> None:
    page = open_page(question, width=360)
    link = page.locator("a.picture").first
    link.scroll_into_view_if_needed()
    link.click()
    dialog = page.get_by_role("dialog", name="The page of the settings")
    expect(dialog.get_by_role("img")).to_have_attribute("alt", "The page of the settings")
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(link).to_be_focused()


def test_the_code_to_scan_is_shown_and_opens_large_without_script(open_page: Open, question: str) -> None:
    page = open_page(question)
    page.locator(".share summary").click()
    code = page.locator(".share__qr img")
    expect(code).to_be_visible()
    page.wait_for_function("() => document.querySelector('.share__qr img').naturalWidth > 0")
    bare = open_page(question, scripts=False, width=360)
    bare.locator(".share summary").click()
    bare.locator(".share__qr").click()
    assert bare.url.endswith("/qr.svg")


def test_on_paper_stands_what_was_written_and_nothing_to_press(open_page: Open, question: str) -> None:
    page = open_page(question)
    more = page.locator(".post--question .drawn--more")
    more.click()
    expect(page.locator(".post--question .menu__item", has_text="History")).to_be_visible()
    page.emulate_media(media="print")
    for gone in (".frame__nav", ".footer", ".top__search", ".post__deeds", ".orders", ".share"):
        expect(page.locator(gone).first).to_be_hidden()
    expect(page.locator(".post--answer .post__body").first).to_be_visible()
    expect(page.locator(".comments-fold .comment").first).to_be_visible()
    page.evaluate(
        "document.querySelector('.post__body').innerHTML += '<a id=planted href=/tags/mesh>mesh</a>'"
    )
    told = page.evaluate("getComputedStyle(document.getElementById('planted'), '::after').content")
    assert "/tags/mesh" in told
