"""The only door to webpush: keys of this site, and messages that only one browser can read.

A browser names the address to which its messages go, so an address may be a trap. Only HTTPS to hosts of the open
internet is spoken, to the very machines that a name was found to mean, and no redirection is followed.
"""

import base64
import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key
from flask import current_app
from webpush import VAPID, WebPush, WebPushSubscription  # type: ignore[import-untyped]

from community.kernel import outgoing
from community.kernel.furnish import site_settings
from community.kernel.made_once import made_once

FILE: Final = "vapid.pem"
SECONDS: Final = 10
SUCCESS: Final = 2  # the hundreds of a status
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

    def admits(self, host: str) -> outgoing.Admits:
        """How the machines of this name are judged."""
        return outgoing.is_machine if host in self.extra else outgoing.is_open


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
    return made_once(path, lambda: VAPID.generate_keys()[0])


def _subscription(device: Mapping[str, str]) -> WebPushSubscription:
    """The browser, as the library knows it, which takes names of hosts by rules of its own. Raises DeviceGone."""
    keys = {"p256dh": device["public_key"], "auth": device["secret"]}
    try:
        return WebPushSubscription.model_validate({"endpoint": device["endpoint"], "keys": keys})
    except ValueError:
        raise DeviceGone("the address is none") from None


def push(device: Mapping[str, str], message: str) -> None:
    """Send `message` to one browser. Raises DeviceGone, or OSError to try again."""
    endpoint, private = device["endpoint"], _private_key()
    if not reach().allows(endpoint):
        raise DeviceGone("the address is not one of the open internet")
    if not are_keys(device):
        raise DeviceGone("nothing can be sealed with its keys")
    public = load_pem_private_key(private, None).public_key()
    sender = WebPush(
        private,
        public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo),
        subscriber=_contact(),
        ttl=LIVES,
    )
    sealed = sender.get(message, _subscription(device))
    try:
        answer = outgoing.ask(
            "POST",
            endpoint,
            seconds=SECONDS,
            most_bytes=None,
            admits=reach().admits(urlsplit(endpoint).hostname or ""),
            headers=sealed.headers,
            content=sealed.encrypted,
        )
    except outgoing.Refused as wrong:
        raise DeviceGone(str(wrong)) from wrong
    except outgoing.Unanswered as failure:
        raise OSError(f"the push service cannot be reached: {failure}") from failure
    if answer.status in GONE:
        raise DeviceGone(f"answered {answer.status}")
    if answer.status // 100 != SUCCESS:
        raise OSError(f"the push service answered {answer.status}")


def _contact() -> str:
    from email.utils import parseaddr

    return parseaddr(site_settings().mail_from)[1] or "nobody@example.com"
