"""What a run of the tests does with one in a browser that fails: a second try, and its name at the end."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
TESTS = """
import pytest

tries = []


@pytest.mark.browser
def test_late():
    tries.append("late")
    assert len(tries) > 1, "not there yet"


@pytest.mark.browser
def test_wrong():
    assert not "wrong in the browser"


def test_without_a_browser():
    assert not "wrong at once"
"""


def test_only_a_browser_gets_a_second_try_and_is_named(tmp_path: Path) -> None:
    (tmp_path / "test_of_it.py").write_text(TESTS)
    run = [sys.executable, "-m", "pytest", "-q", "--no-header", "-p", "no:randomly", "-p", "tests.machine"]
    where = ["-p", "no:cacheprovider", "-c", str(ROOT / "pyproject.toml"), str(tmp_path)]
    done = subprocess.run([*run, *where], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "2 failed, 1 passed, 2 rerun" in done.stdout
    named = done.stdout.partition("A SECOND TRY")[2].partition("short test summary")[0]
    assert "::test_late: AssertionError: not there yet" in named
    assert "::test_wrong: AssertionError" in named
    assert "test_without_a_browser" not in named
