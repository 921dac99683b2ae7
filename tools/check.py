"""The house's quick checks, quickest first: form, lint, import contracts, templates, words, types.

`make check` runs them and then the house tests; the test suite runs each of them as one test.
"""

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
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
