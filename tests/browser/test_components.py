"""The components in a real browser: what scripts add works under the site's own policy, and everyone can use it."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from flask import Flask, Response, render_template, render_template_string, request
from playwright.sync_api import expect

from community.kernel import assets, languages, templating, web
from tests.browser.running import mounted, running
from tests.browser.saves import keep, wait_for_one

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route

ROOT = Path(__file__).resolve().parent.parent.parent
WRITING = """
{% extends "base.html" %}
{% from "ui/button.html" import action, button -%}
{% from "ui/editor.html" import editor -%}
{% from "ui/field.html" import field -%}
{% from "ui/stars.html" import stars_form -%}
{% block main %}
<form class="form" method="post" action="/echo">
  {{ field("title", "Title", behaviour="suggest", data_url="/offers") }}<div class="notice"><a href="/known/1">Known</a></div><div id="title-suggestions"></div>
  {{ editor("body", "Body", preview_url="/preview", draft_url="/draft", image_url="/images", quick_url="/ready") }}
  {{ button("Go", key="G") }}
</form>
{{ action("Remove", "/echo", confirm="Really?") }}{{ stars_form("/echo") }}
<form>
  {{ field("secret", "Secret", kind="password", required=false) }}{{ field("note", "Note", kind="textarea", maxlength=500, required=false) }}
