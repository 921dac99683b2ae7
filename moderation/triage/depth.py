"""Technical depth of a question in either language: terms, names, numbers and reasoning against simple asks."""

import math
import re
from dataclasses import dataclass
from typing import NamedTuple

from community.kernel.words import N_
from moderation.triage import lang, phrases, rarity
from moderation.triage.phrases import Found
from moderation.triage.reading import Reading


class _Sign(NamedTuple):
    name: str
    pattern: re.Pattern[str]
    weight: float
    needs: tuple[str, ...]  # one of these stands in whatever matches

    def stands_in(self, text: str, *, numbered: bool) -> bool:
        """Whether it does; `numbered` says whether the text holds digits."""
        if not any(need in text if need else numbered for need in self.needs):
            return False
        return self.pattern.search(text) is not None


_DIGITS = ""  # as something needed
_DIGIT = re.compile(r"\d")
SIGNS = (
    _Sign(
        N_("stack trace"),
        re.compile(
            r"Traceback \(most recent|^\s+at [\w.$]+\(|Exception in thread|panic:|#\d+ 0x", re.MULTILINE
        ),
        3.0,
        ("Traceback", "at ", "Exception", "panic:", " 0x"),
    ),
    _Sign(
        N_("error code"),
        re.compile(
            r"\b(?:0x[0-9A-Fa-f]{2,16}|E[A-Z]{3,}\b|[A-Z]{2,}[-_]\d{3,}|errno|HTTP [45]\d\d|status [45]\d\d)"
        ),
        1.5,
        ("E", _DIGITS, "errno"),
    ),
    _Sign(N_("version"), re.compile(r"(?<![\d.])v?\d{1,3}\.\d{1,3}\.\d{1,5}(?![\d.])"), 0.8, (_DIGITS,)),
    _Sign(
        N_("address"),
        re.compile(
            r"(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?:/\d{1,2})?(?![\d.])|\b(?:[0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2}\b"
        ),
        1.2,
        (_DIGITS, ":"),
    ),
    _Sign(
        N_("command"),
        re.compile(
            r"(?m)^\s*[$#>] \w+|\bsudo \w+|--[a-z][a-z-]{2,}|\b\w+\.(?:conf|cfg|ini|yaml|yml|json|log|py|sh)\b"
        ),
        1.2,
        ("$ ", "# ", "> ", "sudo ", "--", ".conf", ".cfg", ".ini", ".y", ".json", ".log", ".py", ".sh"),
    ),
    _Sign(
        N_("measurement"),
        re.compile(
            r"\b\d+(?:\.\d+)?\s?(?:dBm?|MHz|GHz|Mbps|Mbit/s|Gbps|ms|µs|kbps|VDC|mA|Ω|%\s(?:packet )?loss)\b"
        ),
        1.0,
        (_DIGITS,),
    ),
    _Sign(
        N_("formula"),
        re.compile(r"\\(?:frac|sum|langle|rangle|mathbb|begin|left|otimes)|\$[^$\n]{2,200}\$"),
        0.8,
        ("\\", "$"),
    ),
    _Sign(
        N_("port or protocol"),
        re.compile(r"\b(?:port|udp|tcp)[ /]\d{2,5}\b|端口\s?\d{2,5}", re.IGNORECASE),
        1.2,
        (_DIGITS,),
    ),
)
# What everybody writes in capitals.
_EVERYDAY = frozenset(
    "TV PDF USB VPN SMS ID PIN SIM NAS OK APP FAQ PC CD DVD LED QR GPS HD UHD AM PM EU UK US USA UTC WIFI WI-FI DHL "
    "UPS CEO ATM IBAN VAT CV IMAP SSL URL NFC PS AC DC CSV MAC SQL PHP IP ISP SSD HDD RAM CPU GPU IT HR MP3 MP4 JPG "
    "PNG ZIP DOC XLS API ISO HTML CSS JS OS BR AI UI SE PS4 PS5 DM AND NOT THE FOR".split()
)
_TOKEN = re.compile(
    r"(?<![\w/.@])(?:[A-Z][A-Z0-9]+(?:[-_/.][A-Z0-9]+)*s?|[a-z]+(?:_[a-z0-9]+)+|[a-z]*[A-Z]?[a-z]+[A-Z]\w*"
    r"|[A-Za-z]+[-.]?\d+(?:[.-]\d+)*[A-Za-z]*|\d+[A-Za-z]+\d*|\w+::\w+|\w+\(\)|0x[0-9a-fA-F]+)(?!\w)"
)
_PLAIN = re.compile(r"\d+(?:st|nd|rd|th|pm|am|h|x|k|GB|MB|G|min|s|D)|[A-Z]\d{1,3}")
_LATIN_IN_CHINESE = re.compile(r"[A-Za-z][A-Za-z0-9_./+-]*[A-Za-z0-9]")
_QUANTITY = re.compile(
    # From where the digits begin and no place between: a text that is one long number is read once.
    r"[-+<>=~]?(?<![\d.,])[.,]*\d[\d.,]*+\s?(?:ns|µs|us|ms|s|secs?|seconds?|[kMG]?Hz|dB(?:m|i|c)?|[mk]?V|[mµu]?A|[mk]?W|Ω|ohms?|[npµu]F"
    r"|[nµu]H|[kMG]bps|[MG]bit|[kKMGT]i?B|bytes?|bits?|rpm|Nm|°C|ppm|fps|pps|qps|QPS|%|‰|毫秒|微秒|纳秒|毫安|毫伏|安|伏|欧|兆"
    r"|千赫|兆赫|赫|字节|比特|度)(?![A-Za-z])"
)
_MUCH_CODE, _CODE_POINTS = 80, 1.2
_DEEP_TERM, _RARE, _LONG, _SHORT = 3.0, 6.0, 9, 2
# Signs gather in any long text: what counts is how dense they stand.
_USUAL_SIZE = 45.0
_WEIGHTS = {
    "term": 0.38,
    "deep": 0.65,
    "reasoning": 0.48,
    "ask": -0.41,
    "everyday": -0.36,
    "name": 0.58,
    "quantity": 0.39,
    "sign": 0.45,
    "rare": 0.18,
    "long": 0.47,
}
_BIAS = -1.66


