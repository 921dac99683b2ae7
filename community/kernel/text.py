"""Reading text without understanding it: words, excerpts, slugs, lengths, language and likeness."""

import html
import re
import unicodedata
from collections.abc import Collection
from itertools import count, pairwise

from community.kernel.folding import fold, simplify, skeleton, strip_controls
from community.kernel.shingles import resemblance, shingles, similarity, sketch

__all__ = [
    "collapse",
    "detect_language",
    "display_length",
    "excerpt",
    "fold",
    "for_xml",
    "plain",
    "resemblance",
    "seen",
    "shingles",
    "similarity",
    "simplify",
    "skeleton",
    "sketch",
    "slug",
    "storable",
    "strip_controls",
    "words",
]

ELLIPSIS = "…"
_BEFORE_ELLIPSIS = " ,;:.\uff0c\u3001\uff1b\uff1a\u3002"
SLUG_LENGTH = 70  # an address stays readable in a message of one line
_EXCERPT_SOURCE = 20_000  # an excerpt comes from the beginning; the rest need not be read
_LONGEST_UNSEEN = 10_000  # longer than any field that may stay empty

# Chinese characters and the kana that Japanese writes between them: no spaces between words.
_UNSPACED = "\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_HAN = re.compile("[\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
# A word is a run of letters and digits, "don't" one word, "c++" and "c#" words; a run of
# unspaced script is caught whole and cut into characters and pairs afterwards.
_WORD = re.compile(
    rf"[{_UNSPACED}]+"
    rf"|(?<![^\W_])[a-z](?:\+\+|\#)"
    rf"|[^\W_{_UNSPACED}]+(?:['’][^\W_{_UNSPACED}]+)*"
)
_RUN_OF_UNSPACED = re.compile(rf"[{_UNSPACED}]")
_SLUG_PART = re.compile(rf"[a-z0-9]+|[{_UNSPACED}]+")
_MARKUP = re.compile(r"""<(?:[!/a-z])(?:[^<>"']|"[^"]*"|'[^']*')*+>""", re.IGNORECASE)
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_INLINE = re.compile(
    r"""</?(?:a|abbr|b|code|del|em|i|kbd|mark|q|s|span|strong|sub|sup|u)\b(?:[^<>"']|"[^"]*"|'[^']*')*+>""",
    re.IGNORECASE,
)
_OPENS_AS_HTML = re.compile(
    r"\s*<(?:p|div|ul|ol|pre|blockquote|table|h[1-6]|hr|img|a|code|strong|em)\b[^<>]*>",
    re.IGNORECASE,
)
_NOT_PROSE = re.compile(r"^(```|~~~).*?(?:^\1|\Z)|`[^`\n]+`|https?://\S+", re.DOTALL | re.MULTILINE)
_LATIN_WORD = re.compile(r"[A-Za-zÀ-ÖØ-öø-ÿ]+(?:['’][A-Za-z]+)*")


def words(text: str) -> list[str]:
    """The folded words of `text` in order; Chinese as single characters and as pairs of neighbours."""
    found: list[str] = []
    for match in _WORD.finditer(fold(text)):
        run = match.group()
        if _RUN_OF_UNSPACED.match(run):
            found.extend(run)
            found.extend(first + second for first, second in pairwise(run))
        else:
            found.append(run.replace("'", "").replace("’", ""))
    return found


def collapse(text: str) -> str:
    """`text` on one line, without hidden characters or repeated spaces."""
    return " ".join(strip_controls(text).split())


def seen(text: str) -> str:
    """`text`, or nothing where it only looks like nothing: characters that nobody sees are not worth a row.

    What is far too long stays, however it looks, so that it is refused as such and not taken for an empty field.
    """
    bare = text.strip()
    if not bare or "!" <= bare[0] <= "~" or len(bare) > _LONGEST_UNSEEN:
        return text
    return text if strip_controls(bare).strip() else ""


def display_length(text: str) -> int:
    """How long `text` looks, in Latin letters: a Chinese character counts double, an accent nothing."""
    return len(text) if text.isascii() else sum(_width(char) for char in text)


def _width(char: str) -> int:
    if char.isascii():
        return 1
    if unicodedata.combining(char) or unicodedata.category(char) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def plain(source: str) -> str:
    """The words of an HTML fragment on one line; for excerpts, never a way to make HTML safe."""
    return collapse(html.unescape(_MARKUP.sub(" ", _INLINE.sub("", source))))


def for_xml(text: str) -> str:
    """`text` without the characters that no XML may hold, however they are written there."""
    return _NO_XML.sub("", text)


def storable(text: str) -> str:
    """`text` without zero characters, and a question mark for half a one: no database keeps all of these."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode()


def excerpt(source: str, limit: int = 160, *, is_html: bool | None = None) -> str:
    """The beginning of `source` in at most `limit` characters (Chinese counting double), on one line.

    `source` is text or HTML; unless told, text that opens with a tag of a rendered post is HTML.
    What is returned is text: escape it like any other.
    """
    beginning = source[: max(_EXCERPT_SOURCE, limit)]
    if is_html is None:
        is_html = _OPENS_AS_HTML.match(beginning) is not None
    line = plain(beginning) if is_html else collapse(beginning)
    return _shortened(line, limit)


def _shortened(line: str, limit: int) -> str:
    if _length_at_most(line, limit) == len(line):
        return line
    kept = line[: _length_at_most(line, limit - display_length(ELLIPSIS))]
    at_space = kept.rfind(" ")
    # Cut between words where a word ends near by; Chinese may be cut anywhere.
    in_a_word = line[len(kept)].isalnum() and not _HAN.match(kept[-1:])
    if in_a_word and at_space > limit // 2:
        kept = kept[:at_space]
    return kept.rstrip(_BEFORE_ELLIPSIS) + ELLIPSIS


def _length_at_most(line: str, limit: int) -> int:
    """How many characters from the beginning of `line` fit into `limit`; each takes at least one."""
    if line[: limit + 1].isascii():
        return min(len(line), limit)
    room = limit
    for index, char in enumerate(line):
        room -= max(_width(char), 1)
        if room < 0:
            return index
    return len(line)


def slug(title: str, fallback: str = "question") -> str:
    """`title` for an address: lower-case Latin words and Chinese characters joined by hyphens, never empty."""
    bare = unicodedata.normalize("NFKD", fold(title).replace("'", "").replace("’", ""))
    parts: list[str] = []
    room = SLUG_LENGTH
    for match in _SLUG_PART.finditer(unicodedata.normalize("NFC", _without_accents(bare))):
        part = match.group()[:room]
        if parts and room < len(match.group()) and part.isascii():
            break  # half a word says less than none
        parts.append(part)
        room -= len(part) + 1
        if room <= 0:
            break
    return "-".join(parts) or fallback


def free_slug(stem: str, taken: Collection[str]) -> str:
    """`stem` itself, or with the first number that makes it none of those taken."""
    numbered = (f"{stem}-{number}" for number in count(2))
    return stem if stem not in taken else next(name for name in numbered if name not in taken)


def _without_accents(text: str) -> str:
    return "".join(char for char in text if not "\u0300" <= char <= "\u036f")


def detect_language(text: str) -> str:
    """The language `text` is written in, "zh-Hans" or "en"; code and addresses do not count.

    A Chinese word is about two characters, so Chinese wins from one character per two Latin
    words on: "iPhone WiFi 连不上" is Chinese, "what does 互助 mean to you" is English.
    """
    prose = _NOT_PROSE.sub(" ", text)
    if not prose.strip():
        prose = text
    han = len(_HAN.findall(prose))
    latin = len(_LATIN_WORD.findall(prose))
    return "zh-Hans" if han and han >= latin else "en"
