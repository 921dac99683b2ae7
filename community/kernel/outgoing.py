"""The only door to httpx: every request that this site makes of others.

One deadline for all of an answer, from the look-up of the name to the last byte (the look-up itself keeps to the limits
of the system's resolver). A greatest length; nothing is unpacked, no redirect is followed, no proxy of the environment
is asked. A name is looked up once, and the machines that were judged are the ones that are spoken to.
"""

import socket
import ssl
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Any, Final

import httpcore
import httpx

MOST_MACHINES: Final = 3  # of one name are tried: whoever made the name must not hold up a worker
PIECE: Final = 1024  # bytes that are written at once; before each the clock is looked at
UNICAST: Final = IPv6Network("2000::/3")
TRANSLATED: Final = IPv6Network("64:ff9b::/96")  # IPv4 as seen from a network that has none
OLD_RELAYS: Final = IPv4Network("192.88.99.0/24")

Admits = Callable[[str], bool]


class Unanswered(OSError):
    """No usable answer in time: later there may be one."""


class Refused(Exception):
    """The address is none that may be spoken to, now or later."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; a redirect is an answer like any other."""

    status: int
    body: bytes


def is_open(address: str) -> bool:
    """Whether an address is one of the open internet, in whichever spelling it comes."""
    found = _plain(address)
    if isinstance(found, IPv4Address):
        return found.is_global and not (found.is_multicast or found.is_reserved or found in OLD_RELAYS)
    tunnelled = found.sixtofour is not None or found.teredo is not None
    return found in UNICAST and found.is_global and not tunnelled


def is_machine(address: str) -> bool:
    """Whether an address may be of a service that whoever runs this site named: an inner one may, too.

    Never link-local ones: there clouds tell machines their secrets.
    """
    found = _plain(address)
    return not (found.is_link_local or found.is_multicast or found.is_unspecified)


def _plain(address: str) -> IPv4Address | IPv6Address:
    found = ip_address(address.partition("%")[0])
    if isinstance(found, IPv6Address):
        if found.ipv4_mapped is not None:
            return found.ipv4_mapped
        if found in TRANSLATED:
            return IPv4Address(int(found) & 0xFFFFFFFF)
    return found


def ask(
    method: str,
    url: str,
    *,
    seconds: float,
    most_bytes: int | None,
    admits: Admits = is_open,
    headers: Mapping[str, str] | None = None,
    basic: tuple[str, str] | None = None,
    **body: Any,
) -> Answer:
    """The answer to one request; `body` is one of httpx's `content`, `data`, `json`.

    `admits` judges each address that the name means; without `most_bytes` the status is enough, however the rest is
    dressed, and nothing of it is read. Raises Refused, Unanswered.
    """
    told = {"Accept-Encoding": "identity", **(headers or {})}
    transport = httpx.HTTPTransport(verify=trusted(), trust_env=False)
    transport._pool.close()  # noqa: SLF001 httpx has no other way to say how to connect
    transport._pool = httpcore.ConnectionPool(  # noqa: SLF001
        ssl_context=trusted(), network_backend=_Network(time.monotonic() + seconds, admits)
    )
    try:
        if httpx.URL(url).scheme not in {"http", "https"}:
            raise Refused("neither http nor https")
        with (
            httpx.Client(
                transport=transport, timeout=seconds, follow_redirects=False, trust_env=False
            ) as client,
            client.stream(method, url, headers=told, auth=basic, **body) as answer,
        ):
            return Answer(answer.status_code, b"" if most_bytes is None else _body(answer, most_bytes))
    except (httpx.InvalidURL, UnicodeError) as wrong:
        raise Refused("the address is none") from wrong
    except httpx.HTTPError as failure:
        raise Unanswered(f"{type(failure).__name__}: {failure}") from None


def _body(answer: httpx.Response, most_bytes: int) -> bytes:
    if answer.headers.get("Content-Encoding", "identity").strip().lower() not in {"", "identity"}:
        raise Unanswered("packed, though nobody asked for that")
    told = bytearray()
    for chunk in answer.iter_raw():
        told += chunk
        if len(told) > most_bytes:
            raise Unanswered("too long")
    return bytes(told)


@cache
def trusted() -> ssl.SSLContext:
    """Whose certificates are believed."""
    return httpx.create_ssl_context(trust_env=False)


class _Network(httpcore.NetworkBackend):
    """Connects to the machines that were judged, until the deadline."""

    def __init__(self, deadline: float, admits: Admits) -> None:
        self.deadline, self.admits, self.plain = deadline, admits, httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        unreachable: Exception = httpcore.ConnectError("the name has no address")
        for machine in self._machines(host, port):
            left = _left(self.deadline, httpcore.ConnectTimeout)
            try:
                made = self.plain.connect_tcp(machine, port, left, local_address, socket_options)
                return _Stream(made, self.deadline)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as failure:
                unreachable = failure
        raise unreachable

    def _machines(self, host: str, port: int) -> list[str]:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except OSError as unknown:
            raise httpcore.ConnectError(str(unknown)) from unknown
        addresses = list(dict.fromkeys(str(each[4][0]) for each in found))
        if not all(self.admits(each) for each in addresses):
            raise Refused("the address is not one that may be spoken to")
        return addresses[:MOST_MACHINES]


class _Stream(httpcore.NetworkStream):
    """A connection on which nothing waits beyond the deadline."""

    def __init__(self, plain: httpcore.NetworkStream, deadline: float) -> None:
        self.plain, self.deadline = plain, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self.plain.read(max_bytes, _left(self.deadline, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        for start in range(0, len(buffer), PIECE):
            self.plain.write(buffer[start : start + PIECE], _left(self.deadline, httpcore.WriteTimeout))

    def close(self) -> None:
        self.plain.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        left = _left(self.deadline, httpcore.ConnectTimeout)
        return _Stream(self.plain.start_tls(ssl_context, server_hostname, left), self.deadline)

    def get_extra_info(self, info: str) -> Any:
        return self.plain.get_extra_info(info)


def _left(deadline: float, late: type[Exception]) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise late("too slow")
    return left
