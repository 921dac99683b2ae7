"""Clean HTML as a small tree: only for what the sanitiser wrote, which is well-formed."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape, unescape

_TAG = re.compile(r'<(/?)([a-z][a-z0-9]*)((?: [a-z-]+="[^"]*")*)>')
_ATTRIBUTE = re.compile(r' ([a-z-]+)="([^"]*)"')
_EMPTY = frozenset({"br", "hr", "img", "col"})


@dataclass(slots=True)
class Node:
    """An element: its name, its attributes, and the elements and text in it."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: "list[Node | str]" = field(default_factory=list)

    def text(self) -> str:
        """All the text in this element."""
        return "".join(child if isinstance(child, str) else child.text() for child in self.children)

    def elements(self) -> "Iterator[Node]":
        """The elements directly in this one."""
        return (child for child in self.children if isinstance(child, Node))

    def find_all(self, tag: str) -> "Iterator[Node]":
        """All elements named `tag` below this one, in order."""
        for child in self.elements():
            if child.tag == tag:
                yield child
            yield from child.find_all(tag)


def parsed(clean_html: str) -> Node:
    """The root of the tree of `clean_html`."""
    root = Node("")
    stack = [root]
    position = 0
    for tag in _TAG.finditer(clean_html):
        if tag.start() > position:
            stack[-1].children.append(unescape(clean_html[position : tag.start()]))
        position = tag.end()
        if tag[1]:
            if len(stack) > 1 and stack[-1].tag == tag[2]:
                stack.pop()
            continue
        attributes = {key: unescape(value) for key, value in _ATTRIBUTE.findall(tag[3])}
        node = Node(tag[2], attributes)
        stack[-1].children.append(node)
        if node.tag not in _EMPTY:
            stack.append(node)
    if position < len(clean_html):
        stack[-1].children.append(unescape(clean_html[position:]))
    return root


def raw(node: Node | str) -> str:
    """`node` as HTML on one line, which Markdown passes through as one block."""
    if isinstance(node, str):
        return escape(node, quote=False).replace("\n", "&#10;" if node.strip() else " ")
    inside = "".join(raw(child) for child in node.children)
    return opening(node) if node.tag in _EMPTY else f"{opening(node)}{inside}</{node.tag}>"


def opening(node: Node) -> str:
    """The opening tag of `node`."""
    kept = (
        f' {key}="{escape(value)}"' for key, value in node.attributes.items() if key not in {"rel", "loading"}
    )
    return f"<{node.tag}{''.join(kept)}>"
