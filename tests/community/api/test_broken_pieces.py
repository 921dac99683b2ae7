"""A body in pieces whose frame is broken is the sender's fault, and is told so."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from gunicorn.http.body import Body, ChunkedReader
from gunicorn.http.unreader import IterUnreader

from community.kernel.policy import Actor
from tests.community.api.conftest import AsProgram
from tests.community.api.test_problems import problem
from tests.conftest import SignIn

BROKEN = [b"zz\r\n{}\r\n0\r\n\r\n", b"2\r\n{}what\r\n0\r\n\r\n", b"-1\r\n{}\r\n0\r\n\r\n", b"2;\n\r\n{}\r\n"]


def sent(pieces: bytes) -> dict[str, Any]:
    """The body as the server hands it on."""
    body = Body(ChunkedReader(None, IterUnreader(iter([pieces]))))
    return {"wsgi.input": body, "wsgi.input_terminated": True, "CONTENT_LENGTH": ""}


@pytest.mark.parametrize("pieces", BROKEN)
def test_a_program_reads_that_its_body_is_broken(program: AsProgram, alice: Actor, pieces: bytes) -> None:
    by_alice = program(alice)
    headers = {**by_alice.headers, "Content-Type": "application/json"}
    answer = by_alice.app.test_client().post("/api/v1/check", headers=headers, environ_overrides=sent(pieces))
    problem(answer, 400)


@pytest.mark.parametrize("pieces", BROKEN)
def test_a_browser_gets_a_page(client: FlaskClient, sign_in: SignIn, alice: Actor, pieces: bytes) -> None:
    sign_in(client, alice)
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = client.post("/ask", headers=headers, environ_overrides=sent(pieces))
    assert answer.status_code == 400
    assert "<h1" in answer.get_data(as_text=True)


def test_whole_pieces_are_read_as_one_body(program: AsProgram, alice: Actor) -> None:
    by_alice = program(alice)
    headers = {**by_alice.headers, "Content-Type": "application/json"}
    pieces = b'9\r\n{"body": \r\n12\r\n"Restart it, then"\r\n1\r\n}\r\n0\r\n\r\n'
    answer = by_alice.app.test_client().post("/api/v1/check", headers=headers, environ_overrides=sent(pieces))
    assert answer.status_code == 200, answer.get_data(as_text=True)
