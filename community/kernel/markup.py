"""Markdown and foreign HTML made safe to show; the only door to Python-Markdown and nh3."""

import threading
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from re import Match

import nh3
from markdown import Markdown
from markdown.inlinepatterns import InlineProcessor

from community.kernel.markup_finish import Finish

_TAGS = frozenset(
    "a abbr b blockquote br caption cite code col colgroup dd del details dfn div dl dt em h1 h2 h3 h4 h5 h6 "
    "hr i img ins kbd li mark ol p pre q rp rt ruby s samp small span strike strong sub summary sup table "
    "tbody td tfoot th thead tr tt u ul var".split()
)
_ATTRIBUTES: dict[str, set[str]] = {
    "a": {"href", "title", "id", "rel"},
    "abbr": {"title"},
    "blockquote": {"cite"},
    "img": {"src", "alt", "title", "width", "height", "loading"},
    "ol": {"start"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    **{tag: {"id"} for tag in ("h1", "h2", "h3", "h4", "h5", "h6", "li", "sup")},
}
_NUMBERS = {"width", "height", "start", "colspan", "rowspan"}
_LARGEST_NUMBER = 9_999
_DROPPED_WHOLE = {
    "script",
    "style",
    "title",
    "template",
    "noscript",
    "iframe",
    "object",
    "svg",
    "math",
}


@dataclass(frozen=True, slots=True)
class Rendered:
    """A post ready to show: `html` is clean, `text` its words line by line, the rest what it points at."""

    html: str
    text: str
    links: tuple[str, ...]
    images: tuple[str, ...]
    mentions: tuple[str, ...]


def render(source: str) -> Rendered:
    """Markdown as clean HTML; raw HTML in it survives as far as the allow-list goes."""
    return _finished(_engine().reset().convert(source), "")


def sanitize_html(html: str, base_url: str = "") -> Rendered:
    """HTML from elsewhere as clean HTML, its relative addresses resolved against `base_url`."""
    return _finished(html, base_url)


def _finished(html: str, base_url: str) -> Rendered:
    finish = Finish(base_url)
    finish.run(_clean(html))
    return Rendered(
        html=_clean(finish.html),
        text=finish.text,
        links=tuple(finish.links),
        images=tuple(finish.images),
        mentions=tuple(finish.mentions),
    )


def _clean(html: str) -> str:
    return _CLEANER.clean(html)


def _kept_attribute(tag: str, name: str, value: str) -> str | None:
    if name in _NUMBERS:
        return value if value.isdecimal() and int(value) <= _LARGEST_NUMBER else None
    if name == "class":
        return value if tag in {"code", "span", "pre"} else None
    return value


_CLEANER = nh3.Cleaner(
    tags=set(_TAGS),
    attributes={**_ATTRIBUTES, "code": {"class"}, "pre": {"class"}, "span": {"class"}},
    clean_content_tags=_DROPPED_WHOLE,
    attribute_filter=_kept_attribute,
    url_schemes={"http", "https", "mailto"},
    link_rel=None,
)
_local = threading.local()


def _engine() -> Markdown:
    """The Markdown engine of this thread: making one costs more than rendering a post."""
    engine: Markdown | None = getattr(_local, "engine", None)
    if engine is None:
        engine = _local.engine = Markdown(
            output_format="html",
            extensions=[
                "tables",
                "sane_lists",
                "nl2br",
                "pymdownx.superfences",
                "pymdownx.highlight",
                "pymdownx.tilde",
            ],
            extension_configs={
                "pymdownx.highlight": {"use_pygments": False},
                "pymdownx.tilde": {"subscript": False},
            },
        )
        engine.inlinePatterns.register(_BareAddress(_BARE_ADDRESS, engine), "bare_address", 85)
    return engine


# Addresses end where Chinese text or punctuation begins, and do not swallow a closing mark.
_BARE_ADDRESS = r"(?<![A-Za-z0-9_/@])https?://[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+"


class _BareAddress(InlineProcessor):
    ANCESTOR_EXCLUDES = ("a",)

    def handleMatch(self, m: Match[str], data: str) -> tuple[ET.Element, int, int]:  # type: ignore[override]  # noqa: N802
        address = m[0].rstrip("?!.,:;*_~'\"&")
        while address.endswith((")", "]")) and address.count("(") + address.count(
            "["
        ) < address.count(")") + address.count("]"):
            address = address[:-1]
        link = ET.Element("a", href=address)
        link.text = address
        return link, m.start(0), m.start(0) + len(address)
