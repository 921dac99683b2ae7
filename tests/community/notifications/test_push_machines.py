"""A message goes to the machine that was looked at, under the name that its certificate must be of."""

import base64
import ipaddress
import os
import socket
import ssl
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from flask.testing import FlaskClient
from sqlalchemy import select

from community.kernel import clock, jobs, outgoing
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.notifications import webpush
from community.notifications.models import PushDevice
from tests.community.notifications.making import news
from tests.conftest import SignIn

if TYPE_CHECKING:
    from community.kernel.web import Huzhu

NAME = "push.example.com"


def told(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def point(form: serialization.PublicFormat = serialization.PublicFormat.UncompressedPoint) -> bytes:
    key = ec.generate_private_key(ec.SECP256R1()).public_key()
    return key.public_bytes(serialization.Encoding.X962, form)


def device(endpoint: str, **given: str) -> dict[str, str]:
    return {"endpoint": endpoint, "public_key": told(point()), "secret": told(os.urandom(16)), **given}


def certificate(name: str, folder: Path) -> Path:
    """A key and a certificate of this name that only a test trusts."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = clock.now()
    made = (
        x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    path = folder / "machine.pem"
    path.write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + made.public_bytes(pem)
    )
    return path


class Machine(HTTPServer):
    """A push service that speaks TLS and keeps under which names it was asked."""

    def __init__(self, pem: Path) -> None:
        super().__init__(("127.0.0.1", 0), Asked)
        self.names: list[str | None] = []
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(pem)
        context.sni_callback = lambda _socket, name, _context: self.names.append(name)
        self.socket = context.wrap_socket(self.socket, server_side=True)

    def handle_error(self, *_given: Any) -> None:
        return


class Asked(BaseHTTPRequestHandler):
    server: Machine

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.server.names.append(self.headers["Host"])
        self.send_response(201)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_given: Any) -> None:
        return


@pytest.fixture
def machine(
    app: "Huzhu", request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Machine]:
    """Behind `NAME`, with a certificate of the name that the test asks for."""
    pem = certificate(getattr(request, "param", NAME), tmp_path)
    found = Machine(pem)
    threading.Thread(target=found.serve_forever, daemon=True).start()
    app.extensions["huzhu_push_reach"] = webpush.Reach(ports=None)
    monkeypatch.setattr(
        ipaddress.IPv4Address, "is_global", True
    )  # the loopback is all that a test may speak to
    address = (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", found.server_port))
    looked_up = iter([[address]])

    def once(*_given: Any, **_more: Any) -> list[Any]:
        return next(looked_up)

    # A name that is looked up a second time may lead anywhere.
    real = socket.getaddrinfo
    monkeypatch.setattr(
        socket,
        "getaddrinfo",
        lambda host, *rest, **more: (once if host == NAME else real)(host, *rest, **more),
    )
    trusting = ssl.create_default_context(cafile=str(pem))
    monkeypatch.setattr(outgoing, "trusted", lambda: trusting)
    yield found
    found.shutdown()
    found.server_close()


def test_the_machine_that_was_looked_at_is_asked_by_the_name(machine: Machine) -> None:
    webpush.push(device(f"https://{NAME}:{machine.server_port}/x"), "{}")
    assert machine.names == [NAME, f"{NAME}:{machine.server_port}"]


@pytest.mark.parametrize("machine", ["other.example.com"], indirect=True)
def test_a_machine_that_cannot_show_the_name_gets_nothing(machine: Machine) -> None:
    with pytest.raises(OSError, match="cannot be reached"):
        webpush.push(device(f"https://{NAME}:{machine.server_port}/x"), "{}")
    assert machine.names == [NAME]


def test_a_name_that_is_not_known_now_is_tried_again(app: "Huzhu", monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_given: Any, **_more: Any) -> None:
        raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")

    monkeypatch.setattr(outgoing.socket, "getaddrinfo", unknown)
    with pytest.raises(OSError, match="name resolution"):
        webpush.push(device(f"https://{NAME}/x"), "{}")


WRONG_KEYS = [
    {"public_key": ""},
    {"public_key": "BA"},
    {"public_key": "no base64!"},
    {"public_key": "\u00e4" * 87},
    {"public_key": told(b"\x04" + b"\x01" * 64)},  # no point of the curve
    {"public_key": told(point(serialization.PublicFormat.CompressedPoint))},
    {"secret": ""},
    {"secret": "AA"},
    {"secret": told(b"\x01" * 17)},
]


@pytest.mark.parametrize("wrong", WRONG_KEYS)
def test_keys_with_which_nothing_can_be_sealed_are_refused(
    app: "Huzhu", bob: Actor, client: FlaskClient, sign_in: SignIn, wrong: dict[str, str]
) -> None:
    given = device(f"https://{NAME}/x", **wrong)
    assert sign_in(client, bob).post("/settings/notifications/devices", json=given).status_code == 422
    assert db.session.scalars(select(PushDevice)).all() == []
    assert client.post("/settings/notifications/devices", json=device(f"https://{NAME}/x")).status_code == 204


def test_a_browser_that_is_kept_with_such_keys_is_forgotten(app: "Huzhu", bob: Actor) -> None:
    with unit_of_work():
        wrong = device(f"https://{NAME}/x", public_key="BA")
        db.session.add(PushDevice(member_id=bob.id, created_at=clock.now(), **wrong))
    news(bob)
    jobs.run_due()
    assert db.session.scalars(select(PushDevice)).all() == []


@pytest.mark.parametrize("host", ["xn--a.example.com", "push.example.com%00", "push .example.com"])
def test_a_name_that_is_none_takes_the_device_away(app: "Huzhu", host: str) -> None:
    """A failure would come again and again, and tell the log where the device is reached."""
    given = device(f"https://{host}/x")
    assert webpush.reach().allows(given["endpoint"])
    with pytest.raises(webpush.DeviceGone):
        webpush.push(given, "{}")
