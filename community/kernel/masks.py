"""Covering parts of a text with visible tokens, and putting the originals back; pure.

A token such as ▒phone-1▒ stands in the text itself: whatever is made of it (pages, mails, feeds, the
search index) can show no more. Its number names the original, which is kept elsewhere.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from community.kernel.judging import Mask

BAR: Final = "▒"
LISTED: Final = "listed"  # the kind of a word that a list covers
WORDS: Final = "words"  # and of words that a moderator covered
TOKEN: Final = re.compile(r"▒([^\W\d_]{1,12})-(\d{1,5})▒")
_ALNUM = r"[0-9A-Za-z]"
_LONG = 6  # from this length on an original is covered wherever it stands, even inside a word
_TELLING = 5  # so many characters in a row of an original give it away
_SHOWN = 2  # characters left at each end of a hint


@dataclass(frozen=True, slots=True)
class Hidden:
    """One original behind the token with this number."""

    number: int
    kind: str
    original: str


@dataclass(frozen=True, slots=True)
class KindWords:
    """What a kind of hidden data is called, in the two languages: in the token, and to whoever reads it."""

    en: str
    zh: str
    en_label: str
    zh_label: str


# The words belong to the text around them, not to who reads it: they are stored with it.
KINDS: Final[Mapping[str, KindWords]] = {
    "phone": KindWords("phone", "电话", "[phone number, hidden]", "[电话号码，已隐藏]"),
    "email": KindWords("email", "邮箱", "[e-mail address, hidden]", "[邮箱地址，已隐藏]"),
    "card": KindWords("card", "卡号", "[card number, hidden]", "[银行卡号，已隐藏]"),
    "id_number": KindWords("identity", "证件", "[identity number, hidden]", "[证件号码，已隐藏]"),
    "iban": KindWords("account", "账户", "[bank account, hidden]", "[银行账户，已隐藏]"),
    "order_number": KindWords("number", "单号", "[order or customer number, hidden]", "[单号，已隐藏]"),
    "contact": KindWords("contact", "联系", "[messenger name, hidden]", "[聊天账号，已隐藏]"),
    "address": KindWords("address", "地址", "[address, hidden]", "[地址，已隐藏]"),
    "plate": KindWords("plate", "车牌", "[number plate, hidden]", "[车牌号，已隐藏]"),
    WORDS: KindWords("words", "内容", "[words hidden by a moderator]", "[内容已由版主隐藏]"),
    LISTED: KindWords("word", "词语", "***", "***"),
}
_UNKNOWN: Final = KindWords("private", "隐私", "[private data, hidden]", "[隐私内容，已隐藏]")
_LABELS: Final = {
    word: label
    for each in (*KINDS.values(), _UNKNOWN)
    for word, label in ((each.en, each.en_label), (each.zh, each.zh_label))
}


def token(kind: str, number: int, lang: str) -> str:
    """What stands in the text instead of the original."""
    words = KINDS.get(kind, _UNKNOWN)
    return f"{BAR}{words.zh if lang.startswith('zh') else words.en}-{number}{BAR}"


def label(word: str) -> str | None:
    """What the word of a token means, in the language of the word; None for a word that no token has."""
    return _LABELS.get(word)


def labelled(text: str) -> str:
    """A line of plain text with words in place of its tokens, for reading."""
    if BAR not in text:
        return text
    return TOKEN.sub(lambda found: label(found[1]) or found[0], text)


def numbers_in(text: str) -> set[int]:
    """The numbers of all tokens in a text."""
    return {int(found[2]) for found in TOKEN.finditer(text)} if BAR in text else set()


def without_forged(text: str, known: Iterable[int]) -> str:
    """The text with every token that hides nothing (somebody typed it) as plain words."""
    if BAR not in text:
        return text
    numbers = frozenset(known)
    return TOKEN.sub(lambda found: found[0] if int(found[2]) in numbers else found[0].strip(BAR), text)


def restored(text: str, hidden: Iterable[Hidden]) -> str:
    """The text with the originals in place of their tokens; unknown tokens stay."""
    if BAR not in text:
        return text
    originals = {each.number: each.original for each in hidden}
    return TOKEN.sub(lambda found: originals.get(int(found[2]), found[0]), text)


def holds(text: str, original: str) -> bool:
    """Whether a text shows an original outside its tokens."""
    return any(True for _ in _occurrences(text, original, _open_parts(text)))


def places(text: str, original: str) -> list[tuple[int, int]]:
    """Where a text shows an original outside its tokens; a short one only as a word of its own."""
    return list(_occurrences(text, original, _open_parts(text)))


def covered(
    text: str, masks: Iterable[Mask], known: Sequence[Hidden], *, lang: str, used: Iterable[int] = ()
) -> tuple[str, list[Hidden]]:
    """The text with every mask and every known original behind a token, and what is hidden newly.

    The same original has the same number. New numbers are none of `known`, of `used`, and of those that stand in
    the text already. What stands behind a token stays there: covering what is covered changes nothing.
    """
    free = _open_parts(text)
    spans = _inside(masks, free)
    numbers = {each.original: each for each in known}
    next_number = max([each.number for each in known] + [*used, *numbers_in(text), 0]) + 1
    fresh: list[Hidden] = []
    for kind, start, end in spans:
        original = text[start:end]
        if original not in numbers:
            numbers[original] = Hidden(next_number, kind, original)
            fresh.append(numbers[original])
            next_number += 1
    taken = _without_overlaps(spans)
    for each in sorted(numbers.values(), key=lambda hidden: -len(hidden.original)):
        for start, end in _occurrences(text, each.original, free):
            if all(end <= other[1] or start >= other[2] for other in taken):
                taken.append((each.kind, start, end))
    parts, position = [], 0
    for _kind, start, end in sorted(taken, key=lambda span: span[1]):
        each = numbers[text[start:end]]
        parts += [text[position:start], token(each.kind, each.number, lang)]
        position = end
    return "".join([*parts, text[position:]]), fresh


def scrubbed(text: str, originals: Iterable[str]) -> str:
    """A quote from a text with everything barred that would give an original away, even a part of it."""
    barred: set[int] = set()
    for original in originals:
        size = min(_TELLING, len(original))
        telling = {original[at : at + size] for at in range(len(original) - size + 1)}
        for at in range(len(text) - size + 1):
            if text[at : at + size] in telling:
                barred.update(range(at, at + size))
    if not barred:
        return text
    return re.sub(f"{BAR}+", BAR * 3, "".join(BAR if at in barred else mark for at, mark in enumerate(text)))


def hint(original: str) -> str:
    """An original as its author knows it again and nobody learns it: both ends of it."""
    if len(original) < 4 * _SHOWN:
        return original[:1] + "•••"
    return f"{original[:_SHOWN]}•••{original[-_SHOWN:]}"


def _open_parts(text: str) -> list[tuple[int, int]]:
    """Where in the text no token stands."""
    parts, position = [], 0
    for found in TOKEN.finditer(text) if BAR in text else ():
        parts.append((position, found.start()))
        position = found.end()
    return [*parts, (position, len(text))]


def _inside(masks: Iterable[Mask], free: Sequence[tuple[int, int]]) -> list[tuple[str, int, int]]:
    spans = [
        (mask.kind, mask.start, mask.end)
        for mask in masks
        if mask.start < mask.end and any(a <= mask.start and mask.end <= b for a, b in free)
    ]
    return _without_overlaps(sorted(spans, key=lambda span: (span[1], -span[2])))


def _without_overlaps(spans: Iterable[tuple[str, int, int]]) -> list[tuple[str, int, int]]:
    kept: list[tuple[str, int, int]] = []
    for span in spans:
        if not kept or span[1] >= kept[-1][2]:
            kept.append(span)
    return kept


def _occurrences(text: str, original: str, free: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Where an original stands; a short one only as a word of its own."""
    if original not in text:
        return
    edge = _ALNUM if len(original) < _LONG else r"(?!)"
    before = f"(?<!{edge})" if re.match(_ALNUM, original) else ""
    after = f"(?!{edge})" if re.match(_ALNUM, original[-1:]) else ""
    pattern = re.compile(before + re.escape(original) + after)
    for start, end in free:
        for found in pattern.finditer(text, start, end):
            yield found.span()
