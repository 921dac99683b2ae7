"""Reading HTML the way a browser does, to say what in it could act."""

import re
from html.parser import HTMLParser

SHOWN = frozenset(
    "a abbr b blockquote br caption cite code col colgroup dd del details dfn div dl dt em h3 h4 h5 h6 hr i".split()
    + "img ins kbd li mark ol p pre q rp rt ruby s samp small span strike strong sub summary sup table tbody".split()
    + "td tfoot th thead tr tt u ul var".split()
)
HARMLESS = frozenset(
    "href title id rel cite src alt width height loading start colspan rowspan scope class".split()
)
_SCHEME = re.compile(r"[\s\x00-\x20]*([a-z][a-z0-9+.\s-]*)\s*:", re.IGNORECASE)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in SHOWN:
            self.found.append(f"<{tag}>")
        for name, value in attrs:
            if name not in HARMLESS:
                self.found.append(f"{name}=")
            scheme = _SCHEME.match(value or "") if name in {"href", "src", "cite"} else None
            if scheme and scheme[1].lower() not in {"http", "https", "mailto"}:
                self.found.append(f"{name}={value}")
            if name == "src" and not (value or "").startswith(("http://", "https://", "/uploads/")):
                self.found.append(f"src={value}")

    def handle_comment(self, data: str) -> None:
        self.found.append("a comment")

    def handle_decl(self, decl: str) -> None:
        self.found.append("a declaration")

    def handle_pi(self, data: str) -> None:
        self.found.append("an instruction")


def live_parts(html: str) -> list[str]:
    """Everything in `html` that is not on the list of harmless things."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.found
