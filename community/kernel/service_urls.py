"""The addresses of services in the settings: how each begins, and that a host and a port can be read from it."""

from typing import Final
from urllib.parse import urlsplit

BEGINNINGS: Final = {
    "database_url": ("sqlite:///", "postgresql+psycopg://"),
    "database_replica_url": ("postgresql+psycopg://",),
    "redis_url": ("redis://", "rediss://", "unix://"),
    "queue_url": ("redis://", "rediss://", "amqp://", "amqps://"),
    "smtp_url": ("smtp://", "smtps://", "file:///"),
    "storage_url": ("file://", "s3://"),
    "llm_url": ("http://", "https://"),
}
LARGEST_PORT: Final = 65_535
_DATABASE: Final = "postgresql"
_FOLDERS: Final = ("file", "s3", "unix")  # these name no port
_UNREADABLE: Final = "must be an address whose port, if it has one, is a number from 1 to 65535"


def ensure_service(name: str, value: str) -> None:
    """Raises ValueError, with what it must be, where the setting `name` may not have this value."""
    *others, last = BEGINNINGS[name]
    if value and not value.startswith((*others, last)):
        raise ValueError("must begin with " + (", ".join(others) + " or " if others else "") + last)
    for each in value.split(";") if name == "queue_url" else (value,):  # a cluster of queues
        ensure_readable(each)


def ensure_readable(url: str) -> None:
    """Raises ValueError where no host or no port can be read from `url`: otherwise whoever connects first would."""
    if url.startswith("sqlite"):
        return
    try:
        port = _database_port(url) if url.startswith(_DATABASE) else _port(url)
    except ValueError:
        raise ValueError(_UNREADABLE) from None
    if port is not None and not 0 < port <= LARGEST_PORT:
        raise ValueError(_UNREADABLE)


def _port(url: str) -> int | None:
    parts = urlsplit(url)
    return None if parts.scheme in _FOLDERS else parts.port


def _database_port(url: str) -> int | None:
    """As the one who connects reads it, who takes any sign in a password."""
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import ArgumentError

    try:
        found = make_url(url)
    except ArgumentError as error:
        raise ValueError(str(error)) from None
    if "[" in (found.host or ""):
        raise ValueError(url)
    return found.port
