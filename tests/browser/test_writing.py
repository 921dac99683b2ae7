"""Writing in a real browser: pictures, mentions, tags, suggestions, drafts that survive everything, with keys and without script."""

import io
import re
from typing import TYPE_CHECKING

import pytest
from PIL import Image
from playwright.sync_api import expect

from community.kernel.images import MOST_BYTES
from tests.browser.running import mounted
from tests.browser.saves import keep, wait_for_one
from tests.browser.writing_site import ANSWER, BODY, TITLE, address, page, picture, site, writing

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route

pytestmark = pytest.mark.browser
__all__ = ["address", "page", "site"]  # the fixtures

PASTE = """([bytes, kind]) => {
  const data = new DataTransfer();
  data.items.add(new File([new Uint8Array(bytes)], "lamp.png", { type: "image/png" }));
  const text = document.querySelector("#body");
  const event = kind === "paste" ? new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true })
    : new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true });
  text.dispatchEvent(event);
}"""


def place(page: "Page") -> float:
    top: float = page.evaluate("document.querySelector('#body').getBoundingClientRect().top + scrollY")
    return top


@pytest.mark.parametrize("way", ["paste", "drop"])
def test_a_picture_that_is_pasted_or_dropped_stands_in_the_text(page: "Page", way: str) -> None:
    page.locator("#body").focus()
    page.evaluate(PASTE, [list(picture()), way])
    expect(page.locator("#body")).to_have_value(re.compile(r"!\[lamp\]\(/uploads/\w+\.png\)"))
    page.locator(".uploads__alt input").fill("A blinking lamp")
    expect(page.locator("#body")).to_have_value(re.compile(r"!\[A blinking lamp\]\(/uploads/"))


def test_a_picture_that_cannot_be_sent_says_why_and_can_be_tried_again(page: "Page") -> None:
    page.route("**/uploads", lambda route: route.abort())
    page.locator("#body").fill("Look:")
    page.locator("input[data-picture]").set_input_files(
        {"name": "lamp.png", "mimeType": "image/png", "buffer": picture()}
    )
    expect(page.locator(".uploads__said")).to_contain_text("The connection broke")
    assert page.input_value("#body").strip() == "Look:"
    page.unroute("**/uploads")
    page.get_by_role("button", name="Try again").click()
    expect(page.locator("#body")).to_have_value(re.compile(r"/uploads/\w+\.png"))


def photo() -> bytes:
    """As a phone takes them: larger than the site accepts, and lying on its side."""
    made, turned = io.BytesIO(), Image.Exif()
    turned[0x0112] = 6
    Image.effect_noise((4000, 3000), 90).save(made, "JPEG", quality=90, exif=turned)
    return made.getvalue()


def test_a_photo_larger_than_the_site_takes_is_made_smaller_first(page: "Page") -> None:
    """Who asks with a phone can choose no smaller one: it was refused."""
    taken = photo()
    assert len(taken) > MOST_BYTES
    page.locator("input[data-picture]").set_input_files(
        {"name": "lamp.jpg", "mimeType": "image/jpeg", "buffer": taken}
    )
    expect(page.locator("#body")).to_have_value(re.compile(r"!\[lamp\]\(/uploads/\w+\.jpg\)"), timeout=20_000)
    page.locator("[data-show-preview]").click()
    shown(page, "[data-preview-pane] img")
    size = page.locator("[data-preview-pane] img").evaluate(
        "image => [image.naturalWidth, image.naturalHeight]"
    )
    assert size == [1500, 2000]


def test_a_photo_of_oneself_may_be_larger_too(page: "Page") -> None:
    page.goto("/settings/avatar")
    mounted(page)
    field = page.locator("input[type=file]")
    field.set_input_files({"name": "me.jpg", "mimeType": "image/jpeg", "buffer": photo()})
    page.wait_for_function(
        "most => document.querySelector('input[type=file]').files[0].size < most", arg=MOST_BYTES
    )
    page.locator("form:has(input[type=file]) button[type=submit]").click()
    expect(page.locator(".crop__face").first).to_be_visible()


