"""Marking passages in HTML that is clean already: in text alone, never in code or in an attribute."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape, unescape
from typing import Final

_TAG: Final = re.compile(r'<(/?)([a-z][a-z0-9]*)(?: [a-z-]+="[^"]*")*>')
_LEFT_ALONE: Final = frozenset({"code", "pre", "mark"})
SHORTEST: Final = 2  # a single letter marks half the text
MOST_PASSAGES: Final = 40
MOST_MARKS: Final = 200


@dataclass(frozen=True, slots=True)
class Passage:
    """Words to mark: their kind as a word for the class, and why, for whoever points at them."""

    quote: str
    kind: str
    why: str


def marked(clean_html: str, passages: Iterable[Passage]) -> str:
    """`clean_html`, which the sanitiser wrote, with `<mark>` round every passage that stands in one piece."""
    known: dict[str, Passage] = {}
    for each in passages:
        quote = " ".join(each.quote.split())
        if len(quote) >= SHORTEST and len(known) < MOST_PASSAGES:
            known.setdefault(quote.casefold(), each)
    if not known:
        return clean_html
    words = sorted(known, key=len, reverse=True)
    pattern = re.compile("|".join(r"\s+".join(map(re.escape, each.split())) for each in words), re.IGNORECASE)
    return _Marking(pattern, known).run(clean_html)


@dataclass(slots=True)
class _Marking:
    pattern: re.Pattern[str]
    known: dict[str, Passage]
    left: int = MOST_MARKS

    def run(self, html: str) -> str:
        written: list[str] = []
        quiet = position = 0
        for tag in _TAG.finditer(html):
            written.append(self._text(html[position : tag.start()], quiet=quiet > 0))
            written.append(tag[0])
            if tag[2] in _LEFT_ALONE:
                quiet += -1 if tag[1] else 1
            position = tag.end()
        written.append(self._text(html[position:], quiet=quiet > 0))
        return "".join(written)

    def _text(self, text: str, *, quiet: bool) -> str:
        if quiet or not text.strip() or not self.left:
            return text
        plain, written, position = unescape(text), [], 0
        for match in self.pattern.finditer(plain):
            found = self.known.get(" ".join(match[0].split()).casefold())
            if found is None or not self.left:
                continue
            self.left -= 1
            written.append(escape(plain[position : match.start()], quote=False))
            written.append(
                f'<mark class="found found--{escape(found.kind)}" title="{escape(found.why)}">'
                f"{escape(match[0], quote=False)}</mark>"
            )
            position = match.end()
        if not written:
            return text
        written.append(escape(plain[position:], quote=False))
        return "".join(written)
