"""Bringing texts to one shape: folded widths and cases, no markup, no code, and quotations set apart."""

import re
import unicodedata
from typing import NamedTuple

# Longer texts are judged by their beginning; a post of this length has said what it wants.
LIMIT = 6000

_CODE = re.compile(
    r"```.*?(?:```|\Z)|~~~.*?(?:~~~|\Z)|<pre\b.*?(?:</pre>|\Z)|<code\b.*?(?:</code>|\Z)",
    re.DOTALL | re.IGNORECASE,
)
_INLINE_CODE = re.compile(r"`[^`\n]{1,300}`")
_INDENTED = re.compile(r"(?m)^(?: {4}|\t).+$")
_QUOTE = re.compile(
    r"(?m)^\s{0,3}(?:>|&gt;)[^\n]*$|<blockquote\b[^>]{0,200}>.{0,4000}?</blockquote>", re.DOTALL
)
_SPEECH = re.compile('"[^"]{2,200}"|\u300c[^\u300d]{2,200}\u300d')
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,300}>")
_URL = re.compile(
    r"(?:https?://(?:www\.)?|www\.)([\w.-]{1,80})[^\s<>()\u3000-\u9fff\uff00-\uffef]{0,500}"
    r"|\b([a-z0-9-]{2,40}\.(?:com|net|org|ru|cn|ly|info|biz|top|xyz|tk|gl)\b)(?:/[\w./?=&%-]{0,300})?",
    re.IGNORECASE,
)
_MENTION = re.compile(r"(?<![\w.])@[\w\u4e00-\u9fff-]{1,40}")
_ENTITY = re.compile(r"&(amp|lt|gt|quot|#39|nbsp);")
_ENTITIES = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "#39": "'", "nbsp": " "}
_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad\ufe0f]")
_LONG_RUN = re.compile(r"([^\W\d])\1{2,}")
_SPACE = re.compile(r"\s+")
_APOSTROPHES = str.maketrans({"\u2019": "'", "\u2018": "'", "\u201c": '"', "\u201d": '"'})
_DIGITS = str.maketrans("123456789", "000000000")


class Shape(NamedTuple):
    """A text taken apart: `prose` in its own case, `folded` for comparison, and what was set aside.

    `spelt` is the prose with its links, names and numbers as they were written.
    """

    prose: str
    folded: str
    code: str
    quoted: str
    link_count: int
    spelt: str


def fold(text: str) -> str:
    """Lower case, half width, straight apostrophes, no invisible characters, digits as 0, `sooooo` as `soo`.

    Digits carry no meaning for a judgement of tone, and a number learnt by heart would be someone's telephone.
    """
    plain = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).translate(_APOSTROPHES)
    return _LONG_RUN.sub(r"\1\1", plain.lower().translate(_DIGITS))


def spelling(text: str) -> str:
    """The text in half width without invisible characters, in its own case, digits as 0."""
    return unicodedata.normalize("NFKC", _INVISIBLE.sub("", text)).translate(_DIGITS)


def quoted_speech(folded: str) -> str:
    """What stands inside quotation marks: others' words, or a word held at arm's length."""
    if '"' not in folded and "\u300c" not in folded:
        return ""
    return " | ".join(_SPEECH.findall(folded))


def take_apart(text: str) -> Shape:
    """Separate what a person says from the code, links and quotations they brought along."""
    text = text[:LIMIT]
    code: list[str] = []
    if "`" in text or "~~~" in text or "<" in text:
        code += _CODE.findall(text)
        text = _CODE.sub(" ", text)
        code += _INLINE_CODE.findall(text)
        text = _INLINE_CODE.sub(" codespan ", text)
    if "\n    " in text or "\n\t" in text:
        code += _INDENTED.findall(text)
        text = _INDENTED.sub(" ", text)
    quoted: list[str] = []
    if ">" in text or "&gt;" in text:
        quoted += _QUOTE.findall(text)
        text = _TAG.sub(" ", _QUOTE.sub(" ", text))
    if "&" in text:
        text = _ENTITY.sub(lambda match: _ENTITIES[match[1]], text)
    spelt = text
    text, link_count = _URL.subn(lambda match: f" weblink {match[1] or match[2]} ", text)
    if "@" in text:
        text = _MENTION.sub(" usermention ", text)
    prose = _SPACE.sub(" ", text).strip()
    return Shape(prose, fold(prose), "\n".join(code), "\n".join(quoted), link_count, spelt)
