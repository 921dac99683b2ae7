"""The house's quick checks, quickest first: form, lint, import contracts, templates, words, types.

`make check` runs them and then the house tests; the test suite runs each of them as one test.
"""

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
BIN = Path(sys.executable).parent


@dataclass(frozen=True, slots=True)
class Check:
    """A tool and how it is called; it fails by its exit status."""

    name: str
    command: tuple[str, ...]


CHECKS = (
    Check("format", ("ruff", "format", "--check", "--quiet", ".")),
    Check("lint", ("ruff", "check", "--quiet", ".")),
    Check("import contracts", ("lint-imports",)),
    Check("spelling", ("codespell", ".")),
    Check("templates", ("djlint", "templates", "--lint", "--quiet")),
    Check("types", ("mypy",)),
)


def run(check: Check) -> tuple[bool, str]:
    """Whether `check` is content, and what its tool said."""
    tool, *arguments = check.command
    environment = {**os.environ, "NO_COLOR": "1", "PYTHONWARNINGS": "ignore"}
    done = subprocess.run(
        [BIN / tool, *arguments], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    return done.returncode == 0, done.stdout + done.stderr


def house_tests() -> bool:
    """Whether the tests of the house rules pass; the tools have been run already."""
    command = [sys.executable, "-m", "pytest", "-q", "--no-header", "tests/house", "-m", "not tool"]
    return subprocess.run(command, cwd=ROOT, check=False).returncode == 0


def main() -> None:
    """Run every check, show what fails, and exit 1 if anything does."""
    failed = []
    for check in CHECKS:
        started = time.monotonic()
        content, said = run(check)
        print(
            f"{check.name:<18}{'ok' if content else 'FAILED'}  {time.monotonic() - started:.1f} s", flush=True
        )
        if not content:
            failed.append(check.name)
            print(said.strip(), flush=True)
    if not house_tests():
        failed.append("house tests")
    if failed:
        sys.exit(print("Failed:", ", ".join(failed)) or 1)


if __name__ == "__main__":
    main()
