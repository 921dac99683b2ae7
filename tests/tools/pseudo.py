"""A language that nobody speaks, made from the sentences of the code, to find what was never given to translators.

Usage: .venv/bin/python -m tests.tools.pseudo FOLDER [LANGUAGE]; then start a site with HUZHU_TRANSLATIONS=FOLDER.
Each sentence is accented, a third longer and stands in ⟦brackets⟧; dates, numbers and plural forms are those of LANGUAGE.
"""

import re
import sys
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog

from tests.tools import words

LANGUAGE: Final = "ru"  # three plural forms, letters and numbers unlike English ones
OPEN, CLOSE = "⟦", "⟧"
_ACCENTED: Final = str.maketrans("aceinouyACEINOUY", "áçéíñóúýÁÇÉÍÑÓÚÝ")
_FIXED: Final = re.compile(r"%\(\w+\)[sd]|%%|\{\w*[^}]*\}|<[^>]+>|https?://\S+|`[^`]+`")
_LONGER: Final = 0.35


def spoken(sentence: str) -> str:
    """A sentence in the language that nobody speaks; what programs fill in stays."""
    if not sentence.strip():
        return sentence
    parts = re.split(f"({_FIXED.pattern})", sentence)
    said = "".join(part if _FIXED.fullmatch(part) else part.translate(_ACCENTED) for part in parts)
    return f"{OPEN}{said}{'·' * round(len(sentence) * _LONGER)}{CLOSE}"


def catalogue(language: str = LANGUAGE) -> Catalog:
    """Every sentence of the code in it, with as many plural forms as `language` has."""
    made = Catalog(locale=language, domain=words.DOMAIN, project="Huzhu", charset="utf-8")
    for message in words.extracted():
        if isinstance(message.id, tuple | list):
            one, many = message.id
            forms = tuple(spoken(one if form == 0 else many) for form in range(made.num_plurals))
            made.add(message.id, forms)
        elif message.id:
            made.add(message.id, spoken(message.id))
    return made


def write(folder: Path, language: str = LANGUAGE) -> Path:
    """Put the compiled catalogue where `HUZHU_TRANSLATIONS` finds it."""
    place = folder / language / "LC_MESSAGES" / f"{words.DOMAIN}.mo"
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(words.compiled(catalogue(language)))
    return place


if __name__ == "__main__":
    sys.stdout.write(f"{write(Path(sys.argv[1]), *sys.argv[2:3])}\n")
