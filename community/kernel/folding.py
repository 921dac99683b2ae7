"""One spelling for what people type in many: width, case, script, look-alikes and hidden characters."""

import re
import unicodedata
from functools import cache
from pathlib import Path

_HAN_TABLE = Path(__file__).with_name("han_simplified.txt")

# What may be typed but not seen, or turns the reading direction of its neighbours: control
# characters, bidi marks, zero-width marks, lone surrogates, tag characters, ideographic variants.
_HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e"
    "\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\ufffe\uffff"
    "\ud800-\udfff\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
# The zero-width joiner holds emoji families together; anywhere else it only hides.
_STRAY_JOINER = re.compile("(?<![\u2600-\u27bf\ufe0f\U0001f000-\U0001faff])\u200d")
_NEWLINES = re.compile("\r\n?|\u2028|\u2029|\x0b|\x0c|\x85")

# Letters of other scripts, and digits, that a reader takes for the Latin letter beside them.
# i, l, 1 and | are one shape in many typefaces, and so are o and 0.
_LOOKALIKES = {
    "a": "аɑαа",
    "b": "ЬьƄ",
    "c": "сϲᴄ",
    "d": "ԁɗ",
    "e": "еєҽε",
    "g": "ɡցԍ",
    "h": "һհ",
    "j": "јϳ",
    "k": "кκĸ",
    "l": "i1|ıіιӏɩǀ!ⅼ",
    "m": "м",
    "n": "пոη",
    "o": "0оοօσ٥๐",
    "p": "рρ",
    "q": "ԛզ",
    "r": "гᴦ",
    "s": "ѕꜱ",
    "t": "тτ",
    "u": "υսц",
    "v": "ѵνט",
    "w": "ԝѡω",
    "x": "хχ",
    "y": "уүγ",
    "z": "ᴢ",
}
_LOOKALIKE_OF = {ord(twin): latin for latin, twins in _LOOKALIKES.items() for twin in twins}
_NOT_PART_OF_A_NAME = re.compile(r"[\W_]+")


@cache
def _simplified_han() -> dict[int, str]:
    lines = _HAN_TABLE.read_text(encoding="utf-8").splitlines()
    pairs = [pair for line in lines if not line.startswith("#") for pair in line.split()]
    return {ord(pair[0]): pair[1] for pair in pairs}


def simplify(text: str) -> str:
    """`text` with each traditional Chinese character in its simplified form."""
    return text.translate(_simplified_han())


def fold(text: str) -> str:
    """`text` as it is compared and searched: width, case and Chinese script made one.

    Folding what is folded changes nothing. The length may change ("㎞" becomes "km").
    """
    if text.isascii():
        return text.lower()
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    # A few letters turn into others only when folded a second time (U+03F4, some with iota).
    folded = unicodedata.normalize("NFKC", folded.casefold())
    return simplify(folded)


def skeleton(name: str) -> str:
    """What `name` looks like: two names with one skeleton would be taken for each other.

    Accents, spaces and punctuation are dropped, look-alikes become one letter. May be empty.
    """
    bare = unicodedata.normalize("NFKD", fold(strip_controls(name)))
    letters = "".join(char for char in bare if not unicodedata.combining(char))
    shape = _NOT_PART_OF_A_NAME.sub("", letters.translate(_LOOKALIKE_OF))
    return simplify(shape.replace("rn", "m").replace("vv", "w"))


def strip_controls(text: str) -> str:
    """`text` without characters that hide or reorder others; every line end becomes a newline."""
    return _HIDDEN.sub("", _STRAY_JOINER.sub("", _NEWLINES.sub("\n", text)))
