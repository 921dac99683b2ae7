"""Drafts in a real browser: on slow lines, without a network, in two tabs, and while they are being posted."""

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from community.kernel import clock
from community.posts import once
from tests.browser.running import mounted
from tests.browser.saves import keep, state, wait_for_one
from tests.browser.writing_site import BODY, TITLE, address, page, site

if TYPE_CHECKING:
    from flask import Flask
    from playwright.sync_api import Page, Request, Route

pytestmark = pytest.mark.browser
__all__ = ["address", "page", "site"]  # the fixtures
KEPT_HERE = (
    "JSON.parse(localStorage.getItem(Object.keys(localStorage).find(each => each.startsWith('draft:'))))"
)


def test_without_a_network_words_stay_on_the_device_and_come_back(page: "Page") -> None:
    page.route("**/drafts/**", lambda route: route.abort())
    page.locator("#body").fill("It happens since Monday.")
    expect(state(page)).to_contain_text("Saved on this device", timeout=10_000)
    page.unroute("**/drafts/**")
    page.reload()
    expect(page.locator("#body")).to_have_value("It happens since Monday.")
    expect(state(page)).to_contain_text("Draft saved", timeout=10_000)


def test_two_tabs_lose_no_words(page: "Page") -> None:
    page.locator("#body").fill("Before both.")
    expect(state(page)).to_contain_text("Draft saved", timeout=10_000)
    page.reload()
    other = page.context.new_page()
    other.goto("/ask")
    other.locator("#body").fill("Words of the second tab.")
    expect(state(other)).to_contain_text("Draft saved", timeout=10_000)
    page.locator("#body").fill("Words of the first tab.")
    clash = page.locator("[data-clash]")
    expect(clash).to_be_visible(timeout=10_000)
    clash.locator("summary").click()
    expect(clash).to_contain_text("Words of the second tab.")
    clash.get_by_role("button", name="Take the others").click()
    expect(page.locator("#body")).to_have_value("Words of the second tab.")


def test_on_a_slow_line_ones_own_words_are_no_clash(page: "Page") -> None:
    """The second save waits for the first, and goes on from what that one made."""
    running = most = 0

    def slowly(route: "Route") -> None:
        nonlocal running, most
        running += 1
        most = max(most, running)
        page.wait_for_timeout(2_500)
        route.continue_()
        running -= 1

    page.route("**/drafts/**", slowly)
    page.locator("#body").fill("First words.")
    page.wait_for_timeout(1_500)
    page.locator("#body").fill("First words, and second ones.")
    page.wait_for_timeout(6_500)
    page.unroute_all(behavior="wait")
    expect(state(page)).to_contain_text("Draft saved", timeout=10_000)
    expect(page.locator("[data-clash]")).to_be_hidden()
    assert most == 1


def test_a_save_on_its_way_is_given_up_before_the_words_are_posted(page: "Page") -> None:
    held: list[Route] = []
    failed: list[str] = []
    page.on("requestfailed", lambda request: failed.append(request.url))
    page.route("**/drafts/**", lambda route: keep(held, route))
    page.locator("#title").fill(TITLE + ", and the lamp stays dark")
    page.locator("#body").fill(BODY)
    page.locator("#tags").fill("wifi ")
    while not held:
        page.wait_for_timeout(100)
    posted: list[Route] = []
    page.route("**/ask", lambda route: keep(posted, route))
    page.get_by_role("button", name="Post your question").click(no_wait_after=True)
    while not posted:
        page.wait_for_timeout(100)
    assert any("/drafts/" in each for each in failed)
    posted[0].abort()


def test_a_form_that_stays_here_without_a_network_is_sent_afterwards(page: "Page") -> None:
    page.locator("#title").fill(TITLE + ", and the lamp is green")
    page.locator("#body").fill(BODY)
    page.locator("#tags").fill("wifi ")
    page.context.set_offline(True)
    page.get_by_role("button", name="Post your question").click()
    expect(page.get_by_role("alert").filter(has_text="was not sent")).to_be_visible()
    assert page.evaluate(f"{KEPT_HERE}.sent") is None
    page.context.set_offline(False)
    with page.expect_navigation():
        page.get_by_role("button", name="Post your question").click()


