"""Collect the words for people, bring the translation catalogues up to date, and compile them.

Usage: .venv/bin/python tests/tools/words.py   (or `make words`), then translate what is new in the .po files.
"""

import io
import re
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent.parent
TRANSLATIONS = ROOT / "community" / "kernel" / "translations"
LANGUAGES = ("zh_Hans",)
DOMAIN = "messages"

METHODS = [("**/templates/**", "jinja2"), ("**.py", "python")]
OPTIONS = {
    "**/templates/**": {
        "extensions": "jinja2.ext.do",
        "trim_blocks": "true",
        "lstrip_blocks": "true",
        "silent": "false",
        "encoding": "utf-8",
    }
}
KEYWORDS: dict[str, tuple[int, ...] | None] = {
    "N_": None,
    "NN_": (1, 2),
    "_": None,
    "_l": None,
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
}
FOLDERS = ("templates", "community", "gamification", "moderation")


HAN = "[\u3400-\u4dbf\u4e00-\u9fff]"
# A style sheet sets the thin space between Han and Latin (`text-autospace`); nobody types one.
TYPED_SPACE = re.compile(rf"(?<={HAN}) (?=[A-Za-z0-9%{{<])|(?<=[A-Za-z0-9%}}>]) (?={HAN})")
# What has to be typed with a space is quoted with it: a date and its name, tags beside each other.
TYPED_AS_SHOWN = re.compile(r"\d{4}-\d\d-\d\d[^ ]* |wifi mesh |\d\d:\d\d ")


def extracted() -> Catalog:
    """Every sentence that templates and code mark for translation, with the files that hold it."""
    catalog = Catalog(project="Huzhu", charset="utf-8", header_comment="# Words for people.")
    found = extract_from_dir(ROOT, METHODS, OPTIONS, KEYWORDS, directory_filter=_may_hold_words)
    for name, _line, message, comments, _context in found:
        catalog.add(message, locations=[(name, 0)], auto_comments=comments)
    return catalog


def _may_hold_words(path: str) -> bool:
    inside = Path(path).relative_to(ROOT).parts
    return not inside or (inside[0] in FOLDERS and not inside[-1].startswith((".", "__")))


def po_file(language: str) -> Path:
    """Where the sentences of `language` stand."""
    return TRANSLATIONS / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def read(language: str) -> Catalog:
    """The catalogue of `language`; empty when there is none yet."""
    path = po_file(language)
    if not path.exists():
        return Catalog(locale=language, domain=DOMAIN, project="Huzhu", charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale=language, domain=DOMAIN)


def compiled(catalog: Catalog) -> bytes:
    """The machine's form of a catalogue."""
    buffer = io.BytesIO()
    write_mo(buffer, catalog)
    return buffer.getvalue()


def update(language: str, template: Catalog) -> Catalog:
    """Bring one catalogue up to date with `template`, write both forms, and return it."""
    catalog = read(language)
    catalog.update(template, no_fuzzy_matching=True)
    catalog.obsolete.clear()
    catalog.fuzzy = False
    _tighten(catalog)
    # A fixed date: the catalogue changes when its sentences do, and only then.
    catalog.creation_date = catalog.revision_date = datetime(2026, 1, 1, tzinfo=UTC)
    path = po_file(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalog, width=110, sort_output=True, include_lineno=False, ignore_obsolete=True)
    path.with_suffix(".mo").write_bytes(compiled(read(language)))
    return catalog


def tightened(text: str) -> str:
    """`text` without spaces typed between Han and Latin, except in what somebody is to type like that."""
    return text if TYPED_AS_SHOWN.search(text) else TYPED_SPACE.sub("", text)


def _tighten(catalog: Catalog) -> None:
    for message in catalog:
        if isinstance(message.string, tuple | list):
            message.string = tuple(tightened(each) for each in message.string)
        elif message.id and message.string:
            message.string = tightened(message.string)


def untranslated(catalog: Catalog) -> list[str]:
    """The sentences that have no translation, or one marked as doubtful."""
    return [
        str(message.id) for message in catalog if message.id and (message.fuzzy or not _whole(message.string))
    ]


def _whole(translation: object) -> bool:
    return all(translation) if isinstance(translation, tuple | list) else bool(translation)


if __name__ == "__main__":
    words = extracted()
    for each in LANGUAGES:
        brought = update(each, words)
        print(f"{each}: {len(brought)} sentences, {len(untranslated(brought))} to translate")
