"""Python-Markdown as this site sets it up: friendly to hurried writers, metered against hostile ones."""

import threading
import xml.etree.ElementTree as ET
from collections.abc import Callable
from re import Match
from typing import ParamSpec, TypeVar

from markdown import Markdown
from markdown.inlinepatterns import InlineProcessor
from markdown.preprocessors import Preprocessor

from community.kernel.markup_blocks import with_engine_lists, with_html_blocks
from community.kernel.markup_guard import Meter, too_intricate

_P = ParamSpec("_P")
_R = TypeVar("_R")

_EXTENSIONS = (
    "tables",
    "sane_lists",
    "nl2br",
    "pymdownx.saneheaders",
    "pymdownx.superfences",
    "pymdownx.highlight",
    "pymdownx.tilde",
)
_SETTINGS = {
    "pymdownx.highlight": {"use_pygments": False},
    "pymdownx.tilde": {"subscript": False, "smart_delete": False},
}

# An address ends where Chinese text begins, and does not swallow the mark that ends a sentence.
_BARE_ADDRESS = r"(?<![A-Za-z0-9_/@])https?://[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+"
_CLOSING_MARKS = "?!.,:;*_~'&"
_BRACKETS = (("(", ")"), ("[", "]"))


def to_html(source: str) -> str:
    """Markdown as HTML that is not clean yet; `Invalid` where that is too deep or takes too long."""
    engine = getattr(_local, "engine", None) or Engine()
    # An engine that gave up in the middle is not fit for the next text: it is kept only on success.
    _local.engine = None
    html = engine.convert_metered(source)
    _local.engine = engine
    return html


class Engine(Markdown):
    """An engine for one thread; making one costs more than rendering a post."""

    def __init__(self) -> None:
        super().__init__(output_format="html", extensions=_EXTENSIONS, extension_configs=_SETTINGS)
        self.meter = Meter()
        self.preprocessors.register(_HtmlBlocks(self), "html_block", 20)
        self.preprocessors.register(_Lists(self), "lists", 15)
        self.inlinePatterns.register(_BareAddress(_BARE_ADDRESS, self), "bare_address", 85)
        for pattern in self.inlinePatterns:
            pattern.handleMatch = self._metered(pattern.handleMatch)  # type: ignore[method-assign]
            pattern.getCompiledRegExp = self._counted(pattern.getCompiledRegExp)  # type: ignore[method-assign]
        for processor in self.parser.blockprocessors:
            processor.test = self._metered(processor.test)  # type: ignore[method-assign]

    def convert_metered(self, source: str) -> str:
        """`convert`, refused where it takes more than the meter allows or nests too deeply."""
        self.meter.start()
        try:
            return self.reset().convert(source)
        except RecursionError:
            raise too_intricate() from None

    def _metered(self, work: Callable[_P, _R]) -> Callable[_P, _R]:
        def metered(*args: _P.args, **kwargs: _P.kwargs) -> _R:
            self.meter.check()
            return work(*args, **kwargs)

        return metered

    def _counted(self, work: Callable[_P, _R]) -> Callable[_P, _R]:
        def counted(*args: _P.args, **kwargs: _P.kwargs) -> _R:
            self.meter.count()
            return work(*args, **kwargs)

        return counted


class _HtmlBlocks(Preprocessor):
    """Takes the place of the engine's own HTML parser, whose time grows with the square of the text."""

    def run(self, lines: list[str]) -> list[str]:
        return with_html_blocks(lines, self.md.htmlStash.store)


class _Lists(Preprocessor):
    def run(self, lines: list[str]) -> list[str]:
        return with_engine_lists(lines)


class _BareAddress(InlineProcessor):
    """Turns an address in running text into a link."""

    ANCESTOR_EXCLUDES = ("a",)

    def handleMatch(  # type: ignore[override]  # noqa: N802 - the engine's name
        self, m: Match[str], data: str
    ) -> tuple[ET.Element, int, int]:
        address = _without_closing_marks(m[0])
        link = ET.Element("a", href=address)
        link.text = address
        return link, m.start(0), m.start(0) + len(address)


def _without_closing_marks(address: str) -> str:
    while True:
        shorter = address.rstrip(_CLOSING_MARKS)
        for opening, closing in _BRACKETS:
            if shorter.endswith(closing) and shorter.count(opening) < shorter.count(closing):
                shorter = shorter[:-1]
        if shorter == address:
            return address
        address = shorter


_local = threading.local()
