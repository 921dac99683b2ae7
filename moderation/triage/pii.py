"""Finding private data in a text, and covering it."""

import re
from collections.abc import Iterable, Iterator

from moderation.triage.records import PrivateSpan

# Searched in this order; what an earlier kind has claimed, a later one leaves alone.
_EMAIL = re.compile(
    r"(?<![\w.+-])[A-Za-z0-9][\w.+-]{0,63}@(?:[A-Za-z0-9-]{1,63}\.){1,5}[A-Za-z]{2,24}(?![\w-])", re.ASCII
)
_CARD = re.compile(r"(?<![\d.,-])\d(?:[ -]?\d){12,18}(?![\d.,]?\d)")
_ID_CARD = re.compile(
    r"(?<![0-9A-Za-z])[1-9]\d{5}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])\d{3}[\dXx](?![0-9A-Za-z])"
)
_IBAN = re.compile(r"(?<![A-Za-z0-9])[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?(?![A-Za-z0-9])")
_MOBILE_CN = re.compile(r"(?<![\d.#])(?:(?:\+|00)86[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?![\d.]?\d)")
_LANDLINE_CN = re.compile(r"(?<![\d.])0\d{2,3}-\d{7,8}(?![\d-])")
_PHONE_PLUS = re.compile(
    r"(?<![\w+])\+[1-9]\d{0,2}[ .-]?(?:\(0?\d{1,4}\)[ .-]?)?\d{1,4}(?:[ .-]?\d{2,4}){2,4}(?!\d)"
)
_PHONE_US = re.compile(r"(?<![\w.+-])(?:1[ .-])?(?:\(\d{3}\) ?|\d{3}[.-])\d{3}[.-]\d{4}(?![\d-])")
_PHONE_SAID = re.compile(
    r"(?i)(?:\b(?:phone|mobile|cell|tel|telephone|call me(?: at| on)?|text me(?: at| on)?|my number(?: is)?)"
    r"|电话|手机号?|联系方式)"
    r"[^\d\n]{0,12}?((?:\+|\(|0)?\d(?:[ ().-]{0,2}\d){6,13})(?!\d)"
)
_ORDER = re.compile(
    r"(?i)(?:\b(?:order|invoice|tracking|booking|reservation|case|ticket|customer|account|serial|reference)"
    r" ?(?:number|no\.?|nr\.?|id|ref)?\s{0,2}(?:is|:|#|＃|=)?\s{0,2}#?"
    r"|(?:订单|运单|快递|物流|工单|发票|会员|客户|账户)(?:编?号码?)?(?:是|为|:|：)?\s?)"
    r"((?=[A-Z0-9-]*\d{3})[A-Z0-9][A-Z0-9-]{5,29})(?![\w.])"
)
_CARD_LENGTHS = frozenset({14, 15, 16, 19})
_CARD_STARTS = tuple("4 51 52 53 54 55 2221 23 24 25 26 34 37 6011 65 62 35 30 36 38".split())
_SAMPLE_DOMAINS = (
    "example.com",
    "example.org",
    "example.net",
    ".example",
    ".invalid",
    ".test",
    "domain.com",
    "localhost",
)
_EMAIL_AT_CODE = re.compile(r"(?i)(?:git|ssh|user|root|admin|name)@[\w.-]+[:/]?")
_SAMPLE_PHONES = re.compile(r"^(?:0*1?(?:0?1234567(?:8(?:90?)?)?)|(\d)\1*|\d{0,4}55501\d\d)$")
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECKS = "10X98765432"
_MASKS = {
    "phone": "phone",
    "email": "e-mail",
    "card": "card",
    "id_number": "ID number",
    "iban": "IBAN",
    "order_number": "number",
}
_SEARCHED = 60_000


def passes_luhn(digits: str) -> bool:
    """Whether the digits carry a valid Luhn check digit."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value  # noqa: PLR2004 -- the sum of its two digits
    return total % 10 == 0


def is_card(digits: str) -> bool:
    """A payment card: an issuer's first digits, a length that issuers use, and the Luhn check (ISO/IEC 7812)."""
    varied = len(set(digits)) > 1
    return len(digits) in _CARD_LENGTHS and varied and digits.startswith(_CARD_STARTS) and passes_luhn(digits)


def is_chinese_id(number: str) -> bool:
    """A resident identity number with the right check character (GB 11643-1999, MOD 11-2)."""
    total = sum(int(digit) * weight for digit, weight in zip(number[:17], _ID_WEIGHTS, strict=True))
    return _ID_CHECKS[total % 11] == number[17].upper()


def is_iban(text: str) -> bool:
    """An international bank account number by its remainder (ISO 13616, MOD 97-10)."""
    compact = text.replace(" ", "")
    moved = compact[4:] + compact[:4]
    return len(compact) >= 15 and int("".join(str(int(character, 36)) for character in moved)) % 97 == 1  # noqa: PLR2004


def _is_personal_address(address: str) -> bool:
    low = address.lower()
    return not low.endswith(_SAMPLE_DOMAINS) and not _EMAIL_AT_CODE.match(low)


def _digits(text: str) -> str:
    return "".join(character for character in text if character.isdigit())


def _candidates(text: str) -> Iterator[PrivateSpan]:
    for match in _EMAIL.finditer(text) if "@" in text else ():
        if _is_personal_address(match[0]):
            yield PrivateSpan("email", *match.span())
    for match in _ID_CARD.finditer(text):
        if is_chinese_id(match[0]):
            yield PrivateSpan("id_number", *match.span())
    for match in _CARD.finditer(text):
        if is_card(_digits(match[0])):
            yield PrivateSpan("card", *match.span())
    for match in _IBAN.finditer(text):
        if is_iban(match[0]):
            yield PrivateSpan("iban", *match.span())
    for match in _ORDER.finditer(text):
        yield PrivateSpan("order_number", *match.span(1))
    yield from _phones(text)


def _phones(text: str) -> Iterator[PrivateSpan]:
    for pattern in (_MOBILE_CN, _LANDLINE_CN, _PHONE_PLUS, _PHONE_US):
        for match in pattern.finditer(text):
            if not _SAMPLE_PHONES.match(_digits(match[0])):
                yield PrivateSpan("phone", *match.span())
    for match in _PHONE_SAID.finditer(text):
        if not _SAMPLE_PHONES.match(_digits(match[1])):
            yield PrivateSpan("phone", *match.span(1))


def find(text: str) -> tuple[PrivateSpan, ...]:
    """Private data in `text`, in order and without overlaps: phone, email, card, id_number, iban, order_number."""
    if not any(character.isdigit() for character in text) and "@" not in text:
        return ()
    taken: list[PrivateSpan] = []
    for span in _candidates(text[:_SEARCHED]):
        if all(span.end <= other.start or span.start >= other.end for other in taken):
            taken.append(span)
    return tuple(sorted(taken, key=lambda span: span.start))


def mask(text: str, findings: Iterable[PrivateSpan]) -> str:
    """The text with each finding replaced by a word for its kind in brackets; everything else is kept as it was."""
    parts: list[str] = []
    end = 0
    for span in sorted(findings, key=lambda span: span.start):
        parts += [text[end : span.start], f"[{_MASKS[span.kind]}]"]
        end = span.end
    return "".join([*parts, text[end:]])