def test_a_token_that_grew_old_costs_no_picture(page: "Page") -> None:
    page.evaluate("document.querySelector('meta[name=csrf-token]').content = 'of yesterday'")
    page.locator("input[data-picture]").set_input_files(
        {"name": "lamp.png", "mimeType": "image/png", "buffer": picture()}
    )
    expect(page.locator("#body")).to_have_value(re.compile(r"!\[lamp\]\(/uploads/\w+\.png\)"))


def test_an_at_offers_members_by_keys(page: "Page") -> None:
    page.locator("#body").press_sequentially("Thanks @林")
    member = page.get_by_role("option", name="林晓")
    expect(member).to_be_visible()
    member.dispatch_event("pointerdown")  # a finger that only means to scroll
    expect(page.locator("#body")).to_have_value("Thanks @林")
    assert page.get_attribute("#body", "aria-controls") == page.locator(".quick:visible").get_attribute("id")
    page.keyboard.press("Enter")
    expect(page.locator("#body")).to_have_value("Thanks @林晓 ")


def test_another_name_of_a_tag_leads_to_it(page: "Page") -> None:
    page.locator("#tags").press_sequentially("wlan")
    expect(page.get_by_role("option", name="wifi (wlan)")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator(".tag-picker__chip")).to_have_text(re.compile(r"wifi \(wlan\)"))
    page.locator("#tags").press_sequentially("brandnew,")
    expect(page.locator("[name=tags]")).to_have_value("wifi brandnew")
    expect(page.locator(".tag-picker__chip").last).to_contain_text("new")
    page.keyboard.press("Backspace")
    expect(page.locator("[name=tags]")).to_have_value("wifi")


def test_who_types_tags_while_the_picker_is_on_its_way_types_on(page: "Page") -> None:
    """The field moves into the picker, and must not lose the keyboard, nor take half a word for a tag."""
    scripts: list[Route] = []
    page.route("**/drafts/**", lambda route: route.abort())  # no other test finds these words
    page.route("**/behaviours/tags.js", lambda route: keep(scripts, route))
    page.reload(wait_until="commit")
    page.locator("#tags").press_sequentially("mesh wi")
    wait_for_one(page, scripts)
    scripts[0].continue_()
    mounted(page)
    page.keyboard.type("fi ")
    expect(page.locator("[name=tags]")).to_have_value("mesh wifi")
    expect(page.locator("#tags")).to_be_focused()


def test_nothing_moves_away_under_a_pointer_that_presses(page: "Page") -> None:
    """The tag that was typed becomes a chip, and findings come, when the button is let go: it is pressed as well."""
    button = page.get_by_role("button", name="Post your question")
    asked: list[str] = []
    page.on("response", lambda answer: asked.append(answer.url))
    page.locator("#title").fill(TITLE + ", all night")
    page.locator("#body").fill(
        "WHY DOES NOBODY TELL ME WHAT THE RED LAMP ON THIS ROUTER MEANS ALL NIGHT LONG"
    )
    page.locator("#tags").fill("router")
    expect(
        page.locator(".tag-picker__fits button").first
    ).to_be_visible()  # nobody presses yet: they may come
    button.scroll_into_view_if_needed()
    where = button.bounding_box()
    assert where
    page.mouse.move(where["x"] + where["width"] / 2, where["y"] + where["height"] / 2)
    page.mouse.down()
    while not any(each.endswith("/check") for each in asked):
        page.wait_for_timeout(100)
    page.wait_for_timeout(400)
    assert button.bounding_box() == where
    expect(page.locator("#body-findings li")).to_have_count(0)
    page.mouse.up()
    page.wait_for_url("**/questions/**")
    expect(page.locator("main")).to_contain_text("capitals")


