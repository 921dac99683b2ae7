"""The words of a dump made fit to show here: clean HTML, and Markdown to edit."""

import html
from dataclasses import dataclass
from typing import Final

from community.kernel import markup, text
from community.kernel.errors import DomainError

# A relative address in a rendered comment leads to the site that the comment comes from.
_RELATIVE: Final = ('href="/', 'href="../', 'href="?', 'href="#', 'src="/')


@dataclass(frozen=True, slots=True)
class Body:
    """A text in its two forms, and the language it is written in."""

    html: str
    markdown: str
    lang: str


def body_of(source: str, base_url: str, title: str = "") -> Body:
    """The HTML of a post; one that is nested too deeply to be shown keeps its words alone."""
    longest = max(len(source), 1)
    try:
        rendered = markup.sanitize_html(source, base_url, longest=longest)
    except DomainError:
        words = f"<p>{html.escape(text.plain(source))}</p>"
        rendered = markup.sanitize_html(words, base_url, longest=len(words))
    lang = text.detect_language(f"{title}\n{rendered.text}")
    markdown = markup.html_to_markdown(rendered.html, longest=max(len(rendered.html), 1))
    return Body(rendered.html, markdown, lang)


def remark_of(source: str, base_url: str) -> Body:
    """The Markdown of a comment; one that cannot be rendered is shown as it was typed."""
    markdown = text.strip_controls(source)
    try:
        rendered = markup.render(markdown)
    except DomainError:
        words = f"<p>{html.escape(markdown)}</p>"
        rendered = markup.sanitize_html(words, base_url, longest=len(words))
    if any(sign in rendered.html for sign in _RELATIVE):
        rendered = markup.sanitize_html(rendered.html, base_url)
    return Body(rendered.html, markdown, text.detect_language(markdown))
