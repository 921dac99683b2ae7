"""What can be wrong with a page that is open in a browser, each as a list of sentences that say where."""

import gzip
import urllib.request
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]

from tests.browser.running import mounted

if TYPE_CHECKING:
    from playwright.sync_api import Page

HERE: Final = Path(__file__).resolve().parent
REFUSED: Final = 400
MOST_SCRIPT, MOST_STYLE = 40_000, 30_000
NARROWEST_TABLE: Final = 500
# No rule of these needs the text of the styles, which axe would fetch again at each look.
HOW: Final = {"resultTypes": ["violations"], "preload": {"assets": ["media"]}}
RULES: Final = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    },
    "rules": {"target-size": {"enabled": True}},
    **HOW,
}
OF_COLOURS: Final = {
    "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block", "target-size"]},
    **HOW,
}
"""What may differ where the same elements stand in the same places, in other colours and with other borders."""
# axe reads the same dozen colours some thousand times a page: each is worked out once.
READ_ONCE: Final = """() => {
  const known = new Map();
  const { prototype } = axe.commons.color.Color;
  const read = prototype.parseString;
  prototype.parseString = function (text) {
    if (!known.has(text)) {
      read.call(this, text);
      known.set(text, [this.r, this.g, this.b, this.alpha]);
    }
    [this.r, this.g, this.b, this.alpha] = known.get(text);
    return this;
  };
}"""
# Sets what is given on the page as it stands, and waits until it is drawn: after a frame in which the window has its
# width, when those who watch sizes have been told.
SETTLED: Final = """({ width, size, theme }) => {
  const root = document.documentElement;
  if (size !== undefined) root.style.fontSize = size;
  if (theme) root.dataset.theme = theme;
  else if (theme === "") delete root.dataset.theme;
  if (width === undefined) return root.offsetWidth; // colours are there at once
  return new Promise((done) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => done();
    const look = () => (innerWidth === width ? port2.postMessage(0) : requestAnimationFrame(look));
    requestAnimationFrame(look);
  });
}"""
# axe looks for imported styles itself, sometimes at a wrong address.
RESOURCES: Final = """performance.getEntriesByType('resource')
    .filter(each => each.initiatorType !== 'xmlhttprequest').map(each => each.name)"""


@dataclass(frozen=True, slots=True)
class Colours:
    """What somebody's device asks for, and what they chose at the foot of the page."""

    scheme: Any
    theme: str = ""
    forced: bool = False

    def __str__(self) -> str:
        return " ".join([self.theme, "forced" if self.forced else "", self.scheme]).strip()


LIGHT: Final = Colours("light")


def window(page: "Page", width: int, zoom: float = 1) -> None:
    """Give the open page another width, or larger letters."""
    wanted = {"width": width, "height": 800 if width > NARROWEST_TABLE else 740}
    if page.viewport_size != wanted:
        page.set_viewport_size(wanted)
    page.evaluate(SETTLED, {"width": width, "size": f"{zoom * 100}%"})


def painted(page: "Page", colours: Colours) -> None:
    """Give the open page other colours."""
    forced = "active" if colours.forced else "none"
    page.emulate_media(color_scheme=colours.scheme, forced_colors=forced, reduced_motion="reduce")
    page.evaluate(SETTLED, {"theme": colours.theme})


def arrived(page: "Page") -> None:
    """Wait until every script and every letter is there; nothing is waited for that may never come."""
    mounted(page)
    page.evaluate("document.fonts.ready.then(() => true)")


def shut_out(page: "Page", rules: dict[str, object] = RULES) -> list[str]:
    """What axe finds: rule, element, and the first reason."""
    page.evaluate("scrollTo(0, 0)")  # what lies under the bar at the top by chance says nothing
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
        page.evaluate(READ_ONCE)
    found = page.evaluate("rules => axe.run(rules).then(found => found.violations)", rules)
    return [
        f"{each['id']}: {node['target']} {node['failureSummary'].splitlines()[1].strip()[:180]}"
        for each in found
        for node in each["nodes"][:3]
        if each["id"] != "heading-order" or not _is_written(page, node["target"])
    ]


def _is_written(page: "Page", target: list[str]) -> bool:
    """Whether a member wrote it: which heading they begin with is theirs to choose."""
    return (
        page.evaluate("target => !!document.querySelector(target)?.closest('.prose')", str(target[0])) is True
    )


def askew(page: "Page") -> list[str]:
    """What is wider than the window, cut off, or written over something else."""
    return _said(page, "layout.js")


def unfocused(page: "Page") -> list[str]:
    """Where the keyboard is, and nobody sees it."""
    page.keyboard.press("Tab")
    return _said(page, "focus.js")


def _said(page: "Page", name: str) -> list[str]:
    return [str(each) for each in page.evaluate((HERE / name).read_text(encoding="utf-8"))]


def overweight(page: "Page") -> list[str]:
    """Scripts and styles that weigh more than a page may ask for, compressed."""
    names = set(page.evaluate(RESOURCES))
    scripts = sum(_weight(name) for name in names if ".js" in name.partition("?")[0])
    styles = sum(_weight(name) for name in names if ".css" in name.partition("?")[0])
    faults = [f"scripts weigh {scripts} bytes"] if scripts > MOST_SCRIPT else []
    return [*faults, f"styles weigh {styles} bytes"] if styles > MOST_STYLE else faults


@cache
def _weight(address: str) -> int:
    with urllib.request.urlopen(address) as answer:  # noqa: S310 - our own site
        return len(gzip.compress(answer.read()))


class Listener:
    """Hears what a page complains about, and whom it asks for something."""

    def __init__(self, page: "Page", home: str) -> None:
        self.home = home
        self._heard: list[str] = []
        self._failed: list[str] = []
        self._refused: set[str] = set()
        self._page = page
        self._ears = {
            "pageerror": lambda error: self._heard.append(f"a script failed: {error}"),
            "console": self._console,
            "request": self._request,
            "response": self._response,
        }
        for event, hear in self._ears.items():
            page.on(event, hear)

    def leave(self) -> None:
        """Hear no more: the page goes on to another visit."""
        for event, hear in self._ears.items():
            self._page.remove_listener(event, hear)

    @property
    def faults(self) -> list[str]:
        """All of it. That a page itself answers 404 or 422 on purpose is told by the browser, and no fault."""
        failed = [address for address in self._failed if address not in self._refused]
        return [*self._heard, *(f"this could not be loaded: {address}" for address in failed)]

    def _console(self, message: Any) -> None:
        if message.type != "error":
            return
        if "Failed to load resource: the server responded" in message.text:
            self._failed.append(message.location["url"])
        else:
            self._heard.append(f"the console says: {message.text}")

    def _response(self, answer: Any) -> None:
        request = answer.request
        if (
            answer.status >= REFUSED
            and request.is_navigation_request()
            and request.frame.parent_frame is None
        ):
            self._refused.add(answer.url)

    def _request(self, request: Any) -> None:
        if not request.url.startswith((self.home, "data:", "blob:")):
            self._heard.append(f"another host is asked: {request.url}")
