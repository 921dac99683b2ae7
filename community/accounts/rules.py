"""What a member may be called, which addresses we take, and where a page may send somebody on to."""

import re
import unicodedata
from datetime import timedelta
from enum import StrEnum
from functools import cache
from itertools import pairwise
from typing import Final
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from email_validator import EmailNotValidError, validate_email

from community.kernel.errors import Invalid
from community.kernel.text import collapse, fold, skeleton
from community.kernel.words import N_

SHORTEST_NAME: Final = 3
SHORTEST_HAN_NAME: Final = 2  # two characters are a whole name in Chinese
LONGEST_NAME: Final = 30
LONGEST_DISPLAY_NAME: Final = 50
LONGEST_EMAIL: Final = 254  # RFC 5321, the path without its brackets
LONGEST_BIO: Final = 2_000
LONGEST_LINE: Final = 100
LONGEST_ADDRESS: Final = 200
LONGEST_LABEL: Final = 60
SIGN_UP_LASTS: Final = timedelta(hours=24)  # until then the address has to be proved, and the name is kept

SCOPES: Final = ("read", "write", "moderate", "staff", "admin")

# Under these names, alone or as a part of one, somebody could speak for the company.
SPEAKS_FOR_US: Final = frozenset(
    "admin admins administrator administration staff support helpdesk moderator moderators official sysadmin "
    "customerservice customersupport 管理员 管理員 版主 站长 客服 官方 工作人员 技术支持".split()
)
OF_FORMER_MEMBERS: Final = "former-member-"  # how the names of closed accounts begin
# These are refused only alone: they clash with our own addresses or mean nobody in particular.
KEPT_BACK: Final = frozenset(
    "me you self everyone all here anonymous nobody guest unknown null none undefined nan true false "
    "formermember deleted closed bot new edit settings signin signup signout huzhu team moderation mod owner "
    "root webmaster postmaster hostmaster security abuse billing agent specialist service system "
    "匿名 游客 互助 系统".split()
)
_LOOKS_OF_STAFF: Final = frozenset(skeleton(word) for word in SPEAKS_FOR_US)
_LOOKS_KEPT_BACK: Final = frozenset(skeleton(word) for word in KEPT_BACK)
_LOOKS_OF_FORMER: Final = skeleton(OF_FORMER_MEMBERS)
_HAN_OF_STAFF: Final = frozenset(look for look in _LOOKS_OF_STAFF if not look.isascii())

# These fold to others, but in the name of a host they are letters of their own (RFC 5894, 7.2): whoever owns the one
# host owns not the other.
_NAMES_ANOTHER_HOST: Final = {"ß": "ß", "ẞ": "ß", "ς": "ς"}

_NO_PLACES: Final = ("Etc/", "SystemV/", "US/", "posix/", "right/")
_MARKS: Final = "._-"
_HAN: Final = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_ENDS_IN_DIGITS: Final = re.compile(r"[0-9]+$")
_UNSAFE_IN_ADDRESS: Final = re.compile(r"[\x00-\x20\x7f\\]")


def checked_name(name: str, *, site_name: str = "", reserved_too: bool = False) -> str:
    """`name` as it will be kept. Raises Invalid; `reserved_too` lets the owner of the site take any word."""
    name = unicodedata.normalize("NFKC", name.strip())
    if any(not _fits(char) for char in name):
        raise Invalid(N_("Use letters, digits, full stops, hyphens and underscores."), field="name")
    shortest = SHORTEST_HAN_NAME if _HAN.search(name) else SHORTEST_NAME
    if not shortest <= len(name) <= LONGEST_NAME:
        raise Invalid(
            N_("A name has %(shortest)s to %(longest)s characters (Chinese names from 2)."),
            field="name",
            shortest=SHORTEST_NAME,
            longest=LONGEST_NAME,
        )
    if name[0] in _MARKS or name[-1] in _MARKS or any(a in _MARKS and b in _MARKS for a, b in pairwise(name)):
        raise Invalid(
            N_("Begin and end with a letter or digit, with single marks between them."), field="name"
        )
    if not name_key(name) or (not reserved_too and is_reserved(name, site_name)):
        raise Invalid(
            N_("This name is kept for the people who run the site. Please pick another."), field="name"
        )
    return name


def _fits(char: str) -> bool:
    return char in _MARKS or (char.isascii() and char.isdigit()) or unicodedata.category(char)[0] == "L"


def name_key(name: str) -> str:
    """What `name` looks like; two members never share it."""
    return skeleton(name)


def is_reserved(name: str, site_name: str = "") -> bool:
    """Whether `name`, or a part of it, would be read as somebody who runs the site or has left it."""
    look = skeleton(name)
    alone = _LOOKS_KEPT_BACK | ({skeleton(site_name)} if site_name else set())
    if look in alone or look.startswith(_LOOKS_OF_FORMER) or any(word in look for word in _HAN_OF_STAFF):
        return True
    words = [name, *re.split(r"[\W_]+", name)]
    return (
        any(skeleton(_ENDS_IN_DIGITS.sub("", word)) in _LOOKS_OF_STAFF for word in words)
        or look in _LOOKS_OF_STAFF
    )


