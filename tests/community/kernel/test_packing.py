"""Files and pages travel packed; what holds a token is of a length that tells nothing."""

import gzip
from pathlib import Path

import pytest
from flask import Flask

from community.kernel import packing
from community.kernel.policy import Actor
from tests.community.reading.test_profile_statements import statements
from tests.conftest import SignIn, make_app

PACKED = {"Accept-Encoding": "gzip"}


def test_a_style_sheet_travels_packed_and_is_the_same(app: Flask) -> None:
    client = app.test_client()
    with app.test_request_context():
        address = app.jinja_env.globals["stylesheet_url"]()  # type: ignore[operator]
    plain = client.get(address)
    packed = client.get(address, headers=PACKED)
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


@pytest.mark.parametrize("path", ["/", "/questions", "/settings", "/no-such-page"])
def test_a_page_that_holds_a_token_is_of_another_length_each_time(
    app: Flask, sign_in: SignIn, alice: Actor, path: str
) -> None:
    client = sign_in(app.test_client(), alice)
    lengths = set()
    for _turn in range(12):
        app.extensions["huzhu_own_pages"].clear()
        answer = client.get(path, headers=PACKED)
        assert answer.headers["Content-Encoding"] == "gzip"
        assert "Accept-Encoding" in answer.headers["Vary"]
        assert b"</html>" in gzip.decompress(answer.data)
        lengths.add(len(answer.data))
    assert len(lengths) > 3


def test_who_takes_no_gzip_gets_pages_as_they_are(app: Flask, sign_in: SignIn, alice: Actor) -> None:
    client = sign_in(app.test_client(), alice)
    for _turn in range(2):
        assert b"</html>" in client.get("/questions").data


def test_who_refuses_gzip_gets_a_kept_page_as_it_is(app: Flask) -> None:
    client = app.test_client()
    for takes in ("gzip;q=0", "br, gzip;q=0.0", "identity, x-gzipped"):
        for _turn in range(2):  # made, then kept
            answer = client.get("/questions", headers={"Accept-Encoding": takes})
            assert "Content-Encoding" not in answer.headers, takes
            assert b"</html>" in answer.data


def test_a_script_is_packed_once_by_whichever_address_it_is_asked_for(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, packed = app.test_client(), []
    compress = packing.packed
    monkeypatch.setattr(
        packing, "packed", lambda *given, **more: packed.append(1) or compress(*given, **more)
    )
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
