"""Telephone numbers of people: mobile and landline, of many countries, spaced, dotted or spelt out."""

import re
from collections.abc import Iterator
from typing import Final

from moderation.triage.private.ground import Ground, digits

_BEFORE = r"(?<![0-9A-Za-z#.,$€£¥+*/=_-])(?<!\d )(?<!\d  )"
_AFTER = r"(?![0-9A-Za-z_]|[.,-]\d| \d{3})"
_PATTERNS: Final = (
    # Chinese mobile
    re.compile(
        r"(?<![0-9A-Za-z#.$€£¥*=_\[-])(?<!\d )(?<![A-Za-z]\()(?:\(?(?:\+|00)?86\)?[ -]?)?1[3-9]\d"
        r"[ .-]?\d{4}[ .-]?\d{4}" + _AFTER + r"(?! ?[人元次个条块米件年])"
    ),
    re.compile(r"(?<![0-9A-Za-z#.$])1[ -][3-9](?:[ -]\d){9}(?![ -]?\d)"),
    # Chinese landline, with its area
    re.compile(
        r"(?<![0-9A-Za-z.#-])(?<!\d )\(?0(?:10|2\d|[3-9]\d{2})(?:\)[ -]?|-| )[2-8]\d{2,3}[ -]?\d{4}"
        r"(?:(?:转|-)\d{1,6})?(?![0-9-])"
    ),
    # any country, by its plus
    re.compile(
        r"(?<![0-9A-Za-z_+=*/^.-])(?<!\d )\+[1-9]\d{0,2}[ ./-]{0,2}(?:\(0?\d{1,4}\)[ .-]?)?\d{1,4}"
        r"(?:[ ./-]?\d{2,4}){2,4}(?![\d%])"
    ),
    re.compile(r"(?<![\w.+-])\+[1-9]\d{8,13}(?![\d.,]?\d)"),
    re.compile(
        r"(?<![\w.-])00(?:1|3[0-469]|4[0-9]|5[1-8]|6[0-6]|7|8[1246]|9[0-58])[ -]\d{2,4}(?:[ -]?\d{2,4}){2,3}(?![ -]?\d)"
    ),
    # North America
    re.compile(
        r"(?<![\w.+/-])(?<!\d )(?:\+?1[ .-])?(?:\([2-9]\d{2}\) ?|[2-9]\d{2}[.-])\d{3}[.-]\d{4}(?![\w-]|[.,]\d)"
    ),
    re.compile(r"(?<![\w.+/-])(?<!\d )\([2-9]\d{2}\) ?[2-9]\d{2} \d{4}(?![\w-])"),
    # United Kingdom, Germany, France
    re.compile(_BEFORE + r"07\d{3}[ -]?\d{3}[ -]?\d{3}" + _AFTER),
    re.compile(_BEFORE + r"0(?:20[ -]\d{4}[ -]\d{4}|1\d{3}[ -]\d{6}|1\d{2}[ -]\d{3}[ -]\d{4})" + _AFTER),
    re.compile(_BEFORE + r"01[5-7]\d{1,2}[ /-]\d{3,4}[ -]?\d{3,5}" + _AFTER),
    re.compile(_BEFORE + r"0[2-9]\d{1,4}/\d{5,8}" + _AFTER),
    re.compile(_BEFORE + r"0[1-79](?:[ .-]\d{2}){4}(?![\w]|[ .,-]?\d)"),
)
_SAID = re.compile(
    r"(?i)(?:\b(?:phone|mobile|cell|cellphone|tel|telephone|whatsapp|signal|landline|handy|telefon"
    r"|call(?:ed|ing)? (?:me|us|him|her)|text(?:ed|ing)? me|(?:reach|contact|ring|dial) (?:me|us)|my number)\b"
    r"(?: ?(?:number|no\.?|nr\.?|#))?"
    r"(?: ?(?:is|at|on|under|via|by|back|today|please|:|=|,|\.))*"
    r"|(?:电话|手机|手机号|联系方式|联系号码|座机|固话|致电|拨打|打我)(?:号码?|是|为|:|：|，|,)*)"
    r"[ :(]{0,3}((?:\+|\(|0)?\d(?:[ ().-]{0,2}\d){6,13})(?![\d%])"
)
_WORDS_ZH = re.compile(r"[零〇一幺二三四五六七八九两]{7,13}")
_WORDS_EN = re.compile(
    r"(?i)\b(?:(?:zero|oh|one|two|three|four|five|six|seven|eight|nine|double|triple)[\s,.-]+){6,}"
    r"(?:zero|oh|one|two|three|four|five|six|seven|eight|nine)\b"
)
_HINT_ZH = re.compile(r"电话|手机|号码|联系|拨打|微信")
_HINT_EN = re.compile(r"(?i)\b(?:phone|call|number|mobile|cell|text|reach|whatsapp)\b")
_MOBILE_WORDS = re.compile(r"[一幺][三四五六七八九].{9}")
_COUNTING = re.compile(r"(?i)one[\s,.-]+two[\s,.-]+three|一二三四|九八七六")
# Made up, or everybody's: 12345678, one digit again and again, 555-01xx, free numbers of firms, hotlines.
_SAMPLE = re.compile(
    r"^(?:0*1?(?:0?1234567(?:8(?:90?)?)?)|0*1?23456789?0?\d?|(\d)\1*|\d{0,4}55501\d\d|9876543210"
    r"|(?:00)?1?8(?:00|33|44|55|66|77|88)\d{7}|(?:86)?[48]00\d{7}|(?:\d\d|0)?800\d{6,7}|(?:44|0)?80\d{8,9}"
    r"|(?:86)?9(?:5\d{3}|6\d{3,4})|(?:86)?1(?:00(?:00|10|86)|23(?:15|45)))$"
)
_VERSION = re.compile(r"(?<!\d)\d\.\d|\d\.\d(?!\d)")
_FEWEST, _MOST = 7, 15
_VARIED = 3


