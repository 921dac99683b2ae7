"""Markdown and foreign HTML made safe to show; the only door to Python-Markdown and nh3."""

from dataclasses import dataclass

import nh3

from community.kernel import html_to_markdown as backwards
from community.kernel.folding import strip_controls
from community.kernel.markup_allowed import ATTRIBUTES, DROPPED_WHOLE, SCHEMES, TAGS
from community.kernel.markup_engine import to_html
from community.kernel.markup_finish import Finish, possible_names, with_profiles
from community.kernel.markup_guard import (
    LONGEST_HTML,
    LONGEST_MARKDOWN,
    ensure_length,
)
from community.kernel.markup_tokens import regular

__all__ = ["Rendered", "html_to_markdown", "possible_names", "render", "sanitize_html", "with_profiles"]

_NUMBERS = {"width", "height", "start", "colspan", "rowspan"}
_LARGEST_NUMBER = 9_999


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
    html = to_html(strip_controls(source))
    return _finished(regular(html, unknown_as_text=True), "")


def sanitize_html(html: str, base_url: str = "", *, longest: int = LONGEST_HTML) -> Rendered:
    """HTML from elsewhere as clean HTML, its relative addresses resolved against `base_url`.

    Raises `Invalid` for more than `longest` characters or elements nested too deeply.
    """
    ensure_length(html, longest)
    return _finished(regular(strip_controls(html), unknown_as_text=False), base_url)


def html_to_markdown(html: str, *, longest: int = LONGEST_HTML) -> str:
    """Markdown that renders to about the same HTML; bounded like `sanitize_html`."""
    ensure_length(html, longest)
    clean = _THEIRS.clean(regular(html, unknown_as_text=False))
    return backwards.html_to_markdown(clean)


def _finished(html: str, base_url: str) -> Rendered:
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
        tags=TAGS | {"span"} if ours else set(TAGS),
        attributes=ATTRIBUTES | {"span": {"class"}} if ours else ATTRIBUTES,
        clean_content_tags=set(DROPPED_WHOLE),
        attribute_filter=_kept_attribute,
        url_schemes=set(SCHEMES),
        link_rel=None,
    )


_THEIRS = _cleaner(ours=False)
_OURS = _cleaner(ours=True)
