"""Lighthouse on the production server, as a phone sees it: the front page, a question, and the form to ask.

Usage: .venv/bin/python -m tests.lighthouse [address password]   (or `make lighthouse`; needs npm and Chromium)
Prints the four scores of each page and exits 1 where one is below 98. Reports are kept in build/lighthouse/.
"""

import json
import os
import shutil
import subprocess
import sys
from contextlib import nullcontext
from pathlib import Path
from typing import Any, Final

from tests.demonstration import ROOT, Site, demonstration, sign_in
from tests.tools.system_packages import chromium

HERE: Final = ROOT / "tests" / "tools" / "lighthouse"
THERE: Final = ROOT / "build" / "lighthouse"
LEAST: Final = 98
CATEGORIES: Final = ("performance", "accessibility", "best-practices", "seo")


def installed() -> Path:
    """Lighthouse, as its lock file says; installed into build/ when it is not there."""
    program = THERE / "node_modules" / ".bin" / "lighthouse"
    lock = (HERE / "package-lock.json").read_text(encoding="utf-8")
    have = THERE / "package-lock.json"
    if not program.exists() or have.read_text(encoding="utf-8") != lock:
        THERE.mkdir(parents=True, exist_ok=True)
        for name in ("package.json", "package-lock.json"):
            shutil.copy(HERE / name, THERE / name)
        quiet = ("--ignore-scripts", "--no-audit", "--no-fund")
        subprocess.run(["npm", "ci", *quiet], cwd=THERE, check=True)
    return program


def pages(site: Site) -> dict[str, tuple[str, str]]:
    """Name, address and cookies of each page."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        page = browser.new_page()
        page.goto(f"{site.address}/questions?state=solved")
        question = page.locator(".q__title[lang=en] a").first.get_attribute("href")
        sign_in(page, site, "member")
        cookies = "; ".join(f"{each['name']}={each['value']}" for each in page.context.cookies())
        browser.close()
    return {
        "front": (f"{site.address}/", ""),
        "question": (f"{site.address}{question}", ""),
        "ask": (f"{site.address}/ask", cookies),  # a visitor is led to the door, which no search engine wants
    }


def measured(program: Path, name: str, address: str, cookies: str) -> dict[str, Any]:
    """The report on one page; Lighthouse plays a phone on a slow line by itself."""
    report = THERE / f"{name.replace(', ', '-').replace(' ', '-')}.json"
    command = [program, address, "--quiet", "--output=json", f"--output-path={report}"]
    command += ["--chrome-flags=--headless=new --no-sandbox --disable-gpu"]
    if cookies:
        command.append("--extra-headers=" + json.dumps({"Cookie": cookies}))
    environment = os.environ | {"CHROME_PATH": str(chromium())}
    subprocess.run(command, check=True, env=environment)
    return dict(json.loads(report.read_text(encoding="utf-8")))


def complaints(report: dict[str, Any]) -> list[str]:
    """What costs points."""
    return [
        f"    {category}: {audit['title']} {audit.get('displayValue', '')}"
        for category in CATEGORIES
        for each in report["categories"][category]["auditRefs"]
        if each["weight"] and (audit := report["audits"][each["id"]])["score"] not in (None, 1)
    ]


def main() -> None:
    """Measure each page and print a table."""
    program = installed()
    given = sys.argv[1:]
    names = {"member": "marguerite"}
    with nullcontext(Site(given[0], given[1], names, 0)) if given else demonstration() as site:
        worst = 100
        print(f"{'page':<16}", *(f"{name:>15}" for name in (*CATEGORIES, "layout shift")))
        for name, (address, cookies) in pages(site).items():
            report = measured(program, name, address, cookies)
            scores = [round(100 * report["categories"][each]["score"]) for each in CATEGORIES]
            shift = report["audits"]["cumulative-layout-shift"]["numericValue"]
            print(f"{name:<16}", *(f"{score:>15}" for score in scores), f"{shift:>15.3f}")
            print("\n".join(complaints(report)))
            worst = min(worst, *scores)
    sys.exit(0 if worst >= LEAST else f"A score is below {LEAST}.")


if __name__ == "__main__":
    main()
