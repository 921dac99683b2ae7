"""One customer has all addresses of an IPv6 network of 64 bits: changing them is no way round the limits."""

from pathlib import Path

import pytest

from community.kernel import throttle
from community.kernel.db import db
from community.kernel.networks import network_of
from tests.conftest import make_app


def test_one_network_has_one_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(throttle, "READING", "5 per minute")
    app = make_app(tmp_path, rate_limits="on")
    with app.app_context():
        db.create_all()
    client = app.test_client()
    told = [
        client.get("/api/v1/questions", environ_base={"REMOTE_ADDR": f"2001:db8:1:2::{number:x}"}).status_code
        for number in range(1, 12)
    ]
    same = [
        client.get("/api/v1/questions", environ_base={"REMOTE_ADDR": "2001:db8:1:3::1"}).status_code
        for _ in range(11)
    ]
    assert 429 in same
    assert 429 in told
    with app.app_context():
        db.engine.dispose()


def test_a_network_of_version_six_counts_as_one_address() -> None:
    assert network_of("2001:db8:1:2::1") == network_of("2001:db8:1:2:ffff::9%eth0")
    assert network_of("::ffff:192.0.2.1") == network_of("192.0.2.1") == "192.0.2.1"
    assert network_of("") == ""
