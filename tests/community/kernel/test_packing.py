"""Static files travel packed, pages do not."""

import gzip

from flask import Flask

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
