"""Static files go over the wire compressed, each packed once; pages stay as they are, since they hold secrets."""

import gzip
from http import HTTPStatus
from typing import Final

from flask import Flask, Response, request

ENDPOINTS: Final = frozenset({"static", "stylesheet", "scripts"})
TYPES: Final = frozenset(
    {"text/css", "text/javascript", "application/javascript", "image/svg+xml", "application/json"}
)
LEAST_BYTES: Final = 500


def init_app(app: Flask) -> None:
    """Answer with the packed file where the browser takes one."""
    packed: dict[str, bytes] = {}

    @app.after_request
    def pack(response: Response) -> Response:
        if request.endpoint not in ENDPOINTS or response.mimetype not in TYPES:
            return response
        response.vary.add("Accept-Encoding")
        takes = request.method == "GET" and bool(request.accept_encodings["gzip"])
        if not takes or response.status_code != HTTPStatus.OK or (response.content_length or 0) < LEAST_BYTES:
            return response
        key = f"{request.path} {response.get_etag()[0]}"
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
