"""Runs of text and inline elements written as Markdown, with marks of Markdown in the text escaped."""

import re
from collections.abc import Iterable
from html import escape

from community.kernel.html_tree import Node, opening

_MARKS = {"em": "*", "i": "*", "strong": "**", "b": "**", "del": "~~", "s": "~~", "strike": "~~"}
_KEPT_AS_HTML = frozenset("sup sub kbd u mark small ins abbr cite q samp var dfn ruby rt rp tt".split())
_SPACES = re.compile(r"[ \t\r\n\f]+")
_SPECIAL = re.compile(
    r"[\\`*]|(?<![^\W_])_|_(?![^\W_])|~(?=~)|(?<=~)~|<(?=[a-zA-Z/!?])|&(?=#?\w+;)|\[(?=[^\]]{0,200}\](?:\(|\[|:))"
)
_ENTITIES = {"<": "&lt;", "&": "&amp;"}
# At the beginning of a line these would make a heading, a quote, a list or a rule.
_AT_LINE_START = re.compile(r"^(#{1,6}(?= |$)|>|[+-](?= |$)|[-=_]{2,}$|\d{1,9}(?=[.)] ))", re.MULTILINE)
_EDGES = re.compile(r"^(\s*)(.*?)(\s*)$", re.DOTALL)
_LINK_SPECIAL = re.compile(r"[\s()<>]")
_FRAGMENT_PREFIX = "#said-"


def paragraph(children: Iterable[Node | str]) -> str:
    """One paragraph; line breaks are newlines, and no line begins like another kind of block."""
    lines = (line.strip(" ") for line in inline(children).strip("\n ").split("\n"))
    return _AT_LINE_START.sub(_escaped_start, "\n".join(lines))


def inline(children: Iterable[Node | str], *, line_break: str = "\n", in_table: bool = False) -> str:
    """`children` as Markdown on one line, but for `line_break` where a line was broken."""
    written = "".join(_piece(child, line_break, in_table=in_table) for child in children)
    return re.sub(r" *\n *", "\n", written) if line_break == "\n" else written


def code_fence(code: str, shortest: int) -> str:
    """Backticks enough to enclose `code`, at least `shortest`."""
    longest = max((len(run) for run in re.findall("`+", code)), default=0)
    return "`" * max(shortest, longest + 1)


def _piece(child: Node | str, line_break: str, *, in_table: bool) -> str:
    if isinstance(child, str):
        text = _SPECIAL.sub(_escaped, _SPACES.sub(" ", child))
        return text.replace("|", "\\|") if in_table else text
    if child.tag == "br":
        return line_break
    if child.tag == "img":
        return _image(child)
    if child.tag == "code":
        return _code(child.text(), in_table=in_table)
    inside = inline(child.children, line_break=line_break, in_table=in_table)
    if child.tag == "a":
        return _link(child, inside)
    if child.tag in _MARKS:
        return _marked(inside, _MARKS[child.tag])
    if child.tag in _KEPT_AS_HTML:
        return f"{opening(child)}{inside}</{child.tag}>"
    return inside


def _escaped(match: re.Match[str]) -> str:
    return _ENTITIES.get(match[0], "\\" + match[0])


def _escaped_start(match: re.Match[str]) -> str:
    start = match[0]
    if start.startswith("="):
        return "&#61;" + start[1:]  # the engine knows no escape for it
    return start + "\\" if start[0].isdecimal() else "\\" + start


def _marked(inside: str, mark: str) -> str:
    edges = _EDGES.match(inside)
    if edges is None or not edges[2]:
        return inside
    return f"{edges[1]}{mark}{edges[2]}{mark}{edges[3]}"


def _code(code: str, *, in_table: bool) -> str:
    code = _SPACES.sub(" ", code).strip()
    if not code:
        return ""
    if in_table and "|" in code:
        return f"<code>{escape(code, quote=False).replace('|', '&#124;')}</code>"
    fence = code_fence(code, 1)
    pad = " " if code.startswith("`") or code.endswith("`") else ""
    return f"{fence}{pad}{code}{pad}{fence}"


def _link(node: Node, inside: str) -> str:
    address = node.attributes.get("href", "")
    if not address or not inside.strip():
        return inside
    if address.startswith(_FRAGMENT_PREFIX):
        address = "#" + address.removeprefix(_FRAGMENT_PREFIX)
    if node.text() == address and address.startswith(("http://", "https://")):
        return f"<{address}>"
    return f"[{inside.strip()}]({_target(address, node)})"


def _image(node: Node) -> str:
    alt = _SPACES.sub(" ", node.attributes.get("alt", "")).replace("[", "\\[").replace("]", "\\]")
    return f"![{alt}]({_target(node.attributes.get('src', ''), node)})"


def _target(address: str, node: Node) -> str:
    if _LINK_SPECIAL.search(address):
        address = "<" + address.replace("<", "%3C").replace(">", "%3E").replace(" ", "%20") + ">"
    title = _SPACES.sub(" ", node.attributes.get("title", "")).replace('"', "'")
    return f'{address} "{title}"' if title else address