def test_what_is_being_composed_asks_and_sends_nothing(page: "Page") -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.locator("#tags").focus()
    page.evaluate(
        """() => {
          const field = document.querySelector("#tags");
          field.dispatchEvent(new CompositionEvent("compositionstart"));
          field.value = "wu xian";
          field.dispatchEvent(new InputEvent("input", { bubbles: true, isComposing: true }));
          field.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", isComposing: true, bubbles: true }));
          // Safari tells the key that chooses after the end.
          field.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", keyCode: 229, bubbles: true }));
        }"""
    )
    page.wait_for_timeout(400)
    assert [each for each in asked if "tag-choices?q" in each] == []
    assert page.input_value("#tags") == "wu xian"


def test_an_answer_is_offered_while_the_title_is_typed_and_solves_it(page: "Page") -> None:
    before = place(page)
    page.locator("#title").press_sequentially("mesh node drops wifi at night")
    card = page.locator(".suggestion", has_text=TITLE)
    expect(card).to_contain_text(ANSWER[:40])
    expect(page.locator("[data-offers-said]")).to_contain_text("may have the answer")
    assert place(page) == before, "the page jumped"
    card.get_by_role("button", name="That solved it").click()
    expect(page.locator(".flash")).to_contain_text("Good to hear")


def test_bold_lists_and_code_by_keys_are_undone_by_ctrl_z(page: "Page") -> None:
    body = page.locator("#body")
    body.fill("")
    body.press_sequentially("amber")
    body.press("Control+a")
    body.press("Control+b")
    expect(body).to_have_value("**amber**")
    body.press("Control+z")
    expect(body).to_have_value("amber")
    body.fill("")
    body.press_sequentially("1. one\ntwo")
    expect(body).to_have_value("1. one\n2. two")
    body.fill("```\n")
    body.press("Tab")
    expect(body).to_have_value("```\n  ")
    body.press("Escape")
    body.press("Tab")
    assert page.evaluate("document.activeElement.id") != "body"


def test_a_question_is_asked_without_script_with_a_picture_after_a_look_at_what_is_there(
    browser: "Browser", address: str
) -> None:
    with writing(browser, address, java_script_enabled=False, viewport={"width": 360, "height": 800}) as page:
        page.fill("#title", TITLE + " and the lamp is red")
        page.fill("#body", BODY)
        page.fill("#tags", "wlan mesh")
        page.set_input_files(
            "input[name=picture]", {"name": "lamp.png", "mimeType": "image/png", "buffer": picture()}
        )
        page.get_by_role("button", name="Post your question").click()
        expect(page.locator("main")).to_contain_text("Before you post")
        page.get_by_role("button", name="None of these").click()
        page.wait_for_url("**/questions/**")
        expect(page.locator(".post img").first).to_be_attached()


def shown(page: "Page", where: str) -> None:
    """A picture was really drawn: one that is refused has no width."""
    page.wait_for_function(
        "where => document.querySelector(where)?.naturalWidth > 0", arg=where, timeout=10_000
    )


def test_a_picture_is_shown_in_the_preview_and_to_visitors(browser: "Browser", page: "Page") -> None:
    page.locator("#title").fill(TITLE + " and this lamp")
    page.locator("#body").fill(BODY + " Look: ")
    page.locator("#tags").press_sequentially("mesh,")
    page.locator("input[data-picture]").set_input_files(
        {"name": "lamp.png", "mimeType": "image/png", "buffer": picture("crimson")}
    )
    expect(page.locator("#body")).to_have_value(re.compile(r"/uploads/\w+\.png"))
    page.locator("[data-show-preview]").click()
    shown(page, "[data-preview-pane] img")
    address = page.locator("[data-preview-pane] img").evaluate("image => image.src")
    visitor = browser.new_context(base_url=page.url, service_workers="block")
    assert visitor.request.get(address).status == 404
    page.get_by_role("button", name="Post your question").click()
    page.wait_for_url("**/questions/**")
    reader = visitor.new_page()
    reader.goto(page.url)
    shown(reader, ".post img")
    visitor.close()
