"""Reading HTML from anywhere into plain, regular HTML of bounded depth, before a parser sees it.

An HTML parser repairs what is broken, and repairs can cost the square of the text, or write a
thousand times its length. What is written here leaves it nothing to guess at: every tag is
regular, and what repairs will cost can be counted.
"""

import re
from collections import Counter

from community.kernel.markup_allowed import (
    ATTRIBUTES,
    DROPPED_TAGS,
    DROPPED_WHOLE,
    FORMATTING,
    NEVER_DEEP,
    TAGS,
)
from community.kernel.markup_guard import too_intricate

DEEPEST = 100  # elements in one another; the parser's time grows with the square of it
# Characters that repairs may add, besides twice the length: what fits is parsed in a tenth of a second.
MOST_REPEATED = 200_000
_KNOWN = DROPPED_TAGS | DROPPED_WHOLE

# A tag, with at most sixty attributes of a few thousand characters: more is text, not a tag.
_TOKEN = re.compile(
    r"<!--.*?(?:-->|\Z)|<[!?][^<>]*>"
    r"|<(/?)([a-zA-Z][^\s/<>\"'=]*+)((?:[^<>\"']++|\"[^\"]{0,4000}+\"|'[^']{0,4000}+'){0,60}+)>",
    re.DOTALL,
)
_ATTRIBUTE = re.compile(r"([a-zA-Z][-\w]*)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'=<>`]+))")


class _Writer:
    """What has been written so far, and what stands open in it."""

    def __init__(self, allowance: int) -> None:
        self.parts: list[str] = []
        self._open: Counter[str] = Counter()
        self._depth = 0
        self._weights: dict[str, list[int]] = {}
        self._weight = 0
        self._allowance = allowance

    def text(self, text: str) -> None:
        self.parts.append(text.replace("<", "&lt;"))

    def tag(self, name: str, *, closing: bool, attributes: str) -> None:
        written = f"</{name}>" if closing else f"<{name}{_attributes(name, attributes)}>"
        self.parts.append(written)
        if name in FORMATTING:
            self._formatting(name, closing=closing, length=len(written))
        else:
            self._allowance -= self._weight
        if name not in NEVER_DEEP:
            self._nest(name, closing=closing)
        if self._depth > DEEPEST or self._allowance < 0:
            raise too_intricate()

    def _formatting(self, name: str, *, closing: bool, length: int) -> None:
        weights = self._weights.setdefault(name, [])
        if not closing:
            weights.append(length)
            self._weight += length
        elif weights:
            self._weight -= weights.pop()

    def _nest(self, name: str, *, closing: bool) -> None:
        if not closing:
            self._open[name] += 1
            self._depth += 1
        elif self._open[name]:
            self._open[name] -= 1
            self._depth -= 1


def regular(html: str, *, unknown_as_text: bool) -> str:
    """`html` with allowed tags only, regularly written; `Invalid` where it nests or repeats too much.

    With `unknown_as_text`, what only looks like a tag is shown as it was typed.
    """
    writer = _Writer(MOST_REPEATED + 2 * len(html))
    lowered = html.lower()
    never_closed: set[str] = set()  # looked for once, not once a tag
    position = 0
    for token in _TOKEN.finditer(html):
        if token.start() < position:
            continue  # inside an element that was dropped whole
        writer.text(html[position : token.start()])
        position = token.end()
        name = (token[2] or "").lower()
        if name in TAGS:
            writer.tag(name, closing=bool(token[1]), attributes=token[3])
        elif name in DROPPED_WHOLE and name not in never_closed:
            end = _end_of(name, lowered, position)
            if end is None:
                never_closed.add(name)
            position = end or position
        elif unknown_as_text and name and name not in _KNOWN:
            writer.text(token[0])
    writer.text(html[position:])
    return "".join(writer.parts)


def _end_of(name: str, lowered: str, start: int) -> int | None:
    """Where an element that is dropped whole ends; None if it never does, and only its tag is dropped."""
    closing = lowered.find(f"</{name}", start)
    if closing < 0:
        return None
    end = lowered.find(">", closing)
    return end + 1 if end >= 0 else len(lowered)


def _attributes(name: str, written: str) -> str:
    allowed = ATTRIBUTES.get(name)
    if not allowed or not written:
        return ""
    kept = {
        key.lower(): (double or single or bare).replace('"', "&quot;")
        for key, double, single, bare in _ATTRIBUTE.findall(written)
        if key.lower() in allowed
    }
    return "".join(f' {key}="{value}"' for key, value in kept.items())
