"""Every sentence for people is translated, no translation is left over, and placeholders agree."""

import re
from collections.abc import Iterator

import pytest

from tests.house.sources import ROOT
from tests.tools import words

PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|\{(\w*)\}")
HALF_WIDTH = re.compile(r"[\u4e00-\u9fff][,;:!?()]|[\u4e00-\u9fff]\.(?!\w)")
BARE_SIGNS = re.compile(r'\}\}[:;,] (?:\{\{|<span)|~ "[:;,] " ~|join\("[:;,] "\)|\{\{ "[:;,] " if')
languages = pytest.mark.parametrize("language", words.LANGUAGES)


@languages
def test_every_sentence_is_translated(language: str) -> None:
    catalog = words.read(language)
    translated = {message.id for message in catalog} - set(words.untranslated(catalog))
    wanted = {message.id for message in words.extracted() if message.id}
    assert sorted(wanted - translated, key=str) == []


@languages
def test_no_translation_is_left_over(language: str) -> None:
    wanted = {message.id for message in words.extracted()}
    held = {message.id for message in words.read(language)}
    assert sorted(held - wanted, key=str) == []


@languages
def test_placeholders_agree(language: str) -> None:
    wrong = []
    for message in words.read(language):
        sources = message.id if isinstance(message.id, tuple | list) else (message.id,)
        translations = message.string if isinstance(message.string, tuple | list) else (message.string,)
        allowed = set().union(*(PLACEHOLDER.findall(source) for source in sources))
        wrong += [text for text in translations if text and set(PLACEHOLDER.findall(text)) - allowed]
    assert wrong == []


@languages
def test_the_compiled_catalogue_is_that_of_the_sentences(language: str) -> None:
    compiled = words.po_file(language).with_suffix(".mo")
    assert compiled.exists(), "run `make words`"
    assert compiled.read_bytes() == words.compiled(words.read(language)), "run `make words`"


def _chinese() -> Iterator[tuple[str, str]]:
    for message in words.read("zh_Hans"):
        if message.id:
            source = message.id if isinstance(message.id, str) else message.id[0]
            texts = message.string if isinstance(message.string, tuple | list) else (message.string,)
            yield from ((source, text) for text in texts)


def test_chinese_has_one_word_for_each_thing() -> None:
    table = (words.ROOT / "docs" / "glossary.md").read_text("utf-8").split("## 中文")[1]
    rows = [line.strip("|").split("|") for line in table.splitlines() if line.startswith("| ")]
    unsaid = [word.strip() for row in rows[1:] for word in row[2].split("、")]
    assert len(unsaid) > len(rows)
    assert [(word, text) for _source, text in _chinese() for word in unsaid if word in text] == []


def test_chinese_punctuation_is_full_width_and_no_space_is_typed_between_scripts() -> None:
    wrong = [text for _source, text in _chinese() if HALF_WIDTH.search(text)]
    wrong += [text for _source, text in _chinese() if words.tightened(text) != text]
    assert wrong == [], "run `make words`"


@pytest.mark.parametrize("mark", ["!", "！"])
def test_nobody_is_shouted_at(mark: str) -> None:
    said = [text for pair in _chinese() for text in pair if not text.startswith("“")]
    assert [text for text in said if mark in text] == []


def test_signs_between_words_are_those_of_the_language() -> None:
    """A colon or a comma that a template sets between two values: `_(": ")`, `_(", ")`."""
    pages = [path for path in (ROOT / "templates").rglob("*.html") if "email" not in path.parts]
    bare = {path.name: BARE_SIGNS.findall(path.read_text()) for path in pages}
    assert {name: found for name, found in bare.items() if found} == {}
