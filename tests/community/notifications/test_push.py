"""News on a device: encrypted for one browser, without a word of what was written, and never to a trap."""

import base64
import json
import os
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING, Any

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from community.kernel import jobs, outgoing
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.notifications import pushing, webpush
from community.notifications.models import PushDevice
from tests.community.notifications.making import choose, news
from tests.conftest import SignIn, both_databases

if TYPE_CHECKING:
    from community.kernel.web import Huzhu


def opened(body: bytes, key: ec.EllipticCurvePrivateKey, auth: bytes) -> bytes:
    """What a browser reads, after RFC 8188 and RFC 8291: salt, record size, the sender's point, one record."""
    salt, size, rest = body[:16], body[20], body[21:]
    point, record = rest[:size], rest[size:]
    own = key.public_key().public_bytes(
        serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
    )
    shared = key.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point))
    told = derived(shared, auth, b"WebPush: info\0" + own + point, 32)
    cek = derived(told, salt, b"Content-Encoding: aes128gcm\0", 16)
    nonce = derived(told, salt, b"Content-Encoding: nonce\0", 12)
    return AESGCM(cek).decrypt(nonce, record, None).rstrip(b"\0").removesuffix(b"\x02")


def derived(secret: bytes, salt: bytes, about: bytes, length: int) -> bytes:
    return HKDF(hashes.SHA256(), length, salt, about).derive(secret)


class PushService:
    """A push service on this machine, and the browser that reads what it brings."""

    def __init__(self) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.auth = os.urandom(16)
        self.taken: list[tuple[dict[str, str], bytes]] = []
        self.status = 201
        double = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                double.taken.append(({name.lower(): value for name, value in self.headers.items()}, body))
                self.send_response(double.status)
                if double.status == 302:
                    self.send_header("Location", f"http://127.0.0.1:{double.port}/elsewhere")
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_given: Any) -> None:
                return

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.port = self.server.server_port
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def subscription(self) -> dict[str, str]:
        point = self.key.public_key().public_bytes(
            serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
        )
        keys = [base64.urlsafe_b64encode(each).rstrip(b"=").decode() for each in (point, self.auth)]
        endpoint = f"http://127.0.0.1:{self.port}/send/abc"
        return {"endpoint": endpoint, "public_key": keys[0], "secret": keys[1], "label": "Firefox, Linux"}

    def read(self) -> list[dict[str, Any]]:
        return [json.loads(opened(body, self.key, self.auth)) for _headers, body in self.taken]


@pytest.fixture
def service(app: Flask) -> Iterator[PushService]:
    service = PushService()
    app.extensions["huzhu_push_reach"] = webpush.Reach(
        schemes=frozenset({"http", "https"}), ports=None, extra=frozenset({"127.0.0.1"})
    )
    yield service
    service.server.shutdown()
    service.server.server_close()


@pytest.fixture
def device(app: "Huzhu", bob: Actor, service: PushService) -> PushDevice:
    with unit_of_work():
        pushing.add(bob.id, service.subscription())
    return db.session.scalars(select(PushDevice)).one()


def test_a_browser_reads_what_kind_of_news_there_is_and_nothing_of_it(
    app: "Huzhu", bob: Actor, device: PushDevice, service: PushService
) -> None:
    news(bob)
    jobs.run_due()
    (told,) = service.read()
    assert told["body"] == "Answers to your questions"
    assert told["url"] == "/me"
    assert "lamp" not in json.dumps(told)
    assert "Mei" not in json.dumps(told)
    headers, body = service.taken[0]
    assert headers["authorization"].startswith("vapid t=")
    assert webpush.public_key() in headers["authorization"]
    assert headers["content-encoding"] == "aes128gcm"
    assert b"Answers" not in body
    assert device.reached_at is not None


def test_what_is_not_wanted_there_is_not_sent(
    app: "Huzhu", bob: Actor, device: PushDevice, service: PushService
) -> None:
    choose(bob, "answer", push="off")
    news(bob)
    jobs.run_due()
    assert service.taken == []