def test_who_stops_a_page_that_does_not_come_sends_the_form_again(page: "Page") -> None:
    held: list[Route] = []
    page.locator("#title").fill(TITLE + ", and the lamp is white")
    page.locator("#body").fill(BODY)
    page.locator("#tags").fill("wifi ")
    page.route("**/ask", lambda route: keep(held, route))
    post = page.get_by_role("button", name="Post your question")
    page.evaluate(
        "setTimeout(() => window.stop(), 1_500)"
    )  # a second press within a second is a slip of the hand
    post.click(no_wait_after=True)
    wait_for_one(page, held)
    page.wait_for_timeout(2_000)
    held.pop().abort()
    page.unroute_all(behavior="ignoreErrors")
    with page.expect_navigation(url="**/questions/**"):
        post.click()


def test_words_that_are_written_while_a_form_is_on_its_way_are_kept(page: "Page") -> None:
    """What is saved names its form until that is sent: what is written afterwards was not posted with it."""
    held: list[Route] = []
    kept: list[dict[str, str]] = []

    def note(asked: "Request") -> None:
        if "/drafts/" in asked.url and asked.method == "PUT":
            kept.append(asked.post_data_json)

    page.locator("#title").fill(TITLE + ", and the lamp is blue")
    page.on("request", note)
    page.locator("#body").fill(BODY)
    page.locator("#tags").fill("wifi ")
    expect(state(page)).to_contain_text("Draft saved", timeout=10_000)
    assert kept[-1]["once"]
    kept.clear()
    page.route("**/ask", lambda route: keep(held, route))
    page.evaluate(
        """setTimeout(() => {
          document.querySelector("#body").focus();
          document.execCommand("insertText", false, " More.");
        }, 1_000)"""
    )
    page.get_by_role("button", name="Post your question").click(no_wait_after=True)
    for _turn in range(100):
        if kept:
            break
        page.wait_for_timeout(100)
    assert held
    assert "More." in kept[0]["body"]
    assert "once" not in kept[0]
    held[0].abort()


def test_words_posted_before_the_scripts_were_there_do_not_come_back(page: "Page") -> None:
    """On a slow line a form is sent before anything notices; what notices afterwards takes its words for unsent ones."""
    scripts: list[Route] = []
    posts: list[Route] = []
    saves: list[Route] = []
    page.goto("/questions")
    page.route("**/behaviours/autosave.js", lambda route: keep(scripts, route))
    page.route(
        "**/ask", lambda route: keep(posts, route) if route.request.method == "POST" else route.continue_()
    )
    page.route("**/drafts/question/*", lambda route: keep(saves, route))
    page.goto("/ask", wait_until="commit")
    # Shares no word with a question that is there: what is alike is offered first, unless a script showed it already.
    page.locator("#title").fill("Keyboard prints vowels doubly")
    page.locator("#body").fill(
        "A new battery and the other cable changed nothing; on an older computer it types well."
    )
    page.locator("#tags").fill("keyboard ")
    page.get_by_role("button", name="Post your question").click(no_wait_after=True)
    wait_for_one(page, posts)
    wait_for_one(page, scripts)
    scripts[0].continue_()
    wait_for_one(page, saves)
    with page.expect_navigation():
        posts[0].continue_()
    assert "/questions/" in page.url, page.locator("main").inner_text()  # the form came back, and says why
    page.unroute_all(behavior="ignoreErrors")
    page.goto("/ask")
    expect(page.locator("[data-mounted~=autosave]")).to_be_visible()
    page.wait_for_timeout(500)  # what is kept on the device would be asked after and filled in by now
    expect(page.locator("#title")).to_have_value("")


def test_a_tab_beside_the_one_that_posted_keeps_its_words(page: "Page") -> None:
    """Both show the same kept page, with the same name of the form in it."""
    page.goto("/questions/1")
    page.reload()
    page.reload()
    other = page.context.new_page()
    other.goto(page.url)
    expect(state(other)).to_be_attached()
    mounted(other)
    mounted(page)
    page.locator("#body").fill("Turn off the nightly scan, too; that is what ended it for us in the end.")
    page.get_by_role("button", name="Post your answer").click()
    page.wait_for_url("**#answer-*")
    other.locator("#body").fill("Another one, about the cable between the nodes.")
    expect(state(other)).to_contain_text("Draft saved", timeout=10_000)
    other.reload()
    expect(other.locator("#body")).to_have_value("Another one, about the cable between the nodes.")