def find(ground: Ground) -> Iterator[tuple[int, int]]:
    """Where numbers stand that ring at somebody's."""
    yield from ground.contact_numbers
    prose = ground.prose
    for pattern in _PATTERNS:
        for found in pattern.finditer(prose):
            if _rings(found[0]):
                yield found.span()
    for found in _SAID.finditer(prose):
        if _rings(found[1]) and not _is_moment(found[1]):
            yield found.span(1)
    yield from _in_code(ground)
    yield from spelt(ground)


def spelt(ground: Ground) -> Iterator[tuple[int, int]]:
    """Numbers in words: one three eight, 幺三八."""
    prose = ground.prose
    for found in _WORDS_ZH.finditer(prose):
        told = _HINT_ZH.search(prose, max(0, found.start() - 12), found.start())
        if not _COUNTING.match(found[0]) and (told or _MOBILE_WORDS.fullmatch(found[0])):
            yield found.span()
    for found in _WORDS_EN.finditer(prose):
        told = _HINT_EN.search(prose, max(0, found.start() - 40), found.start())
        if told and not _COUNTING.match(found[0]):
            yield found.span()


def _in_code(ground: Ground) -> Iterator[tuple[int, int]]:
    """In code and logs only what says of itself that it is a telephone."""
    if ground.prose == ground.open:
        return
    for found in _SAID.finditer(ground.open):
        if _rings(found[1]) and ("+" in found[1] or len(digits(found[1])) == 11):  # noqa: PLR2004 -- as mobiles in China
            yield found.span(1)


def _rings(number: str) -> bool:
    found = digits(number)
    if not _FEWEST <= len(found) <= _MOST or _SAMPLE.match(found) or _VERSION.search(number):
        return False
    # 001 010 111 100 is a string of bits, 00 00 06 00 a dump of memory
    return len(set(found)) >= _VARIED and found.count("0") * 2 < len(found)


def _is_moment(number: str) -> bool:
    """20240131 after "called me on" is a day."""
    return re.fullmatch(r"(?:19|20)\d\d[ .-]?[01]\d[ .-]?[0-3]\d", number.strip()) is not None
