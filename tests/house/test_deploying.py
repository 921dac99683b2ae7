"""What `docs/deploy` says is so: every variable, command and address in it is there, and its files can be read."""

import configparser
import re
from pathlib import Path

import pytest
import yaml

from app import COMMANDS, create_app
from community.kernel import log_masks
from community.kernel.config import Settings
from tests.house.sources import ROOT

FOLDER = ROOT / "docs" / "deploy"
FILES = sorted(path for path in FOLDER.rglob("*") if path.is_file())
TEST_SETTINGS = {
    "HUZHU_FAULT_ROUNDS",
    "HUZHU_FAULT_SEED",
    "HUZHU_SOAK_MINUTES",
    "HUZHU_SOAK_TRACE",
    "HUZHU_SOAK_RATE",
    "HUZHU_BENCH_SIZES",
}
PATH = re.compile(r"`((?:tests|community|docs)/[\w/.]+)`")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_variables_commands_and_files_are_there(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    settings = {f"HUZHU_{name.upper()}" for name in Settings.model_fields}
    assert set(re.findall(r"HUZHU_[A-Z_]+[A-Z]", text)) <= settings | TEST_SETTINGS
    said = (
        [] if path.name == "Dockerfile" else re.findall(r"(?:^|[ `/])huzhu ([a-z][a-z-]+)(?=[ `\n]|$)", text)
    )
    assert set(said) <= COMMANDS.keys(), path.name
    assert [each for each in PATH.findall(text) if not (ROOT / each).exists()] == []


@pytest.mark.parametrize("name", ["cluster.md", "compose.yaml"])
def test_the_balancer_writes_down_no_link_that_lets_somebody_in(name: str) -> None:
    text = (FOLDER / name).read_text(encoding="utf-8")
    named = re.search(r"~\^/(\(.+\))/ 0;", text)
    assert named
    assert f"/{named[1]}/" in log_masks.SECRET_LINK.pattern
    assert "$written;" in text


@pytest.mark.parametrize("name", ["upgrades.md", "faults.md"])
def test_the_secret_is_back_before_the_backup(name: str) -> None:
    """The head of the log is signed as it is restored; with another secret `huzhu check` calls it forged afterwards."""
    text = (FOLDER / name).read_text(encoding="utf-8")
    part = text[text.index("## Going back" if name == "upgrades.md" else "## Restore drill") :]
    assert 0 < part.index("secret_key") < part.index("huzhu restore-backup")


def test_the_composition_starts_what_a_cluster_has() -> None:
    parts = yaml.safe_load((FOLDER / "compose.yaml").read_text(encoding="utf-8"))["services"]
    commands = [str(part.get("command", "")).split()[:2] for part in parts.values()]
    assert commands.count(["huzhu", "web"]) == commands.count(["huzhu", "worker"]) == 2
    for part in parts.values():
        assert set(part.get("depends_on", ())) <= parts.keys()
    ours = [part for part in parts.values() if "huzhu" in str(part.get("command", "")).split()[:1]]
    assert all("data:/var/lib/huzhu" in part["volumes"] for part in ours), "vapid.pem is the same for all"


def test_the_image_holds_no_secret_and_no_data_of_whoever_builds_it() -> None:
    left_out = (FOLDER / "Dockerfile.dockerignore").read_text(encoding="utf-8").splitlines()
    assert {".env", ".venv", "var"} <= set(left_out)


@pytest.mark.parametrize("path", sorted(FOLDER.glob("systemd/*.service")), ids=lambda path: path.name)
def test_a_unit_starts_again_and_lets_requests_end(path: Path) -> None:
    unit = configparser.ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str  # type: ignore[assignment,method-assign]
    unit.read_string(path.read_text(encoding="utf-8"))
    assert unit["Service"]["Restart"] == "always"
    assert int(unit["Service"]["TimeoutStopSec"]) > 30
    assert unit["Service"]["StateDirectoryMode"] == "0700", "docs/security.md asks for it"
    assert unit["Service"]["ExecStart"].split()[1] in {"serve", "web", "worker"}


def test_the_addresses_of_the_balancer_answer(tmp_path: Path) -> None:
    app = create_app(Settings(_env_file=None, data_dir=tmp_path).prepared())
    rules = {rule.rule for rule in app.url_map.iter_rules()}
    assert {"/readyz", "/healthz", "/metrics"} <= rules
