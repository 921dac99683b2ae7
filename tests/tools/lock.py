"""Resolve the dependencies of `pyproject.toml` into `requirements*.txt`, for every platform, with hashes."""

import subprocess
from pathlib import Path

from tests.tools.environment import lock_file

ROOT = Path(__file__).resolve().parent.parent.parent
EXTRAS = ("cluster", "train", "dev")


def resolve(name: str, *arguments: str) -> None:
    """Write the lock file of a set; versions already locked stay as long as they fit."""
    command = ["uv", "pip", "compile", "pyproject.toml", "--quiet", "--universal"]
    command += ["--python-version", "3.11", "--generate-hashes", "--no-emit-index-url"]
    command += ["--custom-compile-command", "make lock", "--output-file", lock_file(name).name]
    uv = str(ROOT / ".venv" / "bin" / command[0])
    subprocess.run([uv, *command[1:], *arguments], cwd=ROOT, check=True)


if __name__ == "__main__":
    resolve("run")
    for extra in EXTRAS:
        resolve(extra, "--extra", extra, "--constraint", lock_file("run").name)
