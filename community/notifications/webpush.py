"""The only door to webpush, and one to httpx: keys of this site, and messages that only one browser can read.

A browser names the address to which its messages go, so an address may be a trap. Only HTTPS to hosts of the open
internet is spoken, to the very machines that a name was found to mean, and no redirection is followed.
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
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key
from flask import current_app
from webpush import VAPID, WebPush, WebPushSubscription  # type: ignore[import-untyped]

from community.kernel.furnish import site_settings

FILE: Final = "vapid.pem"
SECONDS: Final = 10
MOST_MACHINES: Final = 3  # of one name are tried: whoever made the name must not hold up a worker
LIVES: Final = 24 * 3600  # how long a message waits for a browser that is off
POINT_BYTES: Final = 65  # one that is not compressed: 4, x and y
SECRET_BYTES: Final = 16
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

    def machines(self, host: str, port: int) -> list[str]:
        """The addresses of this name. Raises DeviceGone when one is not of the open internet, OSError if unknown."""
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except UnicodeError as wrong:
            raise DeviceGone("the name is none") from wrong
        addresses = list(dict.fromkeys(str(each[4][0]) for each in found))
        if host not in self.extra and not all(_is_open(each) for each in addresses):
            raise DeviceGone("the address is not one of the open internet")
        return addresses[:MOST_MACHINES]


def _is_open(address: str) -> bool:
    return ipaddress.ip_address(address.partition("%")[0]).is_global


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


def are_keys(device: Mapping[str, str]) -> bool:
    """Whether a message can be sealed for this browser: a point of the curve, and sixteen bytes (RFC 8291)."""
    try:
        point, secret = (_bytes(device[name]) for name in ("public_key", "secret"))
        EllipticCurvePublicKey.from_encoded_point(SECP256R1(), point)
    except ValueError:
        return False
    return len(point) == POINT_BYTES and len(secret) == SECRET_BYTES


def _bytes(text: str) -> bytes:
    digits = text.rstrip("=")
    return base64.b64decode(digits + "=" * (-len(digits) % 4), altchars=b"-_", validate=True)


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


def push(device: Mapping[str, str], message: str) -> None:
    """Send `message` to one browser. Raises DeviceGone, or OSError to try again."""
    endpoint, private = device["endpoint"], _private_key()
    if not reach().allows(endpoint):
        raise DeviceGone("the address is not one of the open internet")
    if not are_keys(device):
        raise DeviceGone("nothing can be sealed with its keys")
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
        answer = _posted(httpx.URL(endpoint), sealed.encrypted, sealed.headers)
    except httpx.InvalidURL as wrong:
        raise DeviceGone("the address is none") from wrong
    except httpx.HTTPError as failure:
        raise OSError(f"the push service cannot be reached: {type(failure).__name__}") from failure
    if answer.status_code in GONE:
        raise DeviceGone(f"answered {answer.status_code}")
    if not answer.is_success:
        raise OSError(f"the push service answered {answer.status_code}")


def _posted(url: httpx.URL, content: bytes, headers: Mapping[str, str]) -> httpx.Response:
    """Ask the machines of a name, one after the other, as that name: looked up again it might mean others."""
    name = url.raw_host.decode("ascii")
    told = {**headers, "Host": url.netloc.decode("ascii")}
    unreachable: httpx.TransportError = httpx.ConnectError("the name has no address")
    with httpx.Client(trust_env=False, follow_redirects=False, timeout=SECONDS) as client:
        for machine in reach().machines(name, url.port or (443 if url.scheme == "https" else 80)):
            there = url.copy_with(host=machine)
            try:
                return client.post(there, content=content, headers=told, extensions={"sni_hostname": name})
            except (httpx.ConnectError, httpx.ConnectTimeout) as failure:
                unreachable = failure
    raise unreachable


def _contact() -> str:
    from email.utils import parseaddr

    return parseaddr(site_settings().mail_from)[1] or "nobody@example.com"
