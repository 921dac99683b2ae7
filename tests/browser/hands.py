"""Two hands for one story: a mouse that clicks, and a keyboard that only ever presses keys and must see where it is.

A story is told by the words on the page, in English; a hand reads them in its own language.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import pytest
from babel.messages.catalog import Catalog
from playwright.sync_api import expect

from tests.browser.measure.inspecting import Listener
from tests.browser.running import PASSWORD, mounted
from tests.tools import words

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Locator, Page

    from tests.browser.desk_site import Site

MOST_TABS: Final = 260
# How each of some elements looks, with what may stand for it: the label of a radio button, the box round a field.
LOOKS: Final = """elements => elements.map(element =>
  [element, element.nextElementSibling, element.parentElement, element.closest('label, .editor__box, .tag-picker')].map(each => {
    if (!each) return '';
    const it = getComputedStyle(each);
    const ring = it.outlineStyle !== 'none' && parseFloat(it.outlineWidth) > 0 ? it.outline : '';
    return [ring, it.boxShadow, it.borderColor].join('|');
  }))"""
FOCUSED: Final = "each => each.findIndex(one => one === document.activeElement)"


@dataclass(frozen=True, slots=True)
class Mode:
    """How somebody looks at the site."""

    name: str
    keys: bool = False
    scripts: bool = True
    lang: str = "en"
    window: dict[str, Any] = field(default_factory=dict)


MODES: Final = (
    Mode("mouse"),
    Mode("keyboard", keys=True),
    Mode("without-script", scripts=False),
    Mode("narrow", window={"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}),
    Mode("chinese", lang="zh-Hans", window={"locale": "zh-CN"}),
    Mode("dark", window={"color_scheme": "dark"}),
)
in_every_mode = pytest.mark.parametrize("mode", MODES, ids=lambda mode: mode.name)
_CHINESE: Final[list[Catalog]] = []


def said(sentence: str, lang: str) -> str:
    """A sentence of the code as this reader sees it."""
    if lang == "en":
        return sentence
    if not _CHINESE:
        _CHINESE.append(words.read("zh_Hans"))
    message = _CHINESE[0].get(sentence)
    assert message is not None, f"no such sentence: {sentence}"
    return str(message.string if isinstance(message.string, str) else message.string[0])


class Hand:
    """Somebody at a window, signed in by the form."""

    def __init__(self, browser: "Browser", address: str, mode: Mode, name: str = "") -> None:
        given = {"viewport": {"width": 1280, "height": 860}, "reduced_motion": "reduce", **mode.window}
        self.mode = mode
        self.context: BrowserContext = browser.new_context(
            base_url=address, java_script_enabled=mode.scripts, **given
        )
        self.page: Page = self.context.new_page()
        self.heard = Listener(self.page, address)
        self.page.set_default_timeout(30_000)
        if name:
            self.open(f"/sign-in?lang={mode.lang}")
            self.write("Name or e-mail address", name)
            self.write("Password", PASSWORD)
            self.go("Sign in")
            self.open(
                f"/?lang={mode.lang}"
            )  # who signs in reads the language of the account until they choose

    def word(self, sentence: str) -> str:
        return said(sentence, self.mode.lang)

    def open(self, place: str) -> None:
        """Type an address."""
        self.page.goto(place)
        self._arrive()

    def reload(self) -> None:
        """Ask for the same page again."""
        self.page.reload()
        self._arrive()

    def sees(self, sentence: str, *, own: bool = True) -> None:
        """The page says it: a sentence of the site, or (`own` off) what somebody wrote."""
        expect(self.page.locator("main")).to_contain_text(self.word(sentence) if own else sentence)

    def go(self, sentence: str, *, own: bool = True, inside: str = "main") -> None:
        """Press what carries these words, and come to another page."""
        target = self._pressable(sentence, own=own, inside=inside)
        with self.page.expect_navigation():
            self._press(target)
        self._arrive()

    def misses(self, words: str) -> None:
        """The page does not say what somebody wrote."""
        expect(self.page.locator("main")).not_to_contain_text(words)

    def open_up(self, sentence: str, *, own: bool = True) -> None:
        """Unfold what carries these words."""
        self._press(self._pressable(sentence, own=own))

    def write(self, label: str, text: str) -> None:
        """Fill the field with this label."""
        place = self._label(label).first
        if self.mode.keys:
            self._reach(place)
            self.page.keyboard.press("Control+a")
            self.page.keyboard.type(text)
        else:
            place.fill(text)

    def choose(self, name: str, value: str) -> None:
        """Choose one of several: a round button, or a line of a list."""
        fields = self.page.locator(f"main [name='{name}']")
        if fields.first.evaluate("field => field.localName") == "select":
            self._choose_line(fields.first, value)
            return
        wanted = self.page.locator(f"main input[name='{name}'][value='{value}']")
        if not self.mode.keys:
            wanted.locator("xpath=ancestor::label").click()
        else:
            self._reach(fields)
            self.page.keyboard.press("Space")
            for _turn in range(fields.count()):
                if wanted.is_checked():
                    break
                self.page.keyboard.press("ArrowRight")
        expect(wanted).to_be_checked()

    def _choose_line(self, place: "Locator", value: str) -> None:
        if not self.mode.keys:
            place.select_option(value)
            return
        self._reach(place)
        self.page.keyboard.press("Home")
        while place.input_value() != value:
            before = place.input_value()
            self.page.keyboard.press("ArrowDown")
            assert place.input_value() != before, f"no such line: {value}"

    def search(self, text: str) -> None:
        """Type into the field of the top bar and press Enter."""
        place = self.page.locator("header input[name=q]")
        if self.mode.keys:
            self._reach(place)
            self.page.keyboard.type(text)
        else:
            place.fill(text)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        self._arrive()

    def give_stars(self, count: int) -> None:
        """Choose so many stars; without script the form has a button of its own."""
        form = self.page.locator("form.rate").first
        star = form.locator(f"input[value='{count}']")
        with self.page.expect_navigation():
            if self.mode.keys:
                self._reach(form.locator("input[type=radio]"))
                self.page.keyboard.press("Space")
                for _turn in range(count - 1):
                    self.page.keyboard.press("ArrowRight")
            else:
                star.click()
            if not self.mode.scripts:
                form.locator("[type=submit]").first.click()
        self._arrive()

    def close(self) -> None:
        """Leave; nothing may have gone wrong inside the pages."""
        self.context.close()
        assert self.heard.faults == [], self.heard.faults

    def _arrive(self) -> None:
        if self.mode.scripts:
            mounted(self.page)
        wide = "document.documentElement.scrollWidth - innerWidth"
        if self.mode.scripts:
            assert self.page.evaluate(wide) <= 0, f"{self.page.url} scrolls sideways"

    def _label(self, label: str) -> "Locator":
        return self.page.locator("main").get_by_label(self.word(label)).locator("visible=true")

    def _pressable(self, sentence: str, *, own: bool = True, inside: str = "main") -> "Locator":
        text = self.word(sentence) if own else sentence
        carriers = self.page.locator(inside).locator("button, a, summary, label")
        exact = carriers.filter(has_text=re.compile(rf"^\s*{re.escape(text)}\s*\w?\s*$")).locator(
            "visible=true"
        )
        loose = carriers.filter(has_text=text).locator("visible=true")
        expect(loose.first).to_be_visible()
        return exact.first if exact.count() else loose.first

    def _press(self, target: "Locator") -> None:
        if not self.mode.keys:
            target.click()
            return
        self._reach(target)
        self.page.keyboard.press("Enter")

    def _reach(self, target: "Locator") -> None:
        """Come to it with Tab alone, and see that one is there: it looks otherwise than before."""
        at, before = target.evaluate_all(FOCUSED), target.evaluate_all(LOOKS)
        if at >= 0:  # nothing to compare with: there must be a ring
            assert any(not look.startswith("|") for look in before[at] if look), f"no ring round {target}"
            return
        for _turn in range(MOST_TABS):
            self.page.keyboard.press("Tab")
            at = target.evaluate_all(FOCUSED)
            if at >= 0:
                break
        assert at >= 0, f"no way by keys to {target}"
        assert target.evaluate_all(LOOKS)[at] not in before[at : at + 1], f"the focus is not seen on {target}"


Enter = Callable[..., Hand]


@pytest.fixture
def enter(browser: "Browser", site: "Site", mode: Mode) -> Iterator[Enter]:
    """Somebody comes to the site of the test, by name or as a visitor; at its end nothing may have gone wrong."""
    hands: list[Hand] = []

    def come(name: str = "") -> Hand:
        hands.append(Hand(browser, site.address, mode, name))
        return hands[-1]

    yield come
    for hand in hands:
        hand.close()
