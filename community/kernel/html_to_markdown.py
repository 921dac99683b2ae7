"""Clean HTML back into Markdown that a person likes to edit, and that renders to the same HTML."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby

from community.kernel.html_tree import Node, opening, parsed, raw
from community.kernel.markdown_inline import code_fence, inline, paragraph

_BLOCKS = frozenset(
    "p div blockquote pre ul ol li dl dt dd table hr details h1 h2 h3 h4 h5 h6 caption".split()
)
# Rendering draws the writer's first heading as the page's third.
_HEADINGS = {"h1": 1, "h2": 2, "h3": 1, "h4": 2, "h5": 3, "h6": 4}
_INDENT = 4  # columns by which the engine indents what belongs to a list item
_LANGUAGE = re.compile(r"\b(?:language-|lang-)([a-z0-9+#.-]{1,20})")


def html_to_markdown(clean_html: str) -> str:
    """The Markdown of HTML that `markup` has cleaned; what Markdown lacks stays as HTML tags."""
    return "\n\n".join(_blocks(parsed(clean_html).children))


def _blocks(children: Iterable[Node | str]) -> Iterator[str]:
    """The blocks of Markdown that `children` make; loose text and inline elements form paragraphs."""
    for is_block, run in groupby(children, _is_block):
        if not is_block:
            text = paragraph(run)
            if text:
                yield text
            continue
        for child in run:
            if isinstance(child, Node):
                yield from _block(child)


def _is_block(child: Node | str) -> bool:
    return isinstance(child, Node) and child.tag in _BLOCKS


def _block(node: Node) -> Iterator[str]:
    if node.tag in _HEADINGS:
        text = inline(node.children, line_break=" ").strip()
        if text:
            yield f"{'#' * _HEADINGS[node.tag]} {text}"
        return
    made = _WRITERS.get(node.tag)
    if made is None:
        yield from _blocks(node.children)
    elif text := made(node):
        yield text


def _quote(node: Node) -> str:
    inside = "\n\n".join(_blocks(node.children))
    return "\n".join(f"> {line}" if line else ">" for line in inside.split("\n")) if inside else ""


def _code(node: Node) -> str:
    classes = [node.attributes.get("class", "")]
    classes += [code.attributes.get("class", "") for code in node.find_all("code")]
    language = _LANGUAGE.search(" ".join(classes))
    code = node.text().strip("\n")
    fence = code_fence(code, 3)
    return f"{fence}{language[1] if language else ''}\n{code}\n{fence}"


def _list(node: Node) -> str:
    items = [child for child in node.elements() if child.tag == "li"]
    first = int(node.attributes.get("start", "1") or 1)
    written: list[str] = []
    loose = any(child.tag == "p" for item in items for child in item.elements())
    for number, item in enumerate(items, first):
        marker = f"{number}. " if node.tag == "ol" else "- "
        written.append(_item(item, marker))
    return ("\n\n" if loose else "\n").join(written)


def _item(item: Node, marker: str) -> str:
    parts = list(_blocks(item.children))
    if not parts:
        return marker.rstrip() + " &nbsp;"
    tight = not any(child.tag == "p" for child in item.elements())
    nested = [child.tag in {"ul", "ol"} for child in item.elements() if child.tag in _BLOCKS]
    joined = ("\n" if tight and all(nested) else "\n\n").join(parts)
    indent = " " * max(_INDENT, len(marker))
    lines = joined.split("\n")
    return marker + "\n".join([lines[0], *(indent + line if line else "" for line in lines[1:])])


def _table(node: Node) -> str:
    rows = [[*row.elements()] for row in node.find_all("tr")]
    if not rows or not _is_plain(node, rows):
        return raw(node)
    width = max(len(row) for row in rows)
    lines = [
        _row([inline(cell.children, line_break="<br>", in_table=True) for cell in row], width) for row in rows
    ]
    return "\n".join([lines[0], _row(["---"] * width, width), *lines[1:]])


def _is_plain(table: Node, rows: Sequence[Sequence[Node]]) -> bool:
    """Whether a pipe table can say it: a heading row, text in the cells, no cell over several."""
    spans = any("colspan" in cell.attributes or "rowspan" in cell.attributes for row in rows for cell in row)
    blocks = any(_is_block(child) for row in rows for cell in row for child in cell.children)
    caption = next(table.find_all("caption"), None)
    return (
        not spans
        and not blocks
        and caption is None
        and bool(rows[0])
        and all(cell.tag == "th" for cell in rows[0])
    )


def _row(cells: Sequence[str], width: int) -> str:
    return "| " + " | ".join([*(cell.strip() for cell in cells), *[""] * (width - len(cells))]) + " |"


def _details(node: Node) -> str:
    summary = next((child for child in node.elements() if child.tag == "summary"), None)
    inside = "\n\n".join(_blocks(child for child in node.children if child is not summary))
    head = opening(node) + ("\n" + raw(summary) if summary else "")
    return f"{head}\n\n{inside}\n\n</details>"


_WRITERS: dict[str, Callable[[Node], str]] = {
    "p": lambda node: paragraph(node.children),
    "blockquote": _quote,
    "pre": _code,
    "ul": _list,
    "ol": _list,
    "table": _table,
    "dl": raw,
    "details": _details,
    "hr": lambda _: "---",
}
