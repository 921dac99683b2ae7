"""A demonstration site that is really served, for tests and pictures: filled once, and who may sign in to it."""

import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from app import create_app
from community.factors.rules import STEP
from community.factors.totp import code_of
from community.imports.demonstration import guarded, sign_ins
from community.kernel.config import Settings
from community.kernel.db import db
from tests import servers
from tests.browser.measure.asking import asked_from_outside
from tests.browser.measure.preparing import prepared
from tests.servers import Server, free_port

if TYPE_CHECKING:
    from playwright.sync_api import Page

ROOT: Final = Path(__file__).resolve().parent.parent
PATIENCE_SECONDS: Final = 120
GUARDED: Final = guarded.GUARDED
NAMES: Final = {
    "member": "marguerite",
    "moderator": "hazel",
    "agent": "omar",
    "specialist": "petra",
    "admin": "ines",
    "guarded": GUARDED,
}
"""Who may be asked to sign in where a demonstration site runs already."""
NOTE: Final = "demonstration.txt"
HUZHU: Final = (sys.executable, "-c", "from app import main; main()")


@dataclass(frozen=True, slots=True)
class Site:
    """A demonstration site that is being served, and who may sign in to it.

    `asked` is where somebody without an account reads what they asked and what the team answered, `places` are
    pages that were made for being looked at.
    """

    address: str
    password: str
    names: dict[str, str]
    pid: int
    asked: str = "/"
    places: dict[str, str] = field(default_factory=dict)


def begin(folder: Path) -> Site:
    """Fill a site in `folder` and serve it on this machine alone; whoever asked ends the process."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    ours = {"HUZHU_DATA_DIR": str(folder), "HUZHU_RATE_LIMITS": "off", "HUZHU_BASE_URL": address}
    environment = {name: value for name, value in os.environ.items() if not name.startswith("HUZHU_")}
    environment |= ours
    quiet = {"cwd": ROOT, "env": environment, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    subprocess.run([*HUZHU, "seed"], check=True, **quiet)
    asked, places = asked_from_outside(folder), prepared(folder)
    server = subprocess.Popen([*HUZHU, "serve", "--port", str(port)], start_new_session=True, **quiet)
    _wait_for(f"{address}/readyz")
    server.returncode = 0  # it outlives this process where tests share it
    return Site(address, *_people(folder), server.pid, asked, places)


@contextmanager
def demonstration() -> Iterator[Site]:
    """A site in a temporary folder, for as long as the block lasts."""
    with tempfile.TemporaryDirectory(prefix="huzhu-pictures-", ignore_cleanup_errors=True) as folder:
        site = begin(Path(folder))
        try:
            yield site
        finally:
            end(site)


def end(site: Site) -> None:
    """Stop serving, and wait until it has stopped."""
    with suppress(ProcessLookupError, ChildProcessError):
        os.kill(site.pid, 15)
        os.waitpid(site.pid, 0)


def shared(folder: Path) -> Site:
    """The site of a test run: whoever asks first fills it, and the run's end stops it."""

    def start(place: Path) -> Server:
        site = begin(place / "demonstration")
        (place / NOTE).write_text(json.dumps(asdict(site)))
        return Server(int(site.address.rpartition(":")[2]), site.pid)

    servers.shared(folder, "demonstration", start)
    return Site(**json.loads((folder / NOTE).read_text()))


def _wait_for(address: str) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        with suppress(OSError), urllib.request.urlopen(address) as answer:  # noqa: S310 - our own site
            if answer.status == 200:
                return
        time.sleep(0.2)
    raise TimeoutError(address)


def _people(data_dir: Path) -> tuple[str, dict[str, str]]:
    """The password of all, and the first account of each role."""
    app = create_app(Settings(_env_file=None, data_dir=data_dir).prepared())
    with app.app_context():
        names: dict[str, str] = {}
        for member in sign_ins.sign_ins():
            names.setdefault(str(member.role), member.name)
        names["guarded"] = GUARDED
        password = sign_ins.password()
        db.session.remove()
        db.engine.dispose()
    return password, names


def without_gutter(page: "Page") -> None:
    """A picture shows no scroll bar, so it needs no room for one."""
    page.evaluate("document.documentElement.style.scrollbarGutter = 'auto'")


def sign_in(page: "Page", site: Site, role: str) -> None:
    """Come in by the form, as a visitor would."""
    page.goto(f"{site.address}/sign-in")
    page.fill("input[name=name]", site.names[role])
    page.fill("input[name=password]", site.password)
    with page.expect_navigation():
        page.click("main form .button--primary")
    if role == "guarded":
        _give_code(page, guarded.key(site.password))


def _give_code(page: "Page", key: str) -> None:
    """Type what the app of that member shows; where somebody was faster, the code that follows."""
    for later in (-1, 0, 1):
        page.fill("#otp", code_of(key, int(time.time()) // STEP + later))
        with page.expect_navigation():
            page.click("form[action$=second] .button--primary")
        if "/sign-in" not in page.url:
            return
    raise PermissionError(page.url)
