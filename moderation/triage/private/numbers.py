"""What a check digit or the words before it betray: cards, identities, accounts, orders, plates, messengers, homes."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Final

from moderation.triage.private.ground import Ground, digits

_CARD = re.compile(
    r"(?<![0-9A-Za-z_.,-])(?<!\d )(?:\d{14,19}|\d{4}([ -])\d{4}\1\d{4}\1\d{2,4}(?:\1\d{3})?|\d{4}([ -])\d{6}\2\d{4,5}|"
    r"\d{6}[ -]\d{10,13})(?![0-9A-Za-z_]|[.,-]?\d| \d)"
)
_CARD_LENGTHS = frozenset({14, 15, 16, 19})
_CARD_STARTS = tuple("4 51 52 53 54 55 2221 23 24 25 26 34 37 6011 65 62 35 30 36 38".split())
_SAMPLE_CARDS = frozenset({"4242424242424242", "4000000000000002", "5555555555554444", "378282246310005"})
_ID_CARD = re.compile(
    r"(?<![0-9A-Za-z])[1-9]\d{5}[ -]?(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])[ -]?\d{3}[\dXx](?![0-9A-Za-z])"
)
_ID_OLD = re.compile(
    r"(?:身份证|证件)(?:号码?|是|为|:|：|\s)*([1-9]\d{5}\d{2}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])\d{3})(?!\d)"
)
_ID_SAID = re.compile(
    r"(?i)\b(?:ssn|social security(?: number| no\.?)?)\b[^\d\n]{0,12}(\d{3}-\d{2}-\d{4})(?!\d)"
    r"|(?:\bpassport(?: number| no\.?| nr\.?)?|护照(?:号码?)?)(?: ?(?:is|:|#|是|为))*\s?"
    r"((?=(?:[A-Z]*\d){4})[A-Z0-9]{8,9})(?![A-Za-z0-9.])"
)
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECKS = "10X98765432"
_IBAN = re.compile(r"(?<![A-Za-z0-9])[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?(?![A-Za-z0-9])")
_SHORTEST_IBAN: Final = 15
_THING = (
    r"order|invoice|tracking|booking|reservation|ticket|customer|account|member(?:ship)?|serial|reference|confirmation|"
    r"transaction|policy|contract|shipment|parcel|rma|case|incident|claim|complaint|subscription"
)
_NUMBERED = r"(?=(?:[A-Z-]*\d){3})[A-Z0-9][A-Z0-9-]{4,29}"
_ORDER = re.compile(
    rf"(?i)(?<![@#\w])(?:{_THING})(?=[ s:#=\n-])s? ?(?:number|num|no\.?|nr\.?|id|ref(?:erence)?|code|#)?"
    rf"(?: ?(?:is|was|are|:|#|=|-))*\s{{0,2}}[#:]?\s?({_NUMBERED})(?![A-Za-z0-9_]|\.\d)"
    r"|(?:订单|运单|快递|物流|工单|发票|会员|客户|账户|账号|流水|序列|保单|合同)(?:编?号码?|码|单号)?(?:是|为|:|,|#|\s)*"
    rf"({_NUMBERED})(?![A-Za-z0-9_.-]|[\u4e00-\u9fff]?[年月元件人次个条公])"
)
_ORDER_NAMED = re.compile(r"(?i)number|num\b|no\.|nr|\bid\b|ref|code|#|:")
_NO_ORDER = re.compile(
    r"(?i)^(?:\d{1,2}-\d{1,2}-(?:\d\d){1,2}|(?:19|20)\d\d(?:-\d\d){0,2}|\d{1,3}[a-z]{1,3}|(?:19|20)\d\d-(?:19|20)?\d\d|\d{1,4}-\d{1,4}|\d+(?:px|ms|kb|mb|gb|hz|mhz|ghz)"
    r"|(\d)\1+|12345\d*|x+|[a-z]+-[a-z]+-\d{3}|rfc-?\d+|cve-.*|iso-?\d+|[a-z]*covid-19)$"
)
_PLATE_OF = "[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z][·. ]?"
_PLATE = re.compile(
    rf"(?:(?<![\u4e00-\u9fff])|(?<=车牌)|(?<=车牌号)|(?<=车是)|(?<=号是))"
    rf"{_PLATE_OF}(?=[A-HJ-NP-Z0-9]*\d)[A-HJ-NP-Z0-9]{{5,6}}(?![A-Za-z0-9])"
)
_END = r"(?![A-Za-z0-9_@])"
_QQ = r"(?:号码?|群号?|群|是|为|:|\+|加|\s)*([1-9]\d{4,10})(?![\d万元人]|\.\d)"
_WECHAT = r"(?:号码?|id|账号|同号|是|为|is|加我|加|:|\+|=|\s)*"
_HANDLE = r"((?=[a-z0-9_-]*[\d_-])[a-z][a-z0-9_-]{5,19}|1[3-9]\d{9})"
_MESSENGER = re.compile(
    rf"(?i)(?:(?<![a-z])qq|扣扣|企鹅){_QQ}"
    r"|(?:微信|薇信|威信|维信|\b(?:wechat|weixin)|(?<![a-z0-9+/])(?:v信|vx|wx(?=[ :])))(?![.])"
    rf"{_WECHAT}{_HANDLE}{_END}(?!\.\w)"
    r"|\b(?:telegram|skype|line id|kakao|discord)(?: ?(?:id|name|handle|user(?:name)?))?(?: ?(?::|=)+ ?| is )"
    rf"((?=@|[A-Za-z\w.]*?[\d_.]\w|[\w.]*#)@?[a-z][\w.]{{3,31}}(?:#\d{{4}})?){_END}"
)
# Without one of these, an English text need not be searched. (Others may hold letters that only look so.)
_MESSENGERS = ("qq", "wechat", "weixin", "vx", "wx", "telegram", "skype", "line id", "kakao", "discord")
_MESSENGER_WORDS = frozenset("please because different unavailable username account download".split())
_ADDRESS_ZH = re.compile(
    r"[\u4e00-\u9fff]{1,12}(?:路|街|道|巷|弄|胡同|村|小区|花园|公寓|苑)[\u4e00-\u9fff]{0,6}\d{1,5}(?:号|弄|栋|幢|号楼|单元|座)"
    r"[\u4e00-\u9fff0-9A-Z\- ]{0,12}?\d{1,5}(?:室|房|户|号(?!线|机))"
)
_ROAD = "street|st|avenue|ave|road|rd|lane|ln|drive|dr|boulevard|blvd|court|ct|way|place|close|terrace"
_ADDRESS_EN = re.compile(
    r"(?i)\b(?:my (?:home )?address(?: is|:)?|i live (?:at|on)|ship(?:ped)?(?: it)? to|deliver(?:ed)?(?: it)? to"
    rf"|send it to|living at)\s?:?\s?(\d{{1,5}}[a-z]? (?:[A-Z][\w'.]* ){{1,3}}(?:{_ROAD})\b\.?"
    r"(?:,? (?:apt|apartment|unit|suite|flat|#)\.? ?\w{1,5})?)"
)


def passes_luhn(number: str) -> bool:
    """Whether the digits carry a valid Luhn check digit."""
    total = 0
    for place, digit in enumerate(reversed(number)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value  # noqa: PLR2004 -- the sum of its two digits
    return total % 10 == 0


def is_card(number: str) -> bool:
    """A payment card: an issuer's first digits, a length that issuers use, and the Luhn check (ISO/IEC 7812)."""
    varied = len(set(number)) > 1
    return len(number) in _CARD_LENGTHS and varied and number.startswith(_CARD_STARTS) and passes_luhn(number)