</form>
{% endblock main %}
"""


def make_site(drafts: list[Any]) -> Flask:
    """The frame and the components with a few answers for their scripts, and the policy of the site."""
    app = Flask("components", root_path=str(ROOT))
    app.secret_key = "only for this test"
    languages.init_app(app)
    templating.init_app(app)
    assets.init_app(app)
    app.jinja_env.globals.update(
        csrf_token=lambda: "token", site_name="Huzhu", award_moment=str, sanction_notice=str
    )
    app.add_url_rule(
        "/gallery", "gallery", lambda: render_template("community/gallery.html", current_member=None)
    )
    app.add_url_rule("/write", "write", lambda: render_template_string(WRITING, current_member=None))
    notices = "".join(f'<div class="notice"><a href="/known/{each}">Known</a></div>' for each in (1, 2))
    app.add_url_rule("/offers", "offers", lambda: f"<p>Like {request.args['title']}</p>{notices}")
    app.add_url_rule("/preview", "preview", lambda: f"<b>{request.form['body']}</b>", methods=["POST"])
    app.add_url_rule("/images", "images", lambda: {"url": "/picture.png"}, methods=["POST"])
    app.add_url_rule("/ready", "ready", lambda: [{"title": "Restart", "body": "Please restart it."}])
    app.add_url_rule("/echo", "echo", lambda: f"Sent {request.form.get('stars', '')}", methods=["POST"])

    app.add_url_rule("/favicon.ico", "no_picture", lambda: "")
    app.add_url_rule("/form-token", "form_token", lambda: {"token": "token", "member": 0})

    @app.put("/draft")
    def draft() -> tuple[str, int]:
        drafts.append((request.headers["X-CSRFToken"], request.get_json()))
        return "", 204

    @app.after_request
    def guard(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = web.POLICY
        return response

    return app


@pytest.fixture(scope="module")
def drafts() -> list[Any]:
    return []


@pytest.fixture(scope="module")
def address(drafts: list[Any]) -> Iterator[str]:
    with running(make_site(drafts)) as served:
        yield served


@pytest.fixture
def page(browser: "Browser", address: str) -> Iterator["Page"]:
    """The writing page, ready; anything that the browser complains about fails the test."""
    context = browser.new_context(
        viewport={"width": 1280, "height": 900}, base_url=address, service_workers="block"
    )
    opened = context.new_page()
    complaints: list[str] = []
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    opened.goto("/write")
    mounted(opened)
    yield opened
    context.close()
    assert complaints == []


pytestmark = pytest.mark.browser


def test_a_key_focuses_the_search_and_another_lists_all_keys(page: "Page") -> None:
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.name") == "q"
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("?")
    assert "Go" in page.locator("dialog").inner_text()


def test_colours_are_chosen_and_kept(page: "Page") -> None:
    button = page.locator("[data-behaviour=theme]")
    button.click()
    button.click()
    page.reload()
    mounted(page)
    assert page.locator("html").get_attribute("data-theme") == "dark"


def test_titles_bring_offers_while_they_are_typed(page: "Page") -> None:
    page.fill("#title", "wifi drops")
    page.locator("#title-suggestions", has_text="Like wifi drops").wait_for(timeout=5_000)
    notices = page.locator("main .notice a")  # the first one stood there before
    assert [each.get_attribute("href") for each in notices.all()] == ["/known/1", "/known/2"]


def test_what_is_typed_is_kept_with_the_forms_token(page: "Page", drafts: list[Any]) -> None:
    page.fill("#body", "It blinks amber.")
    page.locator("[data-draft-state]", has_text="Draft saved").wait_for(timeout=8_000)
    token, fields = drafts[-1]
    assert token == "token"
    assert fields == {"title": "", "body": "It blinks amber."}


def test_the_bar_marks_text_and_the_preview_shows_it(page: "Page") -> None:
    page.fill("#body", "amber")
    page.locator("#body").select_text()
    page.locator("[data-mark=bold]").click()
    assert page.input_value("#body") == "**amber**"
    page.locator("[data-show-preview]").click()
    page.locator("[data-preview-pane] b", has_text="**amber**").wait_for(timeout=5_000)


def test_a_chosen_picture_lands_in_the_text(page: "Page") -> None:
    page.locator("input[data-picture]").set_input_files(
        {"name": "lamp.png", "mimeType": "image/png", "buffer": b"any bytes"}
    )
    expect(page.locator("#body")).to_have_value(re.compile(r"!\[lamp\]\(/picture\.png\)"))


def test_a_slash_offers_ready_answers(page: "Page") -> None:
    page.locator("#body").press_sequentially("/re")
    page.locator(".quick__choice", has_text="Restart").wait_for(timeout=5_000)
    page.keyboard.press("Enter")
    assert page.input_value("#body") == "Please restart it."


def test_what_cannot_be_undone_is_asked_once_more(page: "Page") -> None:
    page.get_by_role("button", name="Remove").click()
    page.locator("dialog", has_text="Really?").wait_for()
    page.locator("dialog .button--danger").click()
    page.wait_for_url("**/echo")


def test_stars_are_sent_by_choosing_them(page: "Page") -> None:
    page.locator(".rate__star").nth(3).click()
    page.wait_for_url("**/echo")
    assert page.inner_text("body") == "Sent 4"


def test_stars_chosen_before_the_script_came_are_sent_too(browser: "Browser", address: str) -> None:
    page = browser.new_page(base_url=address)
    late: list[Route] = []

    def hold(route: "Route") -> None:
        late.append(route)

    page.route("**/behaviours/stars.js*", hold)
    with page.expect_request("**/behaviours/stars.js*"):
        page.goto("/write", wait_until="domcontentloaded")
    page.locator(".rate__star").nth(3).click()
    late[0].continue_()
    page.wait_for_url("**/echo")
    assert page.inner_text("body") == "Sent 4"
    page.close()


def test_stars_of_whoever_goes_on_at_once_come_first_and_survive_an_old_token(
    browser: "Browser", address: str
) -> None:
    page = browser.new_page(base_url=address)
    page.goto("/write")
    mounted(page)
    sent: list[str] = []

    def answer(route: "Route") -> None:
        sent.append(route.request.post_data or "")
        if "token of today" in sent[-1]:
            route.continue_()
        else:
            refused = json.dumps({"token": "token of today", "member": 0})
            route.fulfill(status=400, content_type="application/problem+json", body=refused)

    page.route("**/echo", answer)
    page.locator(".rate__star").nth(3).click()
    page.evaluate("document.querySelector('form[action=\"/echo\"]:not(.form, .rate)').requestSubmit()")
    page.wait_for_url("**/echo")
    assert ["stars" in each for each in sent] == [True, True, False]
    page.close()


def test_stars_of_whoever_follows_a_link_at_once_are_sent_and_leave_the_way_free(page: "Page") -> None:
    """The page that is wanted comes so late that the stars would have gone by themselves, in its place."""
    held: list[Route] = []
    page.route("**/offers*", lambda route: keep(held, route))
    with page.expect_request("**/echo") as asked:
        page.evaluate(
            """() => {
              document.querySelectorAll(".rate__star")[3].click();
              location.assign("/offers?title=lamp");
            }"""
        )
    assert not asked.value.is_navigation_request()
    wait_for_one(page, held)
    held[0].continue_()
    page.wait_for_url("**/offers*")


def test_what_a_switch_says_stays_while_it_is_pressed(page: "Page") -> None:
    show = page.locator(".field__tools button")
    show.click()
    expect(show).to_have_attribute("aria-pressed", "true")
    expect(show).to_have_text("Show")


def test_a_limit_is_said_three_times_and_not_at_each_key(page: "Page") -> None:
    heard: list[str] = []
    page.expose_function("heard", lambda said: said and heard.append(said))
    page.evaluate(
        "new MutationObserver(() => { heard(document.querySelector('#page-said').textContent) })"
        ".observe(document.querySelector('#page-said'), { childList: true })"
    )
    note = page.locator("#note")
    wanted = {401: "99 characters left", 481: "19 characters left", 500: "0 characters left"}
    for length in (390, 401, 402, 403, 481, 482, 500):
        note.fill("x" * length)
        if length in wanted:
            expect(page.locator("#page-said")).to_have_text(wanted[length])
        page.wait_for_timeout(150)  # what is said too much would be heard by now
    assert heard == list(wanted.values())
    assert page.locator(".field__left").get_attribute("role") is None


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nobody_is_shut_out_of_a_component(browser: "Browser", address: str, width: int, scheme: Any) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    opened = context.new_page()
    opened.goto(f"{address}/gallery")
    mounted(opened)
    found = Axe().run(opened).response["violations"]
    wider = opened.evaluate("document.documentElement.scrollWidth > innerWidth")
    context.close()
    assert [(each["id"], each["nodes"][0]["target"]) for each in found] == []
    assert not wider, "the page is wider than the window"


def test_icons_and_drawings_come_through_the_policy(browser: "Browser", address: str) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    opened = context.new_page()
    opened.goto(f"{address}/gallery")
    mounted(opened)
    boxes = (
        opened.locator(".frame__nav, main")
        .locator("use")
        .evaluate_all("uses => uses.map(use => use.getBBox().width)")
    )
    context.close()
    assert len(boxes) > 100
    assert min(boxes) > 0
