"""Templates without their indents: what they hold between two values is made shorter once, as they are compiled.

A page of two hundred pieces would otherwise be made shorter, or carry a fifth more, at each visit.
"""

import re
from collections.abc import Iterator
from typing import Final

from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream

# Inside these, blanks are what somebody wrote.
_OPENED: Final = re.compile(r"<(pre|textarea|script|style)\b", re.IGNORECASE)
_INDENT: Final = re.compile(r"\s*\n\s*")
# Between blocks, a line end means nothing.
_LINE: Final = re.compile(
    r"\n(?=</?(?:article|aside|details|div|fieldset|footer|form|h[1-6]|header|main|nav|ol|p|section|ul)\b)"
)
# A quoted > ends no attribute: text and attributes have it escaped.
_END: Final = re.compile(r'"\s+>')
_CLOSED: Final = re.compile(r'"\s+/>')
_BLANKS: Final = re.compile(r"[ \t]{2,}")


class Lean(Extension):
    """Between other words, several blanks of an HTML template mean as much as one."""

    def filter_stream(self, stream: TokenStream) -> TokenStream | Iterator[Token]:
        return _leaner(stream) if (stream.name or "").endswith(".html") else stream


def _leaner(stream: TokenStream) -> Iterator[Token]:
    within = ""  # the element, opened in an earlier piece, whose blanks are kept
    for token in stream:
        if token.type == "data":
            words, within = lean(token.value, within)
            yield Token(token.lineno, "data", words)
        else:
            yield token


def lean(words: str, within: str = "") -> tuple[str, str]:
    """A piece of HTML, shorter, and the element that is still open at its end if its blanks are kept.

    `within` is the one that was open before.
    """
    pieces = []
    while words:
        if within:
            end = words.lower().find(f"</{within}")
            kept, words = (words, "") if end < 0 else (words[:end], words[end:])
            pieces.append(kept)
            within = within if end < 0 else ""
            continue
        opened = _OPENED.search(words)
        if opened is None:
            pieces.append(_shorter(words))
            break
        pieces.append(_shorter(words[: opened.start()]))
        within = opened[1].lower()
        words = words[opened.start() :]
    return "".join(pieces), within


def _shorter(piece: str) -> str:
    lines = _BLANKS.sub(" ", _INDENT.sub("\n", piece))
    return _LINE.sub("", _END.sub('">', _CLOSED.sub('" />', lines)))