@pytest.mark.parametrize("status", [404, 410, 403])
def test_a_browser_that_left_is_forgotten(
    app: "Huzhu", bob: Actor, device: PushDevice, service: PushService, status: int
) -> None:
    service.status = status
    news(bob)
    jobs.run_due()
    assert db.session.scalars(select(PushDevice)).all() == []
    assert db.session.scalars(select(jobs.Job).filter_by(kind="push", state="waiting")).all() == []


@pytest.mark.parametrize("status", [429, 503, 302])
def test_a_service_that_is_busy_is_asked_again_and_no_redirection_is_followed(
    app: "Huzhu", bob: Actor, device: PushDevice, service: PushService, status: int
) -> None:
    service.status = status
    news(bob)
    jobs.run_due()
    assert len(service.taken) == 1
    assert db.session.scalars(select(jobs.Job).filter_by(kind="push", state="waiting")).one().attempts == 1


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://push.example.com/x",
        "https://127.0.0.1/x",
        "https://localhost/x",
        "https://10.0.0.7/x",
        "https://[::1]/x",
        "https://2130706433/x",
        "https://169.254.169.254/latest",
        "https://db.internal/x",
        "https://push.example.com:8443/x",
        "https://user:word@push.example.com/x",
        "file:///etc/passwd",
        "not an address",
    ],
)
def test_an_address_that_is_not_of_the_open_internet_is_refused(
    app: "Huzhu", bob: Actor, client: FlaskClient, sign_in: SignIn, service: PushService, endpoint: str
) -> None:
    given = {**service.subscription(), "endpoint": endpoint}
    app.extensions["huzhu_push_reach"] = webpush.Reach()
    answer = sign_in(client, bob).post("/settings/notifications/devices", json=given)
    assert answer.status_code == 422
    assert db.session.scalars(select(PushDevice)).all() == []


@both_databases
def test_a_name_of_a_browser_holds_no_zero_character(
    app: "Huzhu", bob: Actor, client: FlaskClient, sign_in: SignIn, service: PushService
) -> None:
    given = {**service.subscription(), "label": "Fire\x00fox\\u0000"}
    assert sign_in(client, bob).post("/settings/notifications/devices", json=given).status_code == 204
    assert db.session.scalars(select(PushDevice.label)).all() == ["Firefox\\u0000"]


def test_a_name_that_leads_to_a_machine_of_the_house_is_refused(
    app: "Huzhu", monkeypatch: pytest.MonkeyPatch, service: PushService
) -> None:
    app.extensions["huzhu_push_reach"] = webpush.Reach()
    monkeypatch.setattr(outgoing.socket, "getaddrinfo", lambda *_a, **_k: [(2, 1, 6, "", ("10.1.2.3", 443))])
    told = {**service.subscription(), "endpoint": "https://push.example.com/x"}
    assert webpush.reach().allows(told["endpoint"])
    with pytest.raises(webpush.DeviceGone):
        webpush.push(told, "{}")


def test_a_member_sees_and_removes_own_devices_only(
    app: "Huzhu", alice: Actor, bob: Actor, client: FlaskClient, sign_in: SignIn, device: PushDevice
) -> None:
    path = f"/settings/notifications/devices/{device.id}"
    assert sign_in(app.test_client(), alice).post(path).status_code == 404
    mine = sign_in(client, bob)
    assert "Firefox, Linux" in mine.get("/settings/notifications").text
    assert mine.post(path).status_code == 303
    assert db.session.scalars(select(PushDevice)).all() == []


def test_the_key_of_the_site_stays_and_only_the_site_reads_it(app: "Huzhu") -> None:
    first = webpush.public_key()
    assert webpush.public_key() == first
    path = app.extensions["huzhu_settings"].data_dir / webpush.FILE
    assert path.stat().st_mode & 0o077 == 0


def test_the_script_of_the_browser_comes_from_the_root(client: FlaskClient) -> None:
    answer = client.get("/sw.js")
    assert answer.mimetype == "text/javascript"
    assert "notificationclick" in answer.text
