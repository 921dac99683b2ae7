"""Draws the icons of the installed site from the mark: `python -m tests.tools.icons` writes them to static/img."""

import io
from pathlib import Path
from typing import Final

from PIL import Image
from playwright.sync_api import sync_playwright

from tests.tools.system_packages import chromium

IMAGES: Final = Path(__file__).resolve().parent.parent.parent / "static" / "img"
GROUND: Final = "#0b6e63"
# name, pixels, how much of it the mark takes, how round the corners are (a mask cuts maskable ones itself)
ICONS: Final = (
    ("icon-192.png", 192, 0.86, 0.22),
    ("icon-512.png", 512, 0.86, 0.22),
    ("icon-maskable-192.png", 192, 0.66, 0.0),
    ("icon-maskable-512.png", 512, 0.66, 0.0),
    ("apple-touch-icon.png", 180, 0.76, 0.0),
    ("favicon-32.png", 32, 0.86, 0.22),
    ("favicon-48.png", 48, 0.86, 0.22),
)


def drawing(share: float, corner: float) -> str:
    """The mark in white on the accent."""
    mark = (IMAGES / "mark.svg").read_text(encoding="utf-8")
    lines = mark[mark.index(">") + 1 : mark.rindex("<")]
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32" fill="none" stroke="#fff" stroke-width="3.4" '
        'stroke-linecap="round" stroke-linejoin="round" width="100%" height="100%">'
        f'<rect width="32" height="32" rx="{32 * corner:g}" fill="{GROUND}" stroke="none"/>'
        f'<g transform="translate(16 16) scale({share}) translate(-16 -16)">{lines}</g></svg>'
    )


def main() -> None:
    """Draw them all."""
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        for name, size, share, corner in ICONS:
            page = browser.new_page(viewport={"width": size, "height": size})
            page.set_content(f"<body style='margin:0'>{drawing(share, corner)}</body>")
            taken = page.screenshot(omit_background=True)
            page.close()
            small = Image.open(io.BytesIO(taken)).quantize(64)
            small.save(IMAGES / name, optimize=True)
        browser.close()
    Image.open(IMAGES / "favicon-48.png").convert("RGBA").save(
        IMAGES / "favicon.ico", sizes=[(16, 16), (32, 32), (48, 48)]
    )


if __name__ == "__main__":
    main()
