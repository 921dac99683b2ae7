"""Markdown lines made ready for the engine: lists as people type them, and whole blocks of raw HTML."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

DEEPEST_LIST = 8  # list levels kept apart; deeper ones are drawn at this level

# HTML blocks as CommonMark has them: to the closing tag, or to the next empty line.
_VERBATIM = re.compile(r" {0,3}<(pre|script|style|textarea)(?=[\s>]|$)", re.IGNORECASE)
_HTML_BLOCK = re.compile(
    r" {0,3}</?(?:address|article|aside|blockquote|center|dd|details|dialog|dir|div|dl|dt|fieldset"
    r"|figcaption|figure|footer|form|h[1-6]|header|hr|iframe|li|main|menu|nav|ol|p|section|summary"
    r"|table|tbody|td|tfoot|th|thead|tr|ul)(?=[\s/>]|$)",
    re.IGNORECASE,
)
_COMMENT = re.compile(r" {0,3}<!--")

_ITEM = re.compile(r"( *)([*+-]|\d{1,9}[.)])( {1,4})(?=\S)")
_RULE = re.compile(r" {0,3}(?:(?:\* *){3,}|(?:- *){3,}|(?:_ *){3,})$")
# What may follow a line of text without an empty line between, and still begin a list.
_INTERRUPTING = re.compile(r"(?:[*+-]|1[.)])$")
# What ends a list even without an empty line, unless it is indented into it.
_ENDING = re.compile(r"#{1,6}(?: |$)")
_STASHED = re.compile(r" *\x02wzxhzdk:\d+\x03$")  # the engine's sign for a block of code or HTML
_STEP = "    "  # the engine's indentation of one list level


def with_html_blocks(lines: Sequence[str], stash: Callable[[str], str]) -> list[str]:
    """`lines` with each block of raw HTML replaced by what `stash` gives for it."""
    kept: list[str] = []
    position = 0
    while position < len(lines):
        end = _html_block_end(lines, position)
        if end is None:
            kept.append(lines[position])
            position += 1
        else:
            kept += ["", stash("\n".join(lines[position:end])), ""]
            position = end
    return kept


def _html_block_end(lines: Sequence[str], start: int) -> int | None:
    line = lines[start]
    if "<" not in line[:4]:
        return None
    if verbatim := _VERBATIM.match(line):
        return _line_after(lines, start, f"</{verbatim[1].lower()}>")
    if _COMMENT.match(line):
        return _line_after(lines, start, "-->")
    if not _HTML_BLOCK.match(line):
        return None
    return next((at for at in range(start, len(lines)) if not lines[at].strip()), len(lines))


def _line_after(lines: Sequence[str], start: int, closing: str) -> int:
    ends = (at + 1 for at in range(start, len(lines)) if closing in lines[at].lower())
    return next(ends, len(lines))


@dataclass(slots=True)
class _Lists:
    """The list items that stand open, by the column at which their text begins."""

    columns: list[int] = field(default_factory=list)
    after_blank: bool = True
    after_text: bool = False

    def line(self, line: str) -> Iterator[str]:
        indent = len(line) - len(line.lstrip(" "))
        if indent == len(line):
            self.after_blank, self.after_text = True, False
            yield line
            return
        rule = _RULE.match(line)
        item = None if rule else _ITEM.match(line)
        if item and self._is_item(item, indent):
            yield from self._item(line, item, indent)
            self.after_text = False
        else:
            if self.columns and indent < self.columns[-1] and (rule or _ENDING.match(line)):
                self.after_blank = True
                yield ""
            yield from self._other(line, indent)
            self.after_text = not self.columns
        self.after_blank = False

    def _is_item(self, item: re.Match[str], indent: int) -> bool:
        inside = [column for column in self.columns if column <= indent]
        if indent - (inside[-1] if inside else 0) > len(_STEP) - 1:
            return False  # that far in, it is code
        return bool(self.columns) or not self.after_text or bool(_INTERRUPTING.match(item[2]))

    def _item(self, line: str, item: re.Match[str], indent: int) -> Iterator[str]:
        while self.columns and self.columns[-1] > indent:
            self.columns.pop()
        if self.after_text:
            yield ""
        level = min(len(self.columns), DEEPEST_LIST)
        if level == len(self.columns):
            self.columns.append(item.end())
        marker = item[2].replace(")", ".")
        yield f"{_STEP * level}{marker} {line[item.end() :]}"

    def _other(self, line: str, indent: int) -> Iterator[str]:
        if self.after_blank:
            while self.columns and self.columns[-1] > indent:
                self.columns.pop()
        if self.columns:
            line = _STEP * len(self.columns) + line[min(indent, self.columns[-1]) :]
        stands_alone = _STASHED.match(line) and (self.columns or indent < len(_STEP))
        yield from ("", line, "") if stands_alone else (line,)


def with_engine_lists(lines: Sequence[str]) -> list[str]:
    """`lines` with list items indented and separated the way the engine expects them.

    People nest lists by two spaces, write "1)" and begin a list right under a sentence.
    """
    lists = _Lists()
    return [made for line in lines for made in lists.line(line)]