def is_chinese_id(number: str) -> bool:
    """A resident identity number with the right check character (GB 11643-1999, MOD 11-2)."""
    total = sum(int(digit) * weight for digit, weight in zip(number[:17], _ID_WEIGHTS, strict=True))
    return _ID_CHECKS[total % 11] == number[17].upper()


def is_iban(text: str) -> bool:
    """An international bank account number by its remainder (ISO 13616, MOD 97-10)."""
    compact = text.replace(" ", "")
    moved = compact[4:] + compact[:4]
    return len(compact) >= _SHORTEST_IBAN and int("".join(str(int(sign, 36)) for sign in moved)) % 97 == 1


def identities(ground: Ground) -> Iterator[tuple[int, int]]:
    """Identity numbers, passports, social security."""
    for found in _ID_CARD.finditer(ground.open):
        compact = found[0].replace(" ", "").replace("-", "")
        if is_chinese_id(compact) and _is_day(compact[6:14]):
            yield found.span()
    for found in _ID_OLD.finditer(ground.open):
        yield found.span(1)
    for found in _ID_SAID.finditer(ground.prose):
        yield found.span(found.lastindex or 0)


def cards(ground: Ground) -> Iterator[tuple[int, int]]:
    """Payment cards."""
    for found in _CARD.finditer(ground.open):
        number = digits(found[0])
        if is_card(number) and number not in _SAMPLE_CARDS:
            yield found.span()


def accounts(ground: Ground) -> Iterator[tuple[int, int]]:
    """Bank accounts."""
    for found in _IBAN.finditer(ground.open):
        if is_iban(found[0]):
            yield found.span()


def orders(ground: Ground) -> Iterator[tuple[int, int]]:
    """Numbers of orders, invoices, customers."""
    for found in _ORDER.finditer(ground.prose):
        group = 1 if found[1] else 2
        number = found[group]
        named = group == 2 or _ORDER_NAMED.search(found[0][: found.start(1) - found.start()])  # noqa: PLR2004
        long = sum(sign.isdigit() for sign in number) >= (5 if named else 7)
        if long and not _NO_ORDER.match(number):
            yield found.span(group)


def plates(ground: Ground) -> Iterator[tuple[int, int]]:
    """Number plates of mainland China."""
    for found in _PLATE.finditer(ground.prose):
        yield found.span()


def messengers(ground: Ground) -> Iterator[tuple[int, int]]:
    """Names and numbers at messengers, where the text says that it is one."""
    low = ground.prose.lower()
    if low.isascii() and not any(name in low for name in _MESSENGERS):
        return
    for found in _MESSENGER.finditer(ground.prose):
        group = found.lastindex or 0
        if found[group].lower() not in _MESSENGER_WORDS:
            yield found.span(group)


def homes(ground: Ground) -> Iterator[tuple[int, int]]:
    """Where somebody lives, down to the door."""
    for found in _ADDRESS_ZH.finditer(ground.prose):
        yield found.span()
    for found in _ADDRESS_EN.finditer(ground.prose):
        yield found.span(1)


def _is_day(text: str) -> bool:
    try:
        date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return False
    return True
