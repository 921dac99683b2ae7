"""Moments and spans of time as the content files write them: "-3d 4h", "25m"."""

import re
import zlib
from datetime import timedelta

_SPAN = re.compile(r"(?P<sign>-?)(?:(?P<days>\d+)d)?\s?(?:(?P<hours>\d+)h)?\s?(?:(?P<minutes>\d+)m)?")


def span(text: str) -> timedelta:
    """Read days, hours and minutes, each optional, at least one; a minus sign looks back. Raises ValueError."""
    found = _SPAN.fullmatch(text)
    parts = (
        {}
        if found is None
        else {name: int(value or 0) for name, value in found.groupdict("0").items() if name != "sign"}
    )
    if found is None or not re.search(r"\d", text):
        message = f"{text!r} is no span of time such as '-3d 4h' or '25m'"
        raise ValueError(message)
    length = timedelta(**parts)
    return -length if found["sign"] else length


def scatter(key: str, earliest: timedelta, window: timedelta) -> timedelta:
    """A moment after `earliest` within `window`, and before now (zero); always the same one for `key`.

    Small waits are likelier than long ones, as with people: the share of the window is squared.
    """
    share = (zlib.crc32(key.encode()) % 10_007 + 1) / 10_008
    room = min(window, -earliest)
    return earliest + room * share * share
