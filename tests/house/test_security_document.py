"""Each line of the table of requirements in docs/security.md names a test that is there."""

import re
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
NAMED: Final = re.compile(r"`(test_\w+)`")
LINE: Final = re.compile(r"^\| (\d{1,2}\.\d{1,2}\.\d{1,2}) \|", re.MULTILINE)
DEFINED: Final = re.compile(r"^(?:    )?def (test_\w+)\(", re.MULTILINE)
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
