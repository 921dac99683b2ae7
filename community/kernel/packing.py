"""What goes over the wire is compressed: static files, each packed once, and pages."""

import functools
import gzip
import io
import posixpath
import secrets
from http import HTTPStatus
from typing import Final

from flask import Flask, Response, request
from werkzeug.http import parse_accept_header

from community.kernel.assets import FILE_ENDPOINTS

TYPES: Final = frozenset(
    {"text/css", "text/javascript", "application/javascript", "image/svg+xml", "application/json"}
)
LEAST_BYTES: Final = 500
LONGEST_NAME: Final = 100
QUICKLY: Final = (
    4  # of the nine levels of gzip: the next two take half as long again for a fortieth of the bytes
)
THOROUGHLY: Final = 9  # for what is packed once


def packed(body: bytes, *, secret: bool, level: int = QUICKLY) -> bytes:
    """`body` as gzip; with `secret`, of a length that differs by chance.

    Whoever counts bytes on the wire while they have somebody's browser ask for page after page could else guess the
    token that stands in it (BREACH, Prado, Harris, Gluck 2013). The name of the file that gzip tells is of any length.
    """
    name = secrets.token_hex(LONGEST_NAME)[: secrets.randbelow(LONGEST_NAME)] if secret else ""
    made = io.BytesIO()
    with gzip.GzipFile(name, "wb", level, made, mtime=0) as file:
        file.write(body)
    return made.getvalue()


@functools.lru_cache(maxsize=100)  # browsers say much the same, and kept pages are to cost little
def takes_gzip(accepted: str) -> bool:
    """Whether this header `Accept-Encoding` takes gzip: a quality of 0 refuses what it names."""
    return bool(parse_accept_header(accepted)["gzip"])


def pack_page(response: Response) -> Response:
    """A page that is made for one reader, compressed where their browser takes that."""
    if response.mimetype != "text/html" or "Content-Encoding" in response.headers or response.is_streamed:
        return response
    response.vary.add("Accept-Encoding")
    if request.accept_encodings["gzip"] and len(body := response.get_data()) >= LEAST_BYTES:
        response.set_data(packed(body, secret=True))
        response.headers["Content-Encoding"] = "gzip"
        if etag := response.get_etag()[0]:
            response.set_etag(etag, weak=True)
    return response


def init_app(app: Flask) -> None:
    """Answer with the packed file where the browser takes one."""
    files: dict[tuple[str | None, str, str | None], bytes] = {}

    @app.after_request
    def pack(response: Response) -> Response:
        if request.endpoint not in FILE_ENDPOINTS or response.mimetype not in TYPES:
            return response
        response.vary.add("Accept-Encoding")
        takes = request.method == "GET" and bool(request.accept_encodings["gzip"])
        if not takes or response.status_code != HTTPStatus.OK or (response.content_length or 0) < LEAST_BYTES:
            return response
        key = (request.endpoint, _name(), response.get_etag()[0])
        opened = getattr(response.response, "close", None)
        if key not in files or app.debug:
            response.direct_passthrough = False
            files[key] = packed(response.get_data(), secret=False, level=THOROUGHLY)
        response.set_data(files[key])
        if opened is not None:
            opened()  # the file itself is not sent
        response.headers["Content-Encoding"] = "gzip"
        response.set_etag(str(response.get_etag()[0]), weak=True)  # the same file, in another coat
        return response


def _name() -> str:
    """The file of the running request, the same by whichever address and under whichever version it is asked for."""
    given = request.view_args or {}
    return posixpath.normpath(str(given.get("name") or given.get("filename") or ""))
