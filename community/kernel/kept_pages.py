"""Answering with a page that is kept, in place of the whole application."""

import gzip
import secrets
import time
from collections.abc import Iterable
from http import HTTPStatus
from typing import Any, Final

from flask import Flask
from werkzeug.http import is_resource_modified

from community.kernel import metrics, packing, page_cache, page_keys, throttle

FINE, UNCHANGED = HTTPStatus.OK, HTTPStatus.NOT_MODIFIED
PACKED: Final = ("Content-Encoding", "gzip")


def answer(app: Flask, environ: dict[str, Any], start_response: Any) -> Iterable[bytes] | None:
    """Send the kept page that this request asks for; None if there is none, or whoever comes asks too much."""
    begun = time.perf_counter()
    key = page_keys.key_of(environ)
    pages = page_cache.pages_of(app, key)
    found = pages.find(key) if key else None
    if key is None or found is None or not throttle.allows(app, environ, found.member_id):
        return None
    kept = pages.get(key)
    if kept is None:
        return None
    headers = [*kept.headers, ("X-Request-ID", secrets.token_hex(8))]
    etag = f'W/"{kept.etag}"'
    if "HTTP_IF_NONE_MATCH" in environ and not is_resource_modified(environ, etag):
        status, body = UNCHANGED, b""
        headers = [each for each in headers if each[0] != "Content-Type"]
    else:
        status, body = FINE, kept.packed
        if packing.takes_gzip(environ.get("HTTP_ACCEPT_ENCODING", "")):
            headers.append(PACKED)
        else:
            body = gzip.decompress(body)
        headers.append(("Content-Length", str(len(body))))
    start_response(f"{status.value} {status.phrase}", headers)
    metrics.count(environ["REQUEST_METHOD"], kept.endpoint, status.value, time.perf_counter() - begun)
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]