def test_a_tab_that_was_made_of_another_one_keeps_what_is_written_in_it(page: "Page") -> None:
    """A browser that doubles a tab fills its form again, before a script is there, and the name of the form with it."""
    other = page.context.new_page()
    held: list[Route] = []
    other.route("**/editor/draft.js*", lambda route: keep(held, route))
    other.goto(page.url)
    wait_for_one(other, held)
    for each in (page, other):
        each.locator("#title").fill(TITLE + ", and the lamp is amber")
        each.locator("#body").fill(BODY)
    page.locator("#tags").fill("wifi ")
    name = page.locator("form:has(#body) [name=once]").input_value()
    other.locator("form:has(#body) [name=once]").evaluate("(field, name) => { field.value = name; }", name)
    page.get_by_role("button", name="Post your question").click()
    page.wait_for_url("**/questions/**")
    held.pop().continue_()
    mounted(other)
    other.locator("#body").press_sequentially(" And then the cable.")
    with other.expect_response(
        lambda answer: "/drafts/" in answer.url and answer.status == 200, timeout=20_000
    ):
        pass
    other.evaluate("localStorage.clear()")
    other.goto("/ask")
    expect(other.locator("#body")).to_have_value(BODY + " And then the cable.")


def test_words_that_were_sent_back_are_a_draft(page: "Page") -> None:
    """Typed and sent at once, they are nowhere but in the page that says what to mend."""
    page.locator("#title").fill(TITLE + ", and the lamp is red")
    page.locator("#body").fill(BODY)
    page.get_by_role("button", name="Post your question").click()
    expect(page.locator("#tags-error")).to_be_visible()
    mounted(page)
    expect(state(page)).to_contain_text("Draft saved", timeout=10_000)
    page.goto("/questions")
    page.goto("/ask")
    expect(page.locator("#body")).to_have_value(BODY)


def test_words_of_an_edit_that_was_saved_are_no_draft(page: "Page", site: "tuple[Flask, str]") -> None:
    """The form that is opened again shows just what was sent."""
    page.locator("#title").fill(TITLE + ", and the lamp is pink")
    page.locator("#body").fill(BODY)
    page.locator("#tags").fill("wifi ")
    page.get_by_role("button", name="Post your question").click()
    page.wait_for_url("**/questions/*/*")
    edit = page.url.partition("#")[0].rpartition("/")[0] + "/edit"
    page.goto(edit)
    mounted(page)
    page.locator("#body").fill(BODY + " It goes on.")
    page.locator("form[action$='/edit'] .form__end .button--primary").click()
    page.wait_for_url(lambda url: not url.endswith("/edit"))
    with site[0].app_context():
        once.forget_old(clock.now() + once.KEPT_FOR + timedelta(days=1))
    saved: list[str] = []
    page.on("request", lambda asked: saved.append(asked.url) if asked.method == "PUT" else None)
    page.goto(edit)
    mounted(page)
    page.wait_for_timeout(2_000)
    assert saved == []


def test_posted_words_do_not_come_back_once_the_server_has_forgotten_their_form(
    page: "Page", site: "tuple[Flask, str]"
) -> None:
    """Who asks seldom comes to the form again long after that."""
    page.locator("#title").fill(TITLE + ", and the lamp is violet")
    page.locator("#body").fill(BODY)
    page.locator("#tags").fill("wifi ")
    page.get_by_role("button", name="Post your question").click()
    page.wait_for_url("**/questions/*/*")
    page.wait_for_function("() => !Object.keys(localStorage).some(each => each.startsWith('draft:'))")
    with site[0].app_context():
        once.forget_old(clock.now() + once.KEPT_FOR + timedelta(days=1))
    page.goto("/ask")
    mounted(page)
    page.wait_for_timeout(500)
    expect(page.locator("#title")).to_have_value("")
