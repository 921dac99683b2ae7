"""The pictures of the README: fills a demonstration site, visits it with Chromium, and keeps what it saw.

Usage: .venv/bin/python -m tests.screenshots [front question review desk ask]   (or `make pictures`)
"""

import sys
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image

from tests.demonstration import ROOT, Site, demonstration, sign_in, without_gutter
from tests.tools.system_packages import chromium

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PICTURES = ROOT / "docs" / "pictures"
MOST_BYTES = 200_000
COLOURS = 256
DESKTOP, PHONE = (1280, 860), (390, 844)


def front(page: "Page", site: Site) -> None:
    page.goto(site.address)


def question(page: "Page", site: Site) -> None:
    """A solved question with several answers."""
    page.goto(f"{site.address}/questions?state=solved")
    links = page.locator(".q__title[lang=en] a").all()
    addresses = [str(link.get_attribute("href")) for link in links]
    best = max(addresses[:8], key=lambda address: answers_on(page, site, address))
    page.goto(site.address + best)


def answers_on(page: "Page", site: Site, address: str) -> int:
    page.goto(site.address + address)
    return page.locator("article[id^='answer-']").count()


def ask(page: "Page", site: Site) -> None:
    """Somebody asks in a hurry what was asked before; the gate says what to mend, the search what to read."""
    page.goto(site.address)
    title = page.locator(".entry__title a[lang=en]").first.inner_text()
    sign_in(page, site, "member")
    page.goto(f"{site.address}/ask")
    page.fill("input[name=title]", title.upper())
    page.fill("textarea[name=body]", "???")
    page.fill("#tags", "wifi")
    page.click("main form .form__end .button--primary")
    page.wait_for_load_state("networkidle")


def review(page: "Page", site: Site) -> None:
    sign_in(page, site, "moderator")
    page.goto(f"{site.address}/review")


def desk(page: "Page", site: Site) -> None:
    """The most urgent matter of an agent."""
    sign_in(page, site, "agent")
    page.goto(f"{site.address}/desk?tier=all")
    page.locator("main a[href^='/desk/cases/']").first.click()
    page.wait_for_load_state("networkidle")


SCENES: dict[str, Callable[["Page", Site], None]] = {
    "front": front,
    "question": question,
    "review": review,
    "desk": desk,
    "ask": ask,  # the last: should the question get through, no other picture shows it
}


def take(browser: "Browser", site: Site, name: str, size: tuple[int, int]) -> bytes:
    """What `name` looks like in a window of `size`."""
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        device_scale_factor=1.5,
        locale="en-GB",
        color_scheme="light",
        reduced_motion="reduce",
    )
    page = context.new_page()
    SCENES[name](page, site)
    page.wait_for_load_state("networkidle")
    without_gutter(page)
    picture = page.screenshot()
    context.close()
    return picture


def kept(picture: bytes, path: Path) -> None:
    """Write the picture with as many colours as its size allows."""
    image = Image.open(BytesIO(picture)).convert("RGB")
    for colours in (COLOURS, COLOURS // 2, COLOURS // 4):
        image.quantize(colours, dither=Image.Dither.NONE).save(path, optimize=True)
        if path.stat().st_size < MOST_BYTES:
            return
    message = f"{path.name} stays larger than {MOST_BYTES} bytes"
    raise ValueError(message)


def main() -> None:
    """Make every picture, for a desk and for a hand."""
    from playwright.sync_api import sync_playwright

    program = chromium()
    if program is None:
        sys.exit("Chromium is needed to make pictures.")
    PICTURES.mkdir(exist_ok=True)
    with demonstration() as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        for name in sys.argv[1:] or SCENES:
            for kind, size in (("desktop", DESKTOP), ("phone", PHONE)):
                kept(take(browser, site, name, size), PICTURES / f"{name}-{kind}.png")
        browser.close()


if __name__ == "__main__":
    main()
