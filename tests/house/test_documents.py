"""What the documents point at is there, their tables are whole, and their pictures load quickly."""

import re
from pathlib import Path

import pytest

from tests.house.sources import ROOT, files, here

LINK = re.compile(r"!?\[[^\]]*\]\(([^)#\s]+)[^)]*\)")
CELL = re.compile(r"(?<!\\)\|")
MOST_BYTES = 200_000
DOCUMENTS = [path for path in files(".md") if here(path).startswith(("docs/", "README", "CHANGELOG"))]


@pytest.mark.parametrize("path", DOCUMENTS, ids=here)
def test_each_link_leads_somewhere(path: Path) -> None:
    targets = [target for target in LINK.findall(path.read_text("utf-8")) if "://" not in target]
    assert [target for target in targets if not (path.parent / target).exists()] == []


def broken(text: str) -> list[str]:
    """The lines that end a table before its time, or have more or fewer cells than its head."""
    found, cells = [], 0
    for line in re.sub(r"```.*?```", "", text, flags=re.DOTALL).splitlines():
        here_now = len(CELL.findall(line)) if line.startswith("|") else 0
        if cells and line.strip() and not line.startswith("<!--") and here_now != cells:
            found.append(line)
        cells = (cells or here_now) if here_now else 0
    return found


@pytest.mark.parametrize("path", DOCUMENTS, ids=here)
def test_each_table_is_whole(path: Path) -> None:
    assert broken(path.read_text("utf-8")) == []


def test_a_broken_table_is_found() -> None:
    assert broken("| a | b |\n|---|---|\n| 1 | 2 |\n") == []
    assert broken("| a | b |\n|---|---|\n| 1 |\nmore\n")


def test_decisions_are_numbered_without_a_gap() -> None:
    numbers = sorted(int(path.name[:4]) for path in (ROOT / "docs" / "adr").glob("*.md"))
    assert numbers == list(range(1, len(numbers) + 1))


def test_pictures_are_small() -> None:
    pictures = list((ROOT / "docs" / "pictures").glob("*.png"))
    assert pictures
    assert [here(path) for path in pictures if path.stat().st_size >= MOST_BYTES] == []
