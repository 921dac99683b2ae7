"""Where the project's own files are: everything but what tools and running sites leave behind."""

import os
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGES = ("community", "gamification", "moderation")
NOT_OURS = frozenset({"__pycache__", "build", "dist", "htmlcov", "node_modules", "var"})


@cache
def files(*suffixes: str) -> tuple[Path, ...]:
    """The project's files whose names end in one of `suffixes`; all of them without any."""
    found = []
    for folder, inside, names in os.walk(ROOT):
        inside[:] = sorted(name for name in inside if name not in NOT_OURS and not name.startswith("."))
        found += [Path(folder, name) for name in sorted(names) if name.endswith(suffixes or "")]
    return tuple(found)


@cache
def own_python() -> tuple[Path, ...]:
    """The modules of the application, without tests and tools."""
    return tuple(path for path in files(".py") if here(path).split("/")[0] in (*PACKAGES, "app.py"))


@cache
def templates() -> tuple[Path, ...]:
    """Every Jinja template of pages and mails."""
    return tuple(
        path for path in files(".html", ".txt", ".xml", ".svg") if here(path).startswith("templates/")
    )


@cache
def stylesheets() -> tuple[Path, ...]:
    """Every stylesheet of the site."""
    return files(".css")


def here(path: Path) -> str:
    """The path of a file inside the project, for messages."""
    return path.relative_to(ROOT).as_posix()


def lines(path: Path) -> int:
    """How long a file is."""
    return len(path.read_text(encoding="utf-8").splitlines())
