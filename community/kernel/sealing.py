"""Secrets that have to be read again, sealed with a key made from the site's own: a database alone is no use."""

import base64
import hashlib
import hmac
from typing import Final

from cryptography.fernet import Fernet, InvalidToken
from flask import current_app

_USE: Final = b"huzhu-sealing-v1:"


class Unreadable(Exception):
    """It was sealed under another secret, or was changed since."""


def seal(text: str, *, use: str) -> str:
    """`text`, unreadable without the site's secret; what was sealed for one use opens for no other."""
    return _box(use).encrypt(text.encode()).decode("ascii")


def unseal(sealed: str, *, use: str) -> str:
    """What was sealed. Raises Unreadable."""
    try:
        return _box(use).decrypt(sealed.encode("ascii")).decode()
    except (InvalidToken, UnicodeError):
        raise Unreadable from None


def mark_of(thing: str, *, use: str) -> bytes:
    """Thirty-two bytes that stand for `thing` here, and tell nobody else what it is."""
    return hmac.new(_key(use), thing.encode(), hashlib.sha256).digest()


def _box(use: str) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(_key(use)))


def _key(use: str) -> bytes:
    secret = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.new(secret, _USE + use.encode(), hashlib.sha256).digest()
