"""Markdown and foreign HTML made safe to show; the only door to Python-Markdown and nh3."""

from dataclasses import dataclass

import nh3

from community.kernel import html_to_markdown as backwards
from community.kernel.folding import strip_controls
from community.kernel.markup_engine import to_html
from community.kernel.markup_finish import Finish
from community.kernel.markup_guard import (
    LONGEST_HTML,
    LONGEST_MARKDOWN,
    ensure_length,
    ensure_shallow,
    with_unknown_tags_as_text,
)

_TAGS = {
    *("p", "br", "hr", "div", "blockquote", "pre", "code", "h1", "h2", "h3", "h4", "h5", "h6"),
    *("ul", "ol", "li", "dl", "dt", "dd", "details", "summary"),
    *("table", "caption", "colgroup", "col", "thead", "tbody", "tfoot", "tr", "th", "td"),
    *(
        "a",
        "abbr",
        "b",
        "cite",
        "del",
        "dfn",
        "em",
        "i",
        "img",
        "ins",
        "kbd",
        "mark",
        "q",
        "rp",
        "rt",
        "ruby",
    ),
    *("s", "samp", "small", "strike", "strong", "sub", "sup", "tt", "u", "var"),
}
_ATTRIBUTES = {
    "a": {"href", "title", "id", "rel"},
    "abbr": {"title"},
    "blockquote": {"cite"},
    "code": {"class"},
    "img": {"src", "alt", "title", "width", "height", "loading"},
    "ol": {"start"},
    "pre": {"class"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    **{tag: {"id"} for tag in ("h1", "h2", "h3", "h4", "h5", "h6", "li", "sup")},
}
_NUMBERS = {"width", "height", "start", "colspan", "rowspan"}
_LARGEST_NUMBER = 9_999
_DROPPED_WHOLE = {"script", "style", "title", "template", "noscript", "iframe", "object", "svg", "math"}


@dataclass(frozen=True, slots=True)
class Rendered:
    """A post ready to show: `html` is clean, `text` its words line by line, the rest what it points at."""

    html: str
    text: str
    links: tuple[str, ...]
    images: tuple[str, ...]
    mentions: tuple[str, ...]


def render(source: str, *, longest: int = LONGEST_MARKDOWN) -> Rendered:
    """Markdown as clean HTML; raw HTML in it survives as far as the allow-list goes.

    Raises `Invalid` for more than `longest` characters, and for formatting so intricate that
    showing it would take too long: no text of the default length costs half a second of CPU.
    """
    ensure_length(source, longest)
    return _finished(with_unknown_tags_as_text(to_html(strip_controls(source))), "")


def sanitize_html(html: str, base_url: str = "", *, longest: int = LONGEST_HTML) -> Rendered:
    """HTML from elsewhere as clean HTML, its relative addresses resolved against `base_url`.

    Raises `Invalid` for more than `longest` characters or elements nested too deeply.
    """
    ensure_length(html, longest)
    return _finished(strip_controls(html), base_url)


def html_to_markdown(html: str, *, longest: int = LONGEST_HTML) -> str:
    """Markdown that renders to about the same HTML; bounded like `sanitize_html`."""
    ensure_length(html, longest)
    ensure_shallow(html)
    return backwards.html_to_markdown(_THEIRS.clean(html))


def _finished(html: str, base_url: str) -> Rendered:
    ensure_shallow(html)
    finish = Finish(base_url)
    finish.run(_THEIRS.clean(html))
    return Rendered(
        html=_OURS.clean(finish.html),
        text=finish.text,
        links=tuple(dict.fromkeys(finish.links)),
        images=tuple(dict.fromkeys(finish.images)),
        mentions=tuple(finish.mentions),
    )


def _kept_attribute(tag: str, name: str, value: str) -> str | None:
    if name in _NUMBERS:
        return value if value.isdecimal() and int(value) <= _LARGEST_NUMBER else None
    return value


def _cleaner(*, ours: bool) -> nh3.Cleaner:
    """The allow-list; what is `ours` may also hold the spans that colour code and mark mentions."""
    return nh3.Cleaner(
        tags=_TAGS | {"span"} if ours else set(_TAGS),
        attributes=_ATTRIBUTES | {"span": {"class"}} if ours else dict(_ATTRIBUTES),
        clean_content_tags=_DROPPED_WHOLE,
        attribute_filter=_kept_attribute,
        url_schemes={"http", "https", "mailto"},
        link_rel=None,
    )


_THEIRS = _cleaner(ours=False)
_OURS = _cleaner(ours=True)
