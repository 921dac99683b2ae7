"""Signatures of webhooks, as Standard Webhooks (version 1) describes them.

What is signed is `id.timestamp.body`, by HMAC-SHA256, in base64 behind "v1,". Several signatures may stand
in one header, so that a secret can be changed without losing a message.
"""

import base64
import hashlib
import hmac
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from community.kernel.secret_links import word_of

ID: Final = "webhook-id"
TIMESTAMP: Final = "webhook-timestamp"
SIGNATURE: Final = "webhook-signature"
# How far the clocks of both sides may differ; an older request that somebody recorded is refused.
TOLERANCE: Final = timedelta(minutes=5)
# How long the secret before still holds beside a new one, so that the other side can be changed at leisure.
CHANGEOVER: Final = timedelta(hours=24)
PREFIX: Final = "whsec_"
_VERSION: Final = "v1,"
_MOST: Final = 10  # signatures that are looked at
_LONGEST_TIMESTAMP: Final = 12


def secret_of(seed: str) -> bytes:
    """32 bytes that only who holds the key of the site can make from what the database keeps."""
    return base64.urlsafe_b64decode(word_of(seed) + "=")


def secrets_at(now: datetime, seed: str, former: str | None, former_until: datetime | None) -> list[bytes]:
    """The secret of a seed, and the one before while that still holds."""
    both = former is not None and former_until is not None and now < former_until
    return [secret_of(each) for each in ((seed, former) if both else (seed,)) if each is not None]


def beside_a_new_one(
    now: datetime, seed: str, former: str | None, former_until: datetime | None
) -> tuple[str, datetime]:
    """Which seed holds on beside a new one, and until when.

    Of several changes within a day it is the first one's, whose day is promised: the secrets between were never at
    work alone, and are replaced at once.
    """
    if former is not None and former_until is not None and now < former_until:
        return former, former_until
    return seed, now + CHANGEOVER


def shown(secret: bytes) -> str:
    """A secret as people and programs of the other side keep it."""
    return PREFIX + base64.b64encode(secret).decode()


def signature(secret: bytes, message_id: str, at: int, body: bytes) -> str:
    """The signature of a body that is sent at `at`, seconds since 1970."""
    signed = f"{message_id}.{at}.".encode("utf-8", "surrogatepass") + body
    return _VERSION + base64.b64encode(hmac.new(secret, signed, hashlib.sha256).digest()).decode()


def is_signed(
    secrets: Iterable[bytes], message_id: str, timestamp: str, signatures: str, body: bytes, now: datetime
) -> bool:
    """Whether one of the signatures was made with one of the secrets, not long ago."""
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= _LONGEST_TIMESTAMP):
        return False
    at = int(timestamp)
    if abs(now.timestamp() - at) > TOLERANCE.total_seconds():
        return False
    given = [each.encode("utf-8", "surrogatepass") for each in signatures.split()[:_MOST]]
    made = [signature(secret, message_id, at, body).encode() for secret in secrets]
    return any(hmac.compare_digest(one, other) for one in made for other in given)
