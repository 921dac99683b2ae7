"""Pictures of every page for somebody to look at: both languages, three widths, both colours, and sheets of eight.

Usage: .venv/bin/python -m tests.look [--site "address password"] [name of a scene …]   (or `make look`)
They lie in build/look/; each sheet says which pages it shows.
"""

import argparse
import shutil
from contextlib import nullcontext
from itertools import product
from typing import TYPE_CHECKING, Any, Final

from PIL import Image, ImageDraw

from tests.browser.measure.scenes import SCENES, Scene
from tests.demonstration import ROOT, Site, demonstration, sign_in
from tests.tools.system_packages import chromium

if TYPE_CHECKING:
    from playwright.sync_api import Browser

THERE: Final = ROOT / "build" / "look"
SIZES: Final = ((390, 844), (820, 1100), (1280, 900))
"""A phone, a tablet, a desk."""
NAMES: Final = {"member": "marguerite", "moderator": "hazel", "agent": "omar", "specialist": "petra"}


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
        deed(page)
    page.wait_for_load_state("networkidle")
    for (width, height), scheme in product(SIZES, ("light", "dark")):
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        page.screenshot(path=THERE / f"{width}-{lang}-{scheme}-{scene.name}.png")
    context.close()


def sheets() -> None:
    """Put eight pictures of one width, language and colour on a sheet."""
    for (width, height), lang, scheme in product(SIZES, ("en", "zh-Hans"), ("light", "dark")):
        found = sorted(THERE.glob(f"{width}-{lang}-{scheme}-*.png"))
        wide = min(width, 640)
        high = round(height * wide / width)
        across = 3 if wide > 500 else 4
        for number, some in enumerate(found[at : at + 2 * across] for at in range(0, len(found), 2 * across)):
            sheet = Image.new("RGB", (across * (wide + 8), 2 * (high + 24)), "white")
            for place, path in enumerate(some):
                left, top = place % across * (wide + 8), place // across * (high + 24)
                ImageDraw.Draw(sheet).text((left + 4, top + 6), path.stem, fill="black")
                sheet.paste(Image.open(path).resize((wide, high)), (left, top + 24))
            sheet.save(THERE / f"sheet-{width}-{lang}-{scheme}-{number:02}.png")


def main() -> None:
    """Visit, take, and lay out."""
    from playwright.sync_api import sync_playwright

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--site", help="address and password of a demonstration site that runs already")
    parser.add_argument("names", nargs="*", help="only these scenes")
    given = parser.parse_args()
    shutil.rmtree(THERE, ignore_errors=True)
    THERE.mkdir(parents=True)
    running = given.site and nullcontext(Site(*given.site.split(), NAMES | {"admin": "ines"}, 0))
    with running or demonstration() as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        states: dict[str, Any] = {}
        for scene, lang in product(SCENES, ("en", "zh-Hans")):
            if not given.names or scene.name in given.names:
                visit(browser, site, scene, lang, states)
        browser.close()
    sheets()
    print(f"{len(list(THERE.glob('[0-9]*.png')))} pictures and their sheets lie in {THERE}")


if __name__ == "__main__":
    main()
