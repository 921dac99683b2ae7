"""What a text is made of before private data is looked for: one spelling of digits, code, links and other numbers."""

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Final

# Full-width digits, letters and marks as their narrow twins, one for one: positions stay the same.
_NARROW: Final = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {
    ord("–"): "-",
    ord("‑"): "-",
    ord("—"): "-",
    ord("−"): "-",
    0xA0: " ",
    0x3000: " ",
    0x202F: " ",
}
_URL = re.compile(r"\b(?:https?://|ftp://|www\.)[^\s<>\"'()\[\]{}，。；、）】》]+", re.IGNORECASE | re.ASCII)
_MATH = re.compile(r"\$\$.{1,2000}?\$\$|\$[^$\n]{1,400}\$|\\\[.{1,2000}?\\\]|\\\(.{1,400}?\\\)", re.DOTALL)
_CODE = re.compile(
    r"^(```|~~~).*?(?:^\1|\Z)|^(?: {4}|\t)[^\n]*$|`[^`\n]+`",
    re.DOTALL | re.MULTILINE,
)
# Numbers that are something else: addresses of machines, hashes, versions, moments, books, papers, decimals.
_OTHER = re.compile(
    r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b"  # UUID
    r"|\b(?=[0-9a-f]*[a-f])(?=[0-9a-f]*\d)[0-9a-f]{12,}\b"  # hash
    r"|\b0x[0-9a-f]+\b"
    r"|\b(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}\b"  # MAC
    r"|\b(?:\d{1,3}\.){3}\d{1,3}(?:[:/]\d+)?\b"  # IPv4
    r"|\b(?:[0-9a-f]{0,4}:){3,7}[0-9a-f]{1,4}\b"  # IPv6
    r"|\b10\.\d{4,9}/\S+"  # DOI
    r"|\barxiv:?\s?\d{4}\.\d{4,5}(?:v\d+)?"
    r"|\b\d{4}\.\d{4,5}v\d+\b"
    r"|\bisbn(?:-1[03])?:?\s?[\d -]{9,17}[\dx]\b"
    r"|\b97[89][- ]?\d{1,5}[- ]?\d{1,7}[- ]?\d{1,7}[- ]?\d\b"
    r"|\b(?:19|20)\d\d[-/.](?:0?[1-9]|1[0-2])[-/.](?:0?[1-9]|[12]\d|3[01])(?:[T ]\d\d?:\d\d(?::\d\d(?:\.\d+)?)?)?(?!\d)"
    r"|\b\d{1,2}:\d{2}:\d{2}(?:[.,]\d+)?\b"
    r"|(?<![\d.])\d+\.\d{5,}(?:e[+-]?\d+)?"
    r"|[vV]\d+(?:\.\d+)+",
    re.IGNORECASE | re.ASCII,
)
_DIGIT = re.compile(r"\d")
_CONTACT_URL = re.compile(
    r"(?:wa\.me/|whatsapp\.com/send/?\?phone=|t\.me/\+|\b(?:tel|sms|callto|whatsapp):)(\+?\d[\d-]{6,17}\d)",
    re.IGNORECASE,
)
BLANK: Final = "\0"


@dataclass(frozen=True)
class Ground:
    """A text as the detectors of private data see it; all of its forms have the same length."""

    text: str

    @cached_property
    def narrow(self) -> str:
        """The text with narrow digits and marks."""
        return self.text if self.text.isascii() else self.text.translate(_NARROW)

    @cached_property
    def urls(self) -> list[tuple[int, int]]:
        return (
            [found.span() for found in _URL.finditer(self.narrow)]
            if "/" in self.text or "www" in self.text
            else []
        )

    @cached_property
    def open(self) -> str:
        """The text without links, formulas and numbers that are known to be something else."""
        text = _blanked(self.narrow, self.urls)
        if "$" in text or "\\" in text:
            text = _MATH.sub(_blank, text)
        if not _DIGIT.search(text) and ":" not in text and "isbn" not in text.lower():
            return text  # none of the others can stand in it
        return _OTHER.sub(_blank, text)

    @cached_property
    def prose(self) -> str:
        """The same without code."""
        if (
            "`" not in self.text
            and "~~~" not in self.text
            and "    " not in self.text
            and "\t" not in self.text
        ):
            return self.open
        return _CODE.sub(_blank, self.open)

    @cached_property
    def contact_numbers(self) -> list[tuple[int, int]]:
        """Where numbers stand in links that call or write to somebody."""
        return [found.span(1) for found in _CONTACT_URL.finditer(self.narrow)]


def digits(text: str) -> str:
    """The digits of a text alone."""
    return "".join(character for character in text if character.isdigit())


def _blank(found: re.Match[str]) -> str:
    return BLANK * len(found[0])


def _blanked(text: str, spans: list[tuple[int, int]]) -> str:
    for start, end in spans:
        text = text[:start] + BLANK * (end - start) + text[end:]
    return text
