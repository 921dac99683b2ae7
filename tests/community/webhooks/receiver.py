"""A program of this machine that is told what happens, and does with it what a test says."""

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any


class Receiver:
    """Takes messages, answers with `status`, and keeps what came."""

    def __init__(self) -> None:
        self.taken: list[tuple[dict[str, str], bytes]] = []
        self.status = 204
        double = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                double.taken.append(({name.lower(): value for name, value in self.headers.items()}, body))
                self.send_response(double.status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_given: Any) -> None:
                return

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/huzhu"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def told(self, topic: str = "") -> list[dict[str, Any]]:
        """The messages that came, of one topic where it is named."""
        read: list[dict[str, Any]] = [json.loads(body) for _headers, body in self.taken]
        return [each for each in read if topic in {"", each["type"]}]

    def close(self) -> None:
        """Take nothing any more: whoever comes finds nobody."""
        self.server.shutdown()
        self.server.server_close()
