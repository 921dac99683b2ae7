"""Make `.venv` and keep it equal to a lock file; do nothing, quickly, when it already is.

Usage: python3 tests/tools/environment.py run|cluster|train|dev

Needs nothing but Python. Everything installed is a wheel whose hash stands in `requirements*.txt`.
"""

import hashlib
import json
import shutil
import subprocess
import sys
import time
from pathlib import Path

try:
    import tomllib
except ImportError:  # a Python that is too old, and will be told so
    tomllib = None

ROOT = Path(__file__).resolve().parent.parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
OLDEST = (3, 11)
# The development set holds all that the site needs, so either set satisfies `run`.
SATISFIED_BY = {
    "run": ("run", "dev"),
    "dev": ("dev",),
    "cluster": ("cluster",),
    "train": ("train",),
}


def lock_file(name: str) -> Path:
    """Where the locked versions of the set `name` stand."""
    return ROOT / ("requirements.txt" if name == "run" else f"requirements-{name}.txt")


def fingerprint(name: str) -> str:
    """What an installed set depends on: its lock, how the project itself is installed, the place."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    parts = (project["project"], project["build-system"], project["tool"]["hatch"], str(ROOT))
    digest = hashlib.sha256(lock_file(name).read_bytes())
    digest.update(json.dumps(parts, sort_keys=True).encode())
    return digest.hexdigest()


def stamp(name: str) -> Path:
    """The note that says which state of the set `name` is installed."""
    return VENV / f"installed-{name}.json"


def is_installed(name: str) -> bool:
    """Whether the environment holds the set `name`, exactly as locked."""
    for candidate in SATISFIED_BY[name]:
        try:
            note = json.loads(stamp(candidate).read_text())
        except (OSError, ValueError):
            continue
        if note == {"fingerprint": fingerprint(candidate)} and PYTHON.exists():
            return True
    return False


def stands(probe: str) -> bool:
    """Whether the environment's Python can run `probe`."""
    if not PYTHON.exists():
        return False
    return subprocess.run([PYTHON, "-c", probe], capture_output=True, check=False).returncode == 0


def belongs_here() -> bool:
    """Whether the environment was made at this place; its scripts hold absolute paths."""
    configuration = VENV / "pyvenv.cfg"
    return configuration.exists() and str(VENV) in configuration.read_text()


def make_environment() -> None:
    """Create `.venv` if there is none that works."""
    if stands(f"import sys, pip; sys.exit(sys.version_info < {OLDEST})") and belongs_here():
        return
    say(f"Making .venv with Python {sys.version.split()[0]}.")
    if not (create() or (install_venv_module() and create())):
        stop("This Python cannot make virtual environments; on Debian and Ubuntu: apt install python3-venv.")


def create() -> bool:
    """Make a fresh `.venv`; whether that succeeded."""
    shutil.rmtree(VENV, ignore_errors=True)
    made = subprocess.run([sys.executable, "-m", "venv", str(VENV)], capture_output=True, check=False)
    if made.returncode:
        shutil.rmtree(VENV, ignore_errors=True)
    return made.returncode == 0


def install_venv_module() -> bool:
    """Where Debian ships Python without it, and we may: install it; whether that was tried."""
    import system_packages

    if system_packages.may_install():
        system_packages.install(["python3-venv"])
    return system_packages.may_install()


def pip(*arguments: str) -> None:
    """Run the environment's pip, and stop with its words when it fails."""
    command = [str(PYTHON), "-m", "pip", "--quiet", "--disable-pip-version-check", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        stop("pip could not install what is locked:\n" + done.stdout + done.stderr)


def install(name: str) -> None:
    """Install the set `name` and this checkout."""
    started = time.monotonic()
    say(f"Installing {lock_file(name).name}.")
    locked = str(lock_file(name))
    # The lock is complete, so nothing is left to resolve; resolving anyway would let a release that is
    # newer than the lock stop the installation, where something asks for an extra of a locked package.
    pip("install", "--require-hashes", "--no-deps", "--only-binary", ":all:", "--requirement", locked)
    pip("install", "--no-deps", "--no-build-isolation", "--editable", str(ROOT))
    stamp(name).write_text(json.dumps({"fingerprint": fingerprint(name)}))
    say(f"Done in {time.monotonic() - started:.0f} s.")


def say(sentence: str) -> None:
    """Tell the person at the terminal what is happening."""
    print(sentence, flush=True)


def stop(sentence: str) -> None:
    """End with one explanation and exit status 2."""
    sys.exit(print(sentence, file=sys.stderr) or 2)


def main(arguments: "list[str]") -> None:
    """Bring the environment to the asked set."""
    if len(arguments) != 1 or arguments[0] not in SATISFIED_BY:
        stop("Usage: python3 tests/tools/environment.py " + "|".join(SATISFIED_BY))
    if sys.version_info < OLDEST:
        stop(f"Huzhu needs Python 3.11 or newer; this is {sys.version.split()[0]}.")
    if is_installed(arguments[0]):
        return
    make_environment()
    install(arguments[0])


if __name__ == "__main__":
    main(sys.argv[1:])
