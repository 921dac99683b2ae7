"""Pages without the indents of their templates."""

import re
from typing import Final

# Inside these, blanks are what somebody wrote.
_KEPT: Final = re.compile(r"(<pre\b.*?</pre>|<textarea\b.*?</textarea>|<script\b.*?</script>)", re.DOTALL)
_INDENT: Final = re.compile(r"\s*\n\s*")
# Every icon's symbol brings its own view box, and its size comes with .icon: a page holds hundreds of them.
_ICON: Final = re.compile(
    r'<svg class="icon( icon--[sl])?(?: icon--m)?"([^>]*?)\s*viewBox="0 0 24 24"\s*width="20"\s*height="20">'
)
# Between blocks, a line end means nothing.
_LINE: Final = re.compile(
    r"\n(?=</?(?:article|aside|details|div|fieldset|footer|form|h[1-6]|header|main|nav|ol|p|section|ul)\b)"
)
# A quoted > ends no attribute: text and attributes have it escaped.
_END: Final = re.compile(r'"\s+(/?)>')
_BLANKS: Final = re.compile(r"[ \t]{2,}")


def lean(page: str) -> str:
    """The same page, shorter: between other words, several blanks mean as much as one."""
    pieces = _KEPT.split(page)
    pieces[::2] = map(_leaner, pieces[::2])
    return "".join(pieces)


def _leaner(piece: str) -> str:
    lines = _BLANKS.sub(" ", _INDENT.sub("\n", piece))
    return _LINE.sub("", _END.sub(r'"\1>', _ICON.sub(r'<svg class="icon\1"\2>', lines)))
