"""A receiver that says 2xx has the message, however it dresses its answer: it is not sent eleven times."""

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from community.kernel import jobs
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.webhooks import services
from community.webhooks.models import Delivery
from community.webhooks.rules import Wanted

if TYPE_CHECKING:
    from community.kernel.web import Huzhu

Answer = tuple[dict[str, str], bytes]


@pytest.fixture
def answering(app: "Huzhu") -> Iterator[Callable[[Answer], str]]:
    """The address of a program that says 200 with these headers and this body."""
    settings = app.extensions["huzhu_settings"]
    app.extensions["huzhu_settings"] = settings.model_copy(update={"webhook_hosts": "127.0.0.1"})
    begun: list[HTTPServer] = []

    def begin(answer: Answer) -> str:
        headers, body = answer

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self.rfile.read(int(self.headers["Content-Length"]))
                self.send_response(200)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_given: Any) -> None:
                return

        server = HTTPServer(("127.0.0.1", 0), Handler)
        begun.append(server)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{server.server_port}/"

    yield begin
    for server in begun:
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(({"Content-Encoding": "gzip"}, b"\x1f\x8b\x08\x00"), id="packed"),
        pytest.param(({}, b"<p>Thank you.</p>" * 5_000), id="long"),
    ],
)
def test_a_message_that_was_taken_has_arrived(
    answering: Callable[[Answer], str], grace: Actor, answer: Answer
) -> None:
    with unit_of_work():
        webhook = services.add(Wanted(url=answering(answer)), by=grace)[0]
        services.test(webhook, by=grace)
    jobs.run_due()
    db.session.expire_all()
    assert db.session.scalars(select(Delivery.state)).one() == "arrived"
