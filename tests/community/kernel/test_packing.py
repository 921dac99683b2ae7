"""Static files travel packed, pages do not."""

import gzip
from pathlib import Path

import pytest
from flask import Flask

from community.kernel.policy import Actor
from tests.community.reading.test_profile_statements import statements
from tests.conftest import SignIn, make_app

PACKED = {"Accept-Encoding": "gzip"}


def test_a_style_sheet_travels_packed_and_is_the_same(app: Flask) -> None:
    client = app.test_client()
    plain = client.get("/site.css?v=1")
    packed = client.get("/site.css?v=1", headers=PACKED)
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert len(packed.data) < len(plain.data) / 3
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert "immutable" in packed.headers["Cache-Control"]


def test_a_script_that_has_not_changed_is_not_sent_again(app: Flask) -> None:
    client = app.test_client()
    packed = client.get("/scripts/x/app.js", headers=PACKED)
    assert packed.headers["Content-Encoding"] == "gzip"
    packed.close()
    again = client.get("/scripts/x/app.js", headers=PACKED | {"If-None-Match": packed.headers["ETag"]})
    assert again.status_code == 304
    again.close()


def test_pages_stay_as_they_are_since_they_hold_secrets(app: Flask) -> None:
    assert "Content-Encoding" not in app.test_client().get("/sign-in", headers=PACKED).headers


def test_a_script_is_packed_once_by_whichever_address_it_is_asked_for(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, packed = app.test_client(), []
    compress = gzip.compress
    monkeypatch.setattr(gzip, "compress", lambda *given, **more: packed.append(1) or compress(*given, **more))
    for number in range(5):
        for name in ("app.js", f"nothing{number}/../app.js"):
            answer = client.get(f"/scripts/{number}/{name}", headers=PACKED)
            assert answer.status_code == 200  # a page of before an update still works
            assert answer.headers["Cache-Control"] == "no-cache"
            answer.close()
    assert len(packed) == 1


def test_files_ask_nothing_of_the_database_whoever_is_signed_in(
    app: Flask, sign_in: SignIn, alice: Actor
) -> None:
    client = sign_in(app.test_client(), alice)
    for address in ("/scripts/x/app.js", "/site.css?v=1", "/sw.js", "/manifest.webmanifest?lang=en"):
        with statements() as asked:
            client.get(address).close()
        assert asked == [], address


def test_files_are_not_counted_against_anybody(tmp_path: Path, empty_database: bytes) -> None:
    (tmp_path / "huzhu.sqlite").write_bytes(empty_database)
    client = make_app(tmp_path, rate_limits="on").test_client()
    for _ in range(220):
        answer = client.get("/scripts/x/app.js")
        answer.close()
    assert answer.status_code == 200


def test_a_file_that_is_missing_is_not_kept_as_if_it_were_there(app: Flask) -> None:
    assert "immutable" not in app.test_client().get("/static/nothing.js?v=1").headers["Cache-Control"]
