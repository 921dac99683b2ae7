"""Pictures of every page for somebody to look at: both languages, three widths, both colours, and sheets of them.

Usage: .venv/bin/python -m tests.look [--site "address password"] [public|staff|name of a scene …]
(or `make look`, `make look LOOK=public`). They lie in build/look/: whole pages, and for each scene a sheet to read
(phones, and desks beside them) and a row with the others.
"""

import argparse
import shutil
from contextlib import nullcontext
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from PIL import Image, ImageDraw

from tests.browser.measure.scenes import PUBLIC, SCENES, STAFF_ROOMS, Scene
from tests.demonstration import NAMES, ROOT, Site, demonstration, sign_in, without_gutter
from tests.tools.system_packages import chromium

if TYPE_CHECKING:
    from playwright.sync_api import Browser

THERE: Final = ROOT / "build" / "look"
SIZES: Final = ((390, 844), (820, 1100), (1280, 900))
"""A phone, a tablet, a desk."""
LANGUAGES: Final = ("en", "zh-Hans")
SCHEMES: Final = ("light", "dark")
GROUPS: Final = {"public": PUBLIC, "staff": STAFF_ROOMS}
MOST_HIGH: Final = 4_000
"""Pictures of very long pages end here; what follows repeats."""

Place = tuple[int, str, str, int, int, int]
"""Width, language and colours of a picture, and where it stands on a sheet: left, top, how wide."""
READABLE: Final[tuple[Place, ...]] = (
    (390, "en", "light", 0, 0, 390),
    (390, "zh-Hans", "light", 396, 0, 390),
    (1280, "en", "light", 792, 0, 760),
    (1280, "zh-Hans", "dark", 792, 800, 760),
)
OTHERS: Final[tuple[Place, ...]] = (
    (390, "en", "dark", 0, 0, 130),
    (390, "zh-Hans", "dark", 134, 0, 130),
    (820, "en", "light", 268, 0, 220),
    (820, "zh-Hans", "light", 492, 0, 220),
    (820, "en", "dark", 716, 0, 220),
    (820, "zh-Hans", "dark", 940, 0, 220),
    (1280, "en", "dark", 1164, 0, 300),
    (1280, "zh-Hans", "light", 1468, 0, 300),
)


def picture(name: str, width: int, lang: str, scheme: str) -> Path:
    """Where a picture lies."""
    return THERE / f"{width}-{lang}-{scheme}-{name}.png"


def visit(browser: "Browser", site: Site, scene: Scene, lang: str, states: dict[str, Any]) -> None:
    """Take the pictures of one page in one language."""
    if scene.who and scene.who not in states:
        first = browser.new_page()
        sign_in(first, site, scene.who)
        states[scene.who] = first.context.storage_state()
    context = browser.new_context(
        base_url=site.address,
        storage_state=states.get(scene.who),
        reduced_motion="reduce",
        forced_colors="active" if scene.forced else None,
    )
    if scene.theme:
        context.add_init_script(f"localStorage.setItem('theme', '{scene.theme}')")
    context.add_cookies([{"name": "lang", "value": lang, "url": site.address}])
    page = context.new_page()
    page.goto(scene.path)
    for deed in scene.deeds:
        deed(page, site)
    page.wait_for_load_state("networkidle")
    without_gutter(page)
    for (width, height), scheme in product(SIZES, SCHEMES):
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        high = min(int(page.evaluate("document.documentElement.scrollHeight")), MOST_HIGH)
        page.set_viewport_size({"width": width, "height": max(high, height)})
        page.screenshot(path=picture(scene.name, width, lang, scheme))
    context.close()


def sheet(name: str, places: tuple[Place, ...], high: int, kind: str) -> None:
    """Lay some pictures of a scene beside each other."""
    there = Image.new("RGB", (max(left + wide for *_, left, _, wide in places), high + 20), "#888888")
    ImageDraw.Draw(there).text((4, 4), f"{name}: {kind}", fill="black")
    for width, lang, scheme, left, top, wide in places:
        image = Image.open(picture(name, width, lang, scheme))
        small = image.resize((wide, round(image.height * wide / width)), Image.Resampling.LANCZOS)
        below = min((other[4] for other in places if other[3] == left and other[4] > top), default=high)
        there.paste(small.crop((0, 0, wide, min(small.height, below - top))), (left, top + 20))
    there.save(THERE / f"{kind}-{name}.png")


def main() -> None:
    """Visit, take, and lay out."""
    from playwright.sync_api import sync_playwright

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--site", help="address and password of a demonstration site that runs already")
    parser.add_argument("names", nargs="*", help="only these: public, staff, or names of scenes")
    given = parser.parse_args()
    wanted = {one for name in given.names for one in (s.name for s in GROUPS.get(name, ()))} | {*given.names}
    shutil.rmtree(THERE, ignore_errors=True)
    THERE.mkdir(parents=True)
    running = given.site and nullcontext(Site(*given.site.split(), NAMES, 0))
    with running or demonstration() as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        states: dict[str, Any] = {}
        for scene in SCENES:
            if not wanted or scene.name in wanted:
                for lang in LANGUAGES:
                    visit(browser, site, scene, lang, states)
                sheet(scene.name, READABLE, 1600, "read")
                sheet(scene.name, OTHERS, 520, "others")
        browser.close()
    print(f"{len(list(THERE.glob('[0-9]*.png')))} pictures and their sheets lie in {THERE}")


if __name__ == "__main__":
    main()
