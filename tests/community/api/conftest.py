"""A program without a screen: requests with a key, and a thread to work on."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
from werkzeug.test import TestResponse

from community.accounts import services as accounts
from community.accounts.models import Member
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work

if TYPE_CHECKING:
    from community.kernel.web import Huzhu

TITLE = "Why does the mesh drop every night at two?"
BODY = "Since Tuesday both nodes lose each other at two in the morning and come back at three. Nothing in the log."
ANSWER = "The nightly channel scan does it; switch it off in the radio settings and both nodes stay together."


def token_of(actor: Actor, *scopes: str) -> str:
    """A new key of a member; without scopes it may do all that the member may."""
    with unit_of_work():
        return accounts.create_token(db.session.get_one(Member, actor.id), scopes=scopes or None)


@dataclass
class Program:
    """Sends requests below /api/v1, each from a client of its own."""

    app: "Huzhu"
    headers: dict[str, str] = field(default_factory=dict)

    def __call__(
        self, method: str, path: str, body: Any = None, *, headers: Mapping[str, str] | None = None
    ) -> TestResponse:
        """One request; `body` is sent as JSON, bytes are sent as they are."""
        sent: dict[str, Any] = {"headers": {**self.headers, **(headers or {})}}
        if isinstance(body, bytes):
            sent["data"] = body
        elif body is not None:
            sent["data"] = json.dumps(body)
        if body is not None and "Content-Type" not in sent["headers"]:
            sent["headers"]["Content-Type"] = "application/json"
        return self.app.test_client().open("/api/v1" + path, method=method, **sent)

    def done(self, method: str, path: str, body: Any = None, **given: Any) -> Any:
        """The same for requests that must work: what came back as JSON."""
        answer = self(method, path, body, **given)
        assert answer.status_code < 300, answer.get_data(as_text=True)
        return answer.get_json() if answer.get_data() else None


AsProgram = Callable[..., Program]


@pytest.fixture
def program(app: "Huzhu") -> AsProgram:
    """Makes programs: of an actor, with scopes if given; of nobody without one."""

    def make(actor: Actor | None = None, *scopes: str) -> Program:
        key = {"Authorization": f"Bearer {token_of(actor, *scopes)}"} if actor else {}
        return Program(app, key)

    return make


@pytest.fixture
def asked(program: AsProgram, alice: Actor) -> dict[str, Any]:
    """A question by Alice, as the interface answered."""
    told: dict[str, Any] = program(alice).done(
        "POST", "/questions", {"title": TITLE, "body": BODY, "tags": ["mesh", "wifi"]}
    )
    return told


@pytest.fixture
def answered(program: AsProgram, asked: dict[str, Any], bob: Actor) -> dict[str, Any]:
    """Bob's answer to it."""
    told: dict[str, Any] = program(bob).done("POST", f"/questions/{asked['id']}/answers", {"body": ANSWER})
    return told
