"""Which addresses may be told, how often one is tried, and when it is left alone."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from urllib.parse import SplitResult, urlsplit

from community.kernel.errors import Invalid
from community.kernel.words import N_

LONGEST_URL: Final = 1_000
LONGEST_NOTE: Final = 120
MOST_WEBHOOKS: Final = 50
LONGEST_ERROR: Final = 500
# How long after each failed try the next one comes; after the last the message waits for an admin.
# About three days together, as Standard Webhooks proposes.
TRIES_AFTER: Final = (
    timedelta(seconds=5),
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
LONGEST_WAIT: Final = max(TRIES_AFTER)
LONGEST_REST: Final = timedelta(minutes=15)
STOPPED_AFTER: Final = timedelta(days=3)
GONE: Final = 410  # the receiver says that nobody wants this any more
SUCCESS: Final = 2  # the hundreds of a status
_NUMBERS: Final = re.compile(r"[0-9.]+")
_INNER: Final = (".local", ".internal", ".localhost")


class WebhookState(StrEnum):
    """Whether messages are sent: on; switched off by an admin; stopped by itself, as nothing arrived for days."""

    ON = "on"
    OFF = "off"
    STOPPED = "stopped"


class DeliveryState(StrEnum):
    """What became of one message: it waits for a try, arrived, or was given up."""

    WAITING = "waiting"
    ARRIVED = "arrived"
    GIVEN_UP = "given-up"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Where messages go, of which topics (none: of all), and a note for other admins."""

    url: str
    topics: Collection[str] = ()
    note: str = ""


def hosts(setting: str) -> frozenset[str]:
    """The hosts that a setting names, with commas between them."""
    return frozenset(setting.split(",")) - {""}


def checked_url(url: str, inner_hosts: Collection[str]) -> str:
    """The address in order; `inner_hosts` are those of one's own network that this site may speak to. Raises Invalid.

    What a name means is judged again each time it is spoken to; here only what the words tell.
    """
    url = url.strip()
    parts = _parts(url)
    if len(url) > LONGEST_URL or parts is None or not url.isascii() or not url.isprintable() or " " in url:
        raise Invalid(N_("Give an address such as https://example.com/huzhu."), field="url")
    if parts.username is not None or parts.password is not None:
        raise Invalid(
            N_("Please leave name and password out of the address; each message is signed."), field="url"
        )
    host = (parts.hostname or "").lower()
    if host in inner_hosts:
        return url
    if parts.scheme != "https":
        raise Invalid(N_("The address must begin with https://."), field="url")
    if "." not in host or host.endswith(_INNER) or ":" in host or _NUMBERS.fullmatch(host):
        raise Invalid(
            N_(
                "Messages go to named hosts of the open internet. A host of your own network must stand in the "
                "setting HUZHU_WEBHOOK_HOSTS."
            ),
            field="url",
        )
    return url


def _parts(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        _port = parts.port
    except ValueError:
        return None
    return parts if parts.scheme in {"http", "https"} and parts.hostname else None


def host_of(url: str) -> str:
    """The host of an address, for lists and the log: the rest of it may be a secret."""
    return urlsplit(url).hostname or ""


def next_try(attempts: int, now: datetime) -> datetime | None:
    """When a message that failed so many times (from 1 on) is tried again; None: it is given up."""
    return now + TRIES_AFTER[attempts - 1] if attempts <= len(TRIES_AFTER) else None


def rest_until(failures: int, now: datetime) -> datetime:
    """Until when a receiver that failed so many times in a row (from 1 on) is left alone."""
    return now + min(TRIES_AFTER[min(failures, len(TRIES_AFTER)) - 1], LONGEST_REST)


def is_hopeless(status: int | None, failing_since: datetime, now: datetime) -> bool:
    """Whether nothing is sent any more until an admin has looked."""
    return status == GONE or now - failing_since >= STOPPED_AFTER


def has_arrived(status: int) -> bool:
    """Whether the receiver took it."""
    return status // 100 == SUCCESS