def checked_display_name(text: str, *, name: str, is_staff: bool, site_name: str = "") -> str:
    """The name that is shown, on one line; empty means the account's name. Raises Invalid."""
    shown = collapse(text)
    if not shown:
        return name
    if len(shown) > LONGEST_DISPLAY_NAME:
        raise Invalid(
            N_("Please use at most %(longest)s characters."),
            field="display_name",
            longest=LONGEST_DISPLAY_NAME,
        )
    if shown != name and not is_staff and (is_reserved(shown, site_name) or not skeleton(shown)):
        raise Invalid(
            N_("This name is kept for the people who run the site. Please pick another."),
            field="display_name",
        )
    return shown


def checked_email(email: str) -> str:
    """`email` as it will be kept and written to. Raises Invalid; nothing is looked up in the network."""
    email = email.strip()
    wrong = Invalid(N_("That does not look like an e-mail address. Example: mei@example.com"), field="email")
    if len(email) > LONGEST_EMAIL:
        raise wrong
    try:
        found = validate_email(email, check_deliverability=False, globally_deliverable=False)
    except (EmailNotValidError, UnicodeError):
        raise wrong from None
    if "." not in found.domain:
        raise wrong
    return found.normalized


def email_key(email: str) -> str:
    """One spelling for all spellings of an address that reach the same mailbox in practice."""
    narrow = unicodedata.normalize("NFKC", email.strip())
    return "".join(_NAMES_ANOTHER_HOST.get(each) or each.casefold() for each in narrow)


def checked_website(text: str) -> str:
    """A web address for a profile, or nothing. Raises Invalid for anything but http and https."""
    text = text.strip()
    if not text:
        return ""
    if "://" not in text and not text.lower().startswith(("javascript:", "data:", "mailto:")):
        text = f"https://{text}"
    wrong = Invalid(N_("Please give a web address that begins with https://"), field="website")
    try:
        parts = urlsplit(text)
        host = parts.hostname or ""
        _ = parts.port
    except ValueError:
        raise wrong from None
    unsafe = _UNSAFE_IN_ADDRESS.search(text) or len(text) > LONGEST_ADDRESS or parts.username is not None
    if unsafe or parts.scheme not in {"http", "https"} or "." not in host:
        raise wrong
    return text


def checked_line(text: str, field: str, longest: int = LONGEST_LINE) -> str:
    """A short text on one line. Raises Invalid when it is too long."""
    line = collapse(text)
    if len(line) > longest:
        raise Invalid(N_("Please use at most %(longest)s characters."), field=field, longest=longest)
    return line


@cache
def timezones() -> tuple[str, ...]:
    """The time zones to choose from: places, and UTC for those who have none."""
    places = {name for name in available_timezones() if "/" in name and not name.startswith(_NO_PLACES)}
    return ("UTC", *sorted(places))


def checked_timezone(name: str) -> str:
    """A time zone of the list. Raises Invalid."""
    if name not in timezones():
        raise Invalid(N_("Please choose a time zone from the list."), field="timezone")
    return name


def own_path(target: str | None, fallback: str = "/") -> str:
    """`target` when it is a path on this site, in any spelling a browser might read; else `fallback`."""
    if not target or not target.startswith("/") or _UNSAFE_IN_ADDRESS.search(target):
        return fallback
    # "//host", "/\host" and "/%09/host" leave the site in one browser or another.
    if (
        target.startswith("//")
        or fold(target[1:2]) in {"/", "\\"}
        or target.lower().startswith(("/%2f", "/%5c", "/%0"))
    ):
        return fallback
    try:
        parts = urlsplit(target)
    except ValueError:
        return fallback
    return fallback if parts.scheme or parts.netloc else target


class Crop(StrEnum):
    """Which square of a picture becomes the avatar: along its longer side, or closer to the middle."""

    MIDDLE = "middle"
    START = "start"
    END = "end"
    CLOSER = "closer"

    def square(self, width: int, height: int) -> tuple[float, float, float]:
        """Left edge, top edge and width of the square, as shares of the picture's width and height."""
        side = min(width, height) * (CLOSE if self is Crop.CLOSER else 1.0)
        place = {Crop.START: 0.0, Crop.END: 1.0}.get(self, 0.5)
        return place * (width - side) / width, place * (height - side) / height, side / width


CLOSE: Final = 0.6  # of the shorter side: a face in a picture of a person
CROPS: Final = frozenset(Crop)


def crops_for(width: int, height: int) -> tuple[Crop, ...]:
    """The crops that differ for a picture of this size; a square has no start and no end."""
    return (Crop.MIDDLE, Crop.CLOSER) if width == height else tuple(Crop)
