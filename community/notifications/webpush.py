"""The only door to webpush, and one to httpx: keys of this site, and messages that only one browser can read.

A browser names the address to which its messages go, so an address may be a trap. Only HTTPS to hosts of the open
internet is spoken, the machines behind a name are looked up before, and no redirection is followed.
"""

import base64
import ipaddress
import os
import socket
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import httpx
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key
from flask import current_app
from webpush import VAPID, WebPush, WebPushSubscription  # type: ignore[import-untyped]

from community.kernel.furnish import site_settings

FILE: Final = "vapid.pem"
SECONDS: Final = 10
LIVES: Final = 24 * 3600  # how long a message waits for a browser that is off
GONE: Final = frozenset({403, 404, 410})  # left, or of keys that this site no longer has


class DeviceGone(Exception):
    """The browser will never take another message."""


@dataclass(frozen=True, slots=True)
class Reach:
    """Which addresses messages may go to; tests open the loopback of their machine."""

    schemes: frozenset[str] = frozenset({"https"})
    ports: frozenset[int] | None = frozenset({443})
    extra: frozenset[str] = field(default_factory=frozenset)

    def allows(self, endpoint: str) -> bool:
        """Whether this is an address of the open internet, as far as its words tell."""
        try:
            parts = urlsplit(endpoint)
            port = parts.port or (443 if parts.scheme == "https" else 80)
        except ValueError:
            return False
        host = parts.hostname or ""
        if parts.scheme not in self.schemes or parts.username or parts.password:
            return False
        if self.ports is not None and port not in self.ports:
            return False
        if host in self.extra:
            return True
        return (
            "." in host and not host.endswith((".local", ".internal", ".localhost")) and not _is_number(host)
        )

    def allows_machine(self, host: str, port: int) -> bool:
        """Whether every machine of this name stands in the open internet."""
        if host in self.extra:
            return True
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except OSError:
            return True  # then nothing is reached, and it is tried again
        return all(ipaddress.ip_address(str(each[4][0]).partition("%")[0]).is_global for each in found)


def _is_number(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return host.replace(".", "").isdigit()
    return True


def reach() -> Reach:
    """What the running site may speak to."""
    found: Reach = current_app.extensions.setdefault("huzhu_push_reach", Reach())
    return found


def public_key() -> str:
    """What a browser has to know of this site before it takes messages from it."""
    point = (
        load_pem_private_key(_private_key(), None)
        .public_key()
        .public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    )
    return base64.urlsafe_b64encode(point).rstrip(b"=").decode()


def _private_key() -> bytes:
    """The key of the site as PEM, made at first need; of two processes at once the first one's stays."""
    path = Path(site_settings().data_dir) / FILE
    if not path.exists():
        unfinished = path.with_name(f".{FILE}.{os.getpid()}")
        unfinished.touch(mode=0o600)
        unfinished.write_bytes(VAPID.generate_keys()[0])
        try:
            os.link(unfinished, path)
        except FileExistsError:
            pass
        finally:
            unfinished.unlink()
    return path.read_bytes()


def push(device: Mapping[str, str], message: str, *, urgent: bool = False) -> None:
    """Send `message` to one browser. Raises DeviceGone, or OSError to try again."""
    endpoint, private = device["endpoint"], _private_key()
    parts = urlsplit(endpoint)
    if not reach().allows(endpoint) or not reach().allows_machine(parts.hostname or "", parts.port or 443):
        raise DeviceGone("the address is not one of the open internet")
    public = load_pem_private_key(private, None).public_key()
    sealed = WebPush(
        private,
        public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo),
        subscriber=_contact(),
        ttl=LIVES,
    ).get(
        message,
        WebPushSubscription.model_validate(
            {"endpoint": endpoint, "keys": {"p256dh": device["public_key"], "auth": device["secret"]}}
        ),
    )
    try:
        with httpx.Client(trust_env=False, follow_redirects=False, timeout=SECONDS) as client:
            answer = client.post(
                endpoint,
                content=sealed.encrypted,
                headers={**sealed.headers, "urgency": "high" if urgent else "normal"},
            )
    except httpx.HTTPError as failure:
        raise OSError(f"the push service cannot be reached: {type(failure).__name__}") from failure
    if answer.status_code in GONE:
        raise DeviceGone(f"answered {answer.status_code}")
    if not answer.is_success:
        raise OSError(f"the push service answered {answer.status_code}")


def _contact() -> str:
    from email.utils import parseaddr

    return parseaddr(site_settings().mail_from)[1] or "nobody@example.com"
