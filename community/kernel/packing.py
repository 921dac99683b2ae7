"""Static files go over the wire compressed, each packed once; pages stay as they are, since they hold secrets."""

import gzip
import posixpath
from http import HTTPStatus
from typing import Final

from flask import Flask, Response, request

from community.kernel.assets import FILE_ENDPOINTS

TYPES: Final = frozenset(
    {"text/css", "text/javascript", "application/javascript", "image/svg+xml", "application/json"}
)
LEAST_BYTES: Final = 500


def init_app(app: Flask) -> None:
    """Answer with the packed file where the browser takes one."""
    packed: dict[tuple[str | None, str, str | None], bytes] = {}

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
        if key not in packed or app.debug:
            response.direct_passthrough = False
            packed[key] = gzip.compress(response.get_data(), mtime=0)
        response.set_data(packed[key])
        if opened is not None:
            opened()  # the file itself is not sent
        response.headers["Content-Encoding"] = "gzip"
        response.set_etag(str(response.get_etag()[0]), weak=True)  # the same file, in another coat
        return response


def _name() -> str:
    """The file of the running request, the same by whichever address and under whichever version it is asked for."""
    given = request.view_args or {}
    return posixpath.normpath(str(given.get("name") or given.get("filename") or ""))
