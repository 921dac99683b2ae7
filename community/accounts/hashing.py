"""Keeping passwords: Argon2id, upgraded when its cost changes, and equally slow when nobody is there."""

from functools import cache
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from community.accounts.passwords import normal

# The floor recommended for Argon2id: two passes over 19 MiB on one lane, about 40 ms here.
HASHER: Final = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


def hashed(password: str) -> str:
    """The text to keep for `password`; a new salt every time."""
    return HASHER.hash(_bytes(password))


def fits(password: str, kept: str | None) -> bool:
    """Whether `password` made `kept`; without anything kept, False after the same work."""
    try:
        return HASHER.verify(kept or _nobodys(), _bytes(password)) and kept is not None
    except (VerificationError, InvalidHashError):
        return False


def is_outdated(kept: str) -> bool:
    """Whether `kept` was made at another cost than today's."""
    return HASHER.check_needs_rehash(kept)


def _bytes(password: str) -> bytes:
    return normal(password).encode("utf-8", "surrogatepass")


@cache
def _nobodys() -> str:
    return HASHER.hash(b"nobody has this password")
