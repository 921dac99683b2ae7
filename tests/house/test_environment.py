"""The environment is made anew when what it depends on changes, and only then."""

import json
import shutil
from pathlib import Path

import pytest

from tests.house.sources import ROOT
from tests.tools import environment


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of what the environment depends on, with an environment that satisfies `run`."""
    for lock in ROOT.glob("requirements*.txt"):
        shutil.copy(lock, tmp_path)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    monkeypatch.setattr(environment, "ROOT", tmp_path)
    monkeypatch.setattr(environment, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(environment, "PYTHON", tmp_path / ".venv" / "bin" / "python")
    environment.PYTHON.parent.mkdir(parents=True)
    environment.PYTHON.touch()
    note(tmp_path, "run")
    return tmp_path


def note(folder: Path, name: str) -> None:
    """Say that the set `name` is installed as it is locked now."""
    written = json.dumps({"fingerprint": environment.fingerprint(name)})
    (folder / ".venv" / f"installed-{name}.json").write_text(written)


def test_an_unchanged_checkout_needs_nothing(checkout: Path) -> None:
    assert environment.is_installed("run")


def test_what_developers_need_is_more_than_the_site_needs(checkout: Path) -> None:
    assert not environment.is_installed("dev")


def test_what_developers_have_is_enough_for_the_site(checkout: Path) -> None:
    note(checkout, "dev")
    (checkout / ".venv" / "installed-run.json").unlink()
    assert environment.is_installed("run")


def test_another_lock_needs_an_installation(checkout: Path) -> None:
    with (checkout / "requirements.txt").open("a") as lock:
        lock.write("\n# newer\n")
    assert not environment.is_installed("run")


def test_the_settings_of_a_linter_need_none(checkout: Path) -> None:
    with (checkout / "pyproject.toml").open("a") as project:
        project.write('\n[tool.somelinter]\nstrict = "yes"\n')
    assert environment.is_installed("run")


def test_a_moved_checkout_needs_an_installation(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    moved = checkout.rename(checkout.with_name("moved"))
    monkeypatch.setattr(environment, "ROOT", moved)
    monkeypatch.setattr(environment, "VENV", moved / ".venv")
    monkeypatch.setattr(environment, "PYTHON", moved / ".venv" / "bin" / "python")
    assert not environment.is_installed("run")


def test_half_a_note_counts_as_none(checkout: Path) -> None:
    (checkout / ".venv" / "installed-run.json").write_text('{"finger')
    assert not environment.is_installed("run")
