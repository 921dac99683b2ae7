"""What the tests need from the machine itself, how to find it, and how Debian installs it."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

OLDEST_POSTGRESQL = 15
CHROMIUM_NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome-stable",
    "google-chrome",
    "chromium-headless-shell",  # half the work, but now and then its service workers never become ready
)
MAC_CHROMIUM = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
POSTGRESQL_HOMES = (
    "/usr/lib/postgresql/*/bin",  # Debian
    "/usr/pgsql-*/bin",  # Fedora
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
)


@dataclass(frozen=True, slots=True)
class Need:
    """One thing that some tests need; `marker` is the pytest marker of those tests."""

    marker: str
    title: str
    package: str
    find: Callable[[], Path | None]
    instead: str = ""  # a package to try where the first is not to be had


def chromium() -> Path | None:
    """The browser the tests drive; HUZHU_TEST_BROWSER names another, such as the lighter chromium-headless-shell."""
    for name in (os.environ.get("HUZHU_TEST_BROWSER", ""), *CHROMIUM_NAMES):
        if found := shutil.which(name):
            return Path(found)
    return next((Path(name) for name in MAC_CHROMIUM if Path(name).exists()), None)


def postgresql() -> Path | None:
    """The folder of the newest PostgreSQL server's programs, if it is new enough."""
    homes = [home for pattern in POSTGRESQL_HOMES for home in Path("/").glob(pattern[1:])]
    if on_path := shutil.which("pg_ctl"):
        homes.append(Path(on_path).parent)
    versions = {home: _postgresql_version(home / "postgres") for home in homes}
    fit = [home for home, version in versions.items() if version >= OLDEST_POSTGRESQL]
    return max(fit, key=versions.__getitem__, default=None)


def _postgresql_version(program: Path) -> int:
    if not program.exists():
        return 0
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)
    number = said.stdout.partition("(PostgreSQL) ")[2].partition(".")[0]
    return int(number) if number.isdigit() else 0


def redis() -> Path | None:
    """The Redis server."""
    found = shutil.which("redis-server")
    return Path(found) if found else None


def chinese_font() -> Path | None:
    """A font that can draw Chinese; macOS always has one."""
    if sys.platform == "darwin":
        return Path("/System/Library/Fonts")
    if shutil.which("fc-list") is None:
        return None
    listed = subprocess.run(
        ["fc-list", "--format=%{file}\n", ":lang=zh-cn"], capture_output=True, text=True, check=False
    )
    return next((Path(line) for line in listed.stdout.splitlines() if line), None)


NEEDS = (
    Need("browser", "Chromium", "chromium", chromium, instead="chromium-headless-shell"),
    Need("postgres", f"a PostgreSQL server, {OLDEST_POSTGRESQL} or newer", "postgresql", postgresql),
    Need("redis", "a Redis server", "redis-server", redis),
    Need("fonts", "a font with Chinese characters", "fonts-noto-cjk fontconfig", chinese_font),
)


def missing() -> list[Need]:
    """The needs this machine does not meet."""
    return [need for need in NEEDS if need.find() is None]


def may_install() -> bool:
    """Whether this is Debian or a kin of it, and we are root."""
    return os.geteuid() == 0 and Path("/etc/debian_version").exists()


def install(packages: list[str]) -> None:
    """Ask apt for `packages`, quietly; what fails is named, for the tests will skip it."""
    print("Installing system packages:", *packages, flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    apt = ["apt-get", "-qq", "-o", "Dpkg::Use-Pty=0"]
    for arguments in (["update"], ["install", "--yes", "--no-install-recommends", *packages]):
        done = subprocess.run(
            [*apt, *arguments], env=environment, capture_output=True, text=True, check=False
        )
        if done.returncode:
            print(f"apt-get {arguments[0]} failed:\n{done.stderr.strip()}", file=sys.stderr)


def main() -> None:
    """Install what is missing where that is ours to do; name it elsewhere."""
    lacking = missing()
    if lacking and may_install():
        install([package for need in lacking for package in need.package.split()])
        lacking = missing()
    if (others := [need.instead for need in lacking if need.instead]) and may_install():
        install(others)
        lacking = missing()
    for need in lacking:
        print(f"This machine lacks {need.title}; tests marked '{need.marker}' will be skipped.")


if __name__ == "__main__":
    main()
