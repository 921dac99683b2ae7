"""Every sentence for people is translated, no translation is left over, and placeholders agree."""

import re

import pytest

from tests.tools import words

PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|\{(\w*)\}")
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