@dataclass(frozen=True, slots=True)
class Depth:
    """`points` around -2 for "where is the button", above 2 for packet traces; and the signs that made them."""

    points: float
    evidence: tuple[str, ...]


def _names(spelt: str, *, chinese: bool) -> int:
    found = {each for each in _TOKEN.findall(spelt) if not _PLAIN.fullmatch(each)}
    if chinese:
        found.update(each for each in _LATIN_IN_CHINESE.findall(spelt) if len(each) > 1)
    return sum(each.upper().removesuffix("S") not in _EVERYDAY for each in found)


def _phrases(reading: Reading) -> list[Found]:
    found = phrases.in_words("depth_en", reading.words)
    if lang.han_count(reading.shape.folded):
        found += phrases.in_characters("depth_zh", reading.shape.folded)
    return found


def depth(reading: Reading) -> Depth:
    """How deep a question goes, as far as its words and numbers show."""
    shape, chinese = reading.shape, reading.lang == "zh"
    by: dict[str, dict[str, float]] = {"term": {}, "reasoning": {}, "ask": {}, "everyday": {}}
    for each in _phrases(reading):
        by[each.category][each.phrase] = each.weight
    whole = reading.whole
    numbered = _DIGIT.search(whole) is not None
    signs = [sign for sign in SIGNS if sign.stands_in(whole, numbered=numbered)]
    words = () if chinese else {word for word in reading.words if len(word) > _SHORT and word.isascii()}
    counts = {category: sum(weights.values()) for category, weights in by.items()}
    counts["deep"] = sum(weight >= _DEEP_TERM for weight in by["term"].values())
    counts["name"] = _names(shape.spelt, chinese=chinese)
    counts["quantity"] = len(set(_QUANTITY.findall(shape.spelt)))
    counts["sign"] = sum(sign.weight for sign in signs) + _CODE_POINTS * (len(shape.code) > _MUCH_CODE)
    counts["rare"] = sum(map(_RARE.__lt__, rarity.of_words(words)))
    counts["long"] = sum(len(word) > _LONG for word in words)
    density = math.sqrt(max(1.0, reading.size / _USUAL_SIZE))
    points = _BIAS + sum(
        weight * math.log1p(counts[name] / (1.0 if name == "ask" else density))
        for name, weight in _WEIGHTS.items()
    )
    terms = sorted(by["term"], key=lambda phrase: -by["term"][phrase])
    return Depth(points, (*(sign.name for sign in signs), *terms))
