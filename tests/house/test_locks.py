"""Everything that is installed stands in a lock file: one version, its hashes, and no address to fetch from."""

import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.house.sources import ROOT
from tests.tools.environment import lock_file

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
SETS = ("run", "cluster", "train", "dev")
PIN = re.compile(
    r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==(\S+)(?: ; [^\\]+)? \\\n((?:    --hash=sha256:[0-9a-f]{64}.*\n?)+)",
    re.MULTILINE,
)


def locked(name: str) -> dict[str, set[str]]:
    """The versions of each package in a lock; there may be one for each kind of machine."""
    versions: dict[str, set[str]] = {}
    for package, version, _hashes in PIN.findall(text(name)):
        versions.setdefault(canonicalize_name(package), set()).add(version)
    return versions


def text(name: str) -> str:
    """A lock file."""
    return lock_file(name).read_text(encoding="utf-8")


def asked(name: str) -> list[Requirement]:
    """What `pyproject.toml` asks for in a set."""
    extras = PROJECT["optional-dependencies"].get(name, [])
    return [Requirement(line) for line in (*PROJECT["dependencies"], *extras)]


@pytest.mark.parametrize("name", SETS)
def test_all_that_is_asked_for_is_locked_and_fits(name: str) -> None:
    versions = locked(name)
    for requirement in asked(name):
        held = versions.get(canonicalize_name(requirement.name))
        assert held, f"{requirement} is not locked; run `make lock`"
        assert all(requirement.specifier.contains(version) for version in held), requirement


@pytest.mark.parametrize("name", SETS)
def test_every_line_is_pinned_with_hashes(name: str) -> None:
    opened = re.findall(r"^[A-Za-z0-9]", text(name), re.MULTILINE)
    assert len(opened) == len(PIN.findall(text(name)))


@pytest.mark.parametrize("name", SETS)
def test_a_lock_names_no_place_to_fetch_from(name: str) -> None:
    assert "://" not in text(name)
    assert "--index" not in text(name)
    assert "--find-links" not in text(name)


@pytest.mark.parametrize("name", SETS)
def test_the_sets_agree_on_what_the_site_runs_on(name: str) -> None:
    base, other = locked("run"), locked(name)
    assert {package: other.get(package) for package in base} == base
