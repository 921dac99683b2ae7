"""Which sites may embed the widget, how a form proves that it was shown, and what goes along with a question; pure."""

import hashlib
import hmac
import re
from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

PREFIX: Final = "/widget/v1/"
FASTEST: Final = timedelta(seconds=2)  # nobody opens the form and writes a question in less
LONGEST: Final = timedelta(hours=24)  # a page may stay open for a day
LONGEST_CONTEXT: Final = 300
_MARKS: Final = re.compile(r"[\\`*\[\]<>&#|~!]|(?<!\w)_|_(?!\w)")
_LINK: Final = re.compile(r"https?://\S+", re.IGNORECASE)
_AFTER_LINK: Final = ".,;:!?)。，；：！？）"
_MOMENT: Final = re.compile(r"[0-9]{1,12}\Z")


def may_embed(origin: str | None, allowed: Collection[str], own: Collection[str]) -> bool:
    """Whether pages of `origin` may ask; a request without one comes from the site itself or from no page."""
    return not origin or origin.lower() in own or origin.lower() in allowed


def origin_of(address: str) -> str:
    """The origin of an address, as browsers write it."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}".lower()


def without_links(text: str, known: Callable[[str], bool]) -> str:
    """The text without those of its web addresses that are `known`."""
    return _LINK.sub(lambda found: "" if known(found[0].rstrip(_AFTER_LINK)) else found[0], text)


def ticket(now: datetime, key: bytes) -> str:
    """A mark that the form was shown at `now`, which only this site can make."""
    moment = str(int(now.timestamp()))
    return f"{moment}.{_seal(moment, key)}"


def is_due(given: str, now: datetime, key: bytes) -> bool:
    """Whether a form with this mark has been open for as long as people need, and no longer than a day."""
    moment, _, seal = given.partition(".")
    if not _MOMENT.match(moment) or not hmac.compare_digest(_seal(moment, key).encode(), seal.encode()):
        return False
    age = timedelta(seconds=now.timestamp() - int(moment))
    return FASTEST <= age <= LONGEST


def _seal(moment: str, key: bytes) -> str:
    return hmac.new(key, b"widget:" + moment.encode(), hashlib.sha256).hexdigest()[:32]


def circumstances(lines: Sequence[tuple[str, str]]) -> str:
    """What the page told about itself, as the foot of a question; nothing where it told nothing.

    Each on one line; nothing in it is Markdown. Not as code either: there, nobody looks for private data.
    """
    told = [f"{name}: {_plain(value)}" for name, value in lines if value.strip()]
    return "\n\n---\n\n" + "\n".join(told) if told else ""


def _plain(value: str) -> str:
    return _MARKS.sub(r"\\\g<0>", " ".join(value.split())[:LONGEST_CONTEXT])
