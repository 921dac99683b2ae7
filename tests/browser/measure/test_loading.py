"""While a page loads: nothing moves, colours never flash, files that have a fingerprint are kept; and faults are found."""

import urllib.request
from typing import TYPE_CHECKING

import pytest

from tests.browser.measure.conftest import Enter
from tests.browser.measure.inspecting import OF_COLOURS, RULES, arrived, askew, shut_out, unfocused

if TYPE_CHECKING:
    from playwright.sync_api import Page

MOST_SHIFT = 0.02
SLOW = {"offline": False, "latency": 150, "downloadThroughput": 200_000, "uploadThroughput": 90_000}
SHIFTS = """
window.shifted = 0;
new PerformanceObserver(list => {
  for (const each of list.getEntries()) if (!each.hadRecentInput) window.shifted += each.value;
}).observe({ type: "layout-shift", buffered: true });
"""
GROUNDS = """
window.grounds = [];
(function look() {
  if (document.body) window.grounds.push(getComputedStyle(document.body).backgroundColor);
  requestAnimationFrame(look);
})();
"""


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize(
    "path", ["/", "/questions", "/posts/62", "/tags/mesh", "/members/marguerite", "/ask"]
)
def test_nothing_moves_while_a_page_comes_over_a_slow_line(enter: Enter, path: str, width: int) -> None:
    context = enter("member" if path == "/ask" else "", viewport={"width": width, "height": 800})
    page = context.new_page()
    page.add_init_script(SHIFTS)
    context.new_cdp_session(page).send("Network.emulateNetworkConditions", SLOW)
    page.goto(path)
    page.wait_for_load_state("networkidle")
    shifted = page.evaluate("shifted")
    context.close()
    assert shifted < MOST_SHIFT


# As --ground in tokens.css and contrast.css.
DARK, LIGHT, WHITE = "rgb(18, 21, 20)", "rgb(245, 246, 243)", "rgb(255, 255, 255)"


@pytest.mark.parametrize(
    ("kept", "device", "ground"),
    [("dark", "light", DARK), ("light", "dark", LIGHT), ("contrast", "light", WHITE)],
)
def test_the_chosen_colours_are_there_from_the_first_paint(
    enter: Enter, kept: str, device: str, ground: str
) -> None:
    context = enter(color_scheme=device)
    context.add_init_script(f"localStorage.setItem('theme', '{kept}'); {GROUNDS}")
    page = context.new_page()
    context.new_cdp_session(page).send("Network.emulateNetworkConditions", SLOW)
    page.goto("/")
    arrived(page)
    grounds = page.evaluate("[...new Set(grounds)]")
    context.close()
    assert grounds == [ground]


def test_files_with_a_fingerprint_are_kept_for_ever(enter: Enter) -> None:
    context = enter()
    page = context.new_page()
    page.goto("/")
    arrived(page)
    names = page.evaluate("performance.getEntriesByType('resource').map(each => each.name)")
    context.close()
    ours = [name for name in names if "/static/" in name or "/scripts/" in name or "/site.css" in name]
    assert len(ours) > 5
    loose = [name for name in ours if "immutable" not in _caching(name)]
    assert loose == []


def _caching(address: str) -> str:
    with urllib.request.urlopen(address) as answer:  # noqa: S310 - our own site
        return str(answer.headers["Cache-Control"])


PLANT = """
([name, style]) => {
  const main = document.querySelector("main");
  const before = main.appendChild(document.createElement("p"));
  before.textContent = "A line of text that stands before";
  const planted = main.appendChild(document.createElement(name));
  planted.style.cssText = style;
  if (name === "p") planted.textContent = "A line of text that is longer than a narrow box";
}
"""
FAULTS = {
    "wide": "width: 3000px",
    "cut off": "width: 50px; overflow: hidden; white-space: nowrap",
    "over other text": "margin-top: -30px",
    "leaves its box": "width: 40px; white-space: nowrap",
}


@pytest.fixture
def empty_page(enter: Enter) -> "Page":
    page = enter().new_page()
    page.goto("/about")
    arrived(page)
    return page


@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_of_the_layout_is_found(empty_page: "Page", fault: str) -> None:
    assert askew(empty_page) == []
    empty_page.evaluate(PLANT, ["p", FAULTS[fault]])
    assert any(fault in found for found in askew(empty_page))


def test_planted_faults_of_access_are_found(empty_page: "Page") -> None:
    empty_page.evaluate(PLANT, ["button", "outline: 0; width: 12px; height: 12px"])
    empty_page.evaluate(PLANT, ["img", ""])
    found = " ".join(shut_out(empty_page))
    assert "button-name" in found
    assert "image-alt" in found
    assert any("focus cannot be seen" in each for each in unfocused(empty_page))


def test_a_planted_fault_of_contrast_is_found_by_all_rules_and_by_those_of_colours(
    empty_page: "Page",
) -> None:
    planted = "color: rgb(200, 200, 200); background: white"
    empty_page.evaluate(PLANT, ["p", planted])
    for rules in (RULES, OF_COLOURS):
        assert [each for each in shut_out(empty_page, rules) if "color-contrast" in each]
    empty_page.evaluate("document.querySelector('main').lastElementChild.style.color = 'rgb(30, 30, 30)'")
    for rules in (RULES, OF_COLOURS):
        assert shut_out(empty_page, rules) == []
