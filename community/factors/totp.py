"""Codes that an app makes from a secret and the time (RFC 6238): the only door to PyOTP."""

import hmac
from collections.abc import Iterable

import pyotp

from community.factors.rules import DIGITS, STEP


def new_secret() -> str:
    """160 random bits, as letters that can be typed into an app."""
    return pyotp.random_base32()


def code_of(secret: str, step: int) -> str:
    """The code of one step of thirty seconds."""
    return pyotp.HOTP(secret, digits=DIGITS).at(step)


def step_of(secret: str, code: str, steps: Iterable[int]) -> int | None:
    """Which of `steps` has this code; compared in the same time whether it is right or not."""
    found = None
    for step in steps:
        if hmac.compare_digest(code_of(secret, step), code) and found is None:
            found = step
    return found


def address_of(secret: str, *, name: str, site: str) -> str:
    """The address that an app reads from the picture."""
    return pyotp.TOTP(secret, digits=DIGITS, interval=STEP).provisioning_uri(name=name, issuer_name=site)
