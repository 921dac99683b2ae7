"""The addresses of services in the settings: how each begins, and that a host and a port can be read from it."""

from email.errors import HeaderParseError
from email.policy import default
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
SQLITE: Final = "sqlite:///"
_UNREADABLE: Final = "must be an address whose port, if it has one, is a number from 1 to 65535"


def ensure_service(name: str, value: str) -> None:
    """Raises ValueError, with what it must be, where the setting `name` may not have this value."""
    *others, last = BEGINNINGS[name]
    if value and not value.startswith((*others, last)):
        raise ValueError("must begin with " + (", ".join(others) + " or " if others else "") + last)
    if value.startswith(SQLITE) and value.removeprefix(SQLITE).partition("?")[0] in {"", ":memory:"}:
        raise ValueError("must name a file, such as sqlite:////srv/huzhu/huzhu.sqlite")
    if name == "storage_url" and value:
        ensure_place(value)
    for each in value.split(";") if name == "queue_url" else (value,):  # a cluster of queues
        ensure_readable(each)


def ensure_place(url: str) -> None:
    """Raises ValueError where `url` names no folder or no bucket: only the first picture would show it."""
    parts = urlsplit(url)
    if not (parts.netloc if parts.scheme == "s3" else (parts.netloc + parts.path).strip("/")):
        raise ValueError("must name a folder, such as file:///srv/pictures, or a bucket, such as s3://BUCKET")


def ensure_sender(value: str) -> None:
    """Raises ValueError unless letters can be from `value`: otherwise each would fail as it is sent."""
    try:
        header = default.header_factory("From", value)
        well = not header.defects and [
            bool(each.username and each.domain and each.addr_spec.count("@") == 1)
            for each in header.addresses
        ] == [True]
    except (HeaderParseError, ValueError, IndexError):
        well = False
    if not well or value.splitlines() != [value]:
        raise ValueError("must be one address, such as Help <help@example.com>")


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
