"""docs/security.md: each line of its table of requirements names a test that is there, and its figures are those of the code."""

import re
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
NAMED: Final = re.compile(r"`(test_\w+)`")
LINE: Final = re.compile(r"^\| (\d{1,2}\.\d{1,2}\.\d{1,2}) \|", re.MULTILINE)
DEFINED: Final = re.compile(r"^(?:    )?def (test_\w+)\(", re.MULTILINE)
FIGURE: Final = re.compile(r"(?<!\d)(\d+) [^.:]*?\((S\d{3})\)")
CHAPTERS: Final = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 14, 15, 16}  # encryption on the way is the proxy's


def _document() -> str:
    return (ROOT / "docs" / "security.md").read_text(encoding="utf-8")


def test_each_test_that_is_named_exists() -> None:
    named = set(NAMED.findall(_document()))
    files = (ROOT / "tests").rglob("test_*.py")
    defined = {name for file in files for name in DEFINED.findall(file.read_text(encoding="utf-8"))}
    assert named - defined == set()
    assert len(named) > 90


def test_each_requirement_stands_once_with_its_test_or_a_word_on_who_sees_to_it() -> None:
    text = _document()
    numbers = LINE.findall(text)
    assert len(numbers) == len(set(numbers)) > 100
    assert {int(number.partition(".")[0]) for number in numbers} == CHAPTERS
    bare = [
        line
        for line in text.splitlines()
        if LINE.match(line) and not NAMED.search(line) and not re.search(r"\*\w[^*|]+\*", line)
    ]
    assert bare == []


def test_as_many_places_as_it_says_are_named_by_a_scanner() -> None:
    """Ruff counts for these three what Bandit counts."""
    said = {rule: int(number) for number, rule in FIGURE.findall(_document())}
    assert len(said) == 3
    looks = ("-m", "ruff", "check", "--select", ",".join(said), "--ignore-noqa", "--exit-zero", "--quiet")
    places = ("community", "gamification", "moderation", "app.py", "--output-format", "concise")
    found = subprocess.run(
        [sys.executable, *looks, *places], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert Counter(re.findall(r": (S\d{3}) ", found.stdout)) == said
    assert f"names {sum(said.values())} places" in _document()
