"""What a page shows that stands in no ⟦brackets⟧: words that were never given to translators."""

import re
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from typing import Final

from tests.tools.pseudo import CLOSE, OPEN

VOID: Final = frozenset("area base br col embed hr img input link meta source track wbr".split())
# What people type, what machines read, and what other places call themselves belongs to no language.
UNREAD: Final = frozenset({"script", "style", "code", "kbd", "samp", "pre", "textarea", "svg", "template"})
SAID_BY: Final = ("aria-label", "title", "placeholder", "alt", "aria-description", "aria-roledescription")
LATIN: Final = re.compile(r"[A-Za-z]{2,}")


def unmarked(text: str) -> str:
    """What of `text` stands outside the brackets."""
    depth, kept = 0, []
    for char in text:
        depth += (char == OPEN) - (char == CLOSE)
        if depth == 0 and char != CLOSE:
            kept.append(char)
    return "".join(kept)


class Reader(HTMLParser):
    """Collects the texts of a page that are in its own language, with where they stand."""

    def __init__(self, lang: str) -> None:
        super().__init__()
        self.lang = lang
        self.open: list[tuple[str, bool]] = []  # an element, and whether its words are the page's own
        self.found: list[tuple[str, str]] = []

    def _own(self) -> bool:
        return self.open[-1][1] if self.open else True

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        own = self._own() and tag not in UNREAD and given.get("translate") != "no"
        if "lang" in given:
            own = given["lang"] == self.lang and tag not in UNREAD
        if own:
            spoken = [
                name for name in given if name in SAID_BY or (name.startswith("data-") and "id" in given)
            ]
            self.found += [(f"{tag}@{name}", given[name]) for name in spoken if name in SAID_BY]
            if given.get("id") == "page-words":
                self.found += [(name, value) for name, value in given.items() if name.startswith("data-")]
        if tag not in VOID:
            self.open.append((tag, own))

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if self._own() and data.strip():
            where = " > ".join(tag for tag, _own in self.open[-3:])
            self.found.append((where, data.strip()))


def findings(page: str, lang: str, known: Iterable[str]) -> Iterator[tuple[str, str]]:
    """The words of a page that no translator saw; `known` are names of people, tags and things."""
    reader = Reader(lang)
    reader.feed(page)
    names = sorted({each for each in known if each}, key=len, reverse=True)
    for where, text in reader.found:
        left = unmarked(text)
        for name in names:
            left = left.replace(name, "")
        if LATIN.search(left):
            yield where, " ".join(left.split())[:90]
