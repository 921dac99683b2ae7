"""What goes out: to which machines, how long it waits, how much it takes; against a real server on this machine."""

import gzip
import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from community.kernel import outgoing
from tests.house.sources import ROOT

DRIPS = 100  # pieces, 0.05 s apart: far more than the deadlines below, and an end


class Told(BaseHTTPRequestHandler):
    """One bad habit for each path."""

    def do_GET(self) -> None:
        self.server.asked.append(self.path)  # type: ignore[attr-defined]
        try:
            getattr(self, "tell_" + self.path.strip("/"))()
        except OSError:
            return

    def head(self, status: int = 200, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()

    def tell_plain(self) -> None:
        self.head(Content_Length="2")
        self.wfile.write(b"{}")

    def tell_drip(self) -> None:
        self.head(Content_Length=str(DRIPS))
        for _ in range(DRIPS):
            self.wfile.write(b" ")
            time.sleep(0.05)

    def tell_drip_head(self) -> None:
        self.wfile.write(b"HTTP/1.0 200 OK\r\n")
        for number in range(DRIPS):
            self.wfile.write(b"X-%d: 1\r\n" % number)
            time.sleep(0.05)
        self.wfile.write(b"\r\n")

    def tell_endless(self) -> None:
        self.head()
        for _ in range(1000):
            self.wfile.write(b" " * 10_000)

    def tell_bomb(self) -> None:
        self.head(Content_Encoding="gzip")
        self.wfile.write(gzip.compress(b" " * 10_000_000))

    def tell_away(self) -> None:
        self.head(302, Location="/plain", Content_Length="0")

    def log_message(self, *_given: Any) -> None:
        return


@pytest.fixture
def server() -> Iterator[ThreadingHTTPServer]:
    made = ThreadingHTTPServer(("127.0.0.1", 0), Told)
    made.asked = []  # type: ignore[attr-defined]
    threading.Thread(target=made.serve_forever, daemon=True).start()
    yield made
    made.shutdown()
    made.server_close()


def asked(server: ThreadingHTTPServer, path: str, host: str = "127.0.0.1", **more: Any) -> outgoing.Answer:
    limits = {"seconds": 5, "most_bytes": 100_000, "admits": outgoing.is_machine, **more}
    return outgoing.ask("GET", f"http://{host}:{server.server_port}/{path}", **limits)


def test_an_answer_is_status_and_body(server: ThreadingHTTPServer) -> None:
    assert asked(server, "plain") == outgoing.Answer(200, b"{}")


@pytest.mark.parametrize("path", ["drip", "drip_head"])
def test_one_deadline_is_for_all_of_an_answer(server: ThreadingHTTPServer, path: str) -> None:
    with pytest.raises(outgoing.Unanswered):
        asked(server, path, seconds=0.4)


@pytest.mark.parametrize("path", ["endless", "bomb"])
def test_too_much_is_not_taken(server: ThreadingHTTPServer, path: str) -> None:
    with pytest.raises(outgoing.Unanswered, match=r"too long|packed"):
        asked(server, path)


@pytest.mark.parametrize("path", ["drip", "endless", "bomb"])
def test_who_wants_the_status_alone_reads_no_more(server: ThreadingHTTPServer, path: str) -> None:
    assert asked(server, path, most_bytes=None) == outgoing.Answer(200, b"")


def test_a_redirect_is_not_followed(server: ThreadingHTTPServer) -> None:
    assert asked(server, "away").status == 302
    assert server.asked == ["/away"]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "2130706433", "0x7f000001", "0177.0.0.1", "127.1", "[::ffff:127.0.0.1]"],
)
def test_no_spelling_of_an_inner_host_is_spoken_to(server: ThreadingHTTPServer, host: str) -> None:
    with pytest.raises(outgoing.Refused):
        asked(server, "plain", host, admits=outgoing.is_open)
    assert server.asked == []  # type: ignore[attr-defined]


def test_a_name_is_looked_up_once(server: ThreadingHTTPServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second look-up of a name may lead anywhere."""
    found = iter([[(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", 0))]])
    real = socket.getaddrinfo
    monkeypatch.setattr(
        socket,
        "getaddrinfo",
        lambda host, *rest, **more: next(found) if host == "twice.example" else real(host, *rest, **more),
    )
    assert asked(server, "plain", "twice.example").status == 200


def test_one_inner_machine_of_a_name_closes_it(monkeypatch: pytest.MonkeyPatch) -> None:
    both = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, 80)) for each in ("1.1.1.1", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_given, **_more: both)
    with pytest.raises(outgoing.Refused):
        outgoing.ask("GET", "http://both.example/", seconds=1, most_bytes=1)


@pytest.mark.parametrize("url", ["ftp://example.com/", "file:///etc/passwd", "http://[::1/", "//x", ""])
def test_what_is_no_address_of_the_web_is_refused(url: str) -> None:
    with pytest.raises(outgoing.Refused):
        outgoing.ask("GET", url, seconds=1, most_bytes=1)


INNER = """127.0.0.1 10.1.2.3 172.16.0.1 192.168.0.1 169.254.169.254 100.64.0.1 0.0.0.0 224.0.0.1 239.1.1.1
240.0.0.1 255.255.255.255 192.88.99.1 192.0.2.1 198.18.0.1 ::1 ::1%lo :: fe80::1%eth0 fc00::1 ff02::1 ff0e::1 ::127.0.0.1
::ffff:10.0.0.1 64:ff9b::7f00:1 64:ff9b::a9fe:a9fe 64:ff9b:1::1 2002:7f00:1:: 2002:101:101:: 2001:0:1:: 2001:db8::1 fec0::1"""


@pytest.mark.parametrize("address", INNER.split())
def test_inner_addresses_are_known_in_every_spelling(address: str) -> None:
    assert not outgoing.is_open(address)


@pytest.mark.parametrize("address", ["1.1.1.1", "2606:4700::1111", "::ffff:1.1.1.1", "64:ff9b::101:101"])
def test_the_open_internet_is_open(address: str) -> None:
    assert outgoing.is_open(address)


@pytest.mark.parametrize("address", ["169.254.169.254", "::ffff:169.254.169.254", "fe80::1%eth0", "::"])
def test_not_even_a_named_service_is_where_clouds_keep_secrets(address: str) -> None:
    assert not outgoing.is_machine(address)


def test_there_is_one_door() -> None:
    """Whatever goes out over the web goes through it."""
    doors = (
        "import httpx",
        "from httpx",
        "import httpcore",
        "urllib.request",
        "http.client",
        "import requests",
    )
    found = {
        path.relative_to(ROOT).as_posix()
        for package in ("community", "gamification", "moderation")
        for path in (ROOT / package).rglob("*.py")
        if any(door in path.read_text(encoding="utf-8") for door in doors)
    }
    assert found == {"community/kernel/outgoing.py"}
