"""The command `huzhu import stackexchange`."""

import fcntl
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import click
from flask import current_app

from community.imports.stackexchange import loader
from community.imports.stackexchange.columns import Site
from community.kernel.cli import fail, in_app_as_it_is, tell
from community.kernel.furnish import settings_of
from community.kernel.site_cli import prepare_site

HOST: Final = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+\Z")
NETWORK: Final = "stackexchange.com"


@click.command("stackexchange")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--site", metavar="HOST", help="Where the dump comes from; else the folder's name says it.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@in_app_as_it_is
def stackexchange(folder: Path, site: str | None, *, as_json: bool) -> None:
    """Bring in a Stack Exchange dump: Posts.xml, Users.xml and what else there is, also as .xml.gz.

    Safe to repeat: a run that was stopped is finished by the next one, and a run after that changes
    nothing.
    """
    source = site_of(folder, site)
    settings = settings_of(current_app)
    prepare_site()
    with only_one(settings.data_dir / "import.lock"):
        found = loader.import_dump(folder, source, settings.site_name, quiet=as_json)
    tell(found, as_json=as_json, words=_words(found, source))


def site_of(folder: Path, site: str | None) -> Site:
    """The site that a dump comes from, as told or by the name of its folder."""
    told = (site or folder.resolve().name).lower().removesuffix("/").removeprefix("https://")
    if HOST.match(told):
        return Site(told)
    label = "-".join(re.findall(r"[a-z0-9]+", told))
    if site is not None or not label:
        fail("say where the dump comes from, for example --site ai.stackexchange.com")
    return Site(f"{label}.{NETWORK}")


@contextmanager
def only_one(path: Path) -> Iterator[None]:
    """Hold the lock at `path`; another holder on this machine is told at once."""
    with path.open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            fail("another import is running; let it finish first")
        yield


def _words(found: Mapping[str, Any], source: Site) -> str:
    counts = ", ".join(f"{found[name]} {name}" for name in loader.COUNTED)
    lines = [f"{source.name} is here: {counts}."]
    lines += [f"Left out: {count} × {reason}." for reason, count in found["skipped"].items()]
    return "\n".join(lines)
