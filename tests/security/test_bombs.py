"""What is far too long, too deep or too many is refused in a sentence, and costs the site next to nothing."""

import json
from typing import TYPE_CHECKING, Any, Final

import pytest
from flask.testing import FlaskClient

from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.questions import services as questions
from tests.conftest import SignIn
from tests.security.town import contents, key_of

if TYPE_CHECKING:
    from community.kernel.web import Huzhu

MEGABYTE: Final = 1_000_000
TEXTS: Final = {
    "a megabyte": "word " * (MEGABYTE // 5),
    "quotes in quotes": ">" * 20_000 + " x",
    "lists in lists": "\n".join(" " * (2 * depth) + "- x" for depth in range(1_500)),
    "brackets": "[" * 30_000 + "](x)" * 10_000,
    "elements in elements": "<div>" * 20_000,
    "a long table": "|" + "a|" * 30_000 + "\n|" + "-|" * 30_000,
    "marks upon marks": "e" + "\u0301" * 200_000,
    "backs and forths": "\u202e\u202d\u2066" * 50_000,
}
LARGEST_ANSWER: Final = 6 * MEGABYTE


@pytest.fixture
def number(app: "Huzhu", alice: Actor) -> int:
    with unit_of_work():
        return questions.ask(
            "A relay that clicks", "It clicks once a minute all night.", ["relay"], by=alice
        ).id


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_a_bomb_of_words_is_refused_in_a_sentence_at_every_door(
    app: "Huzhu", client: FlaskClient, number: int, bob: Actor, sign_in: SignIn, text: str
) -> None:
    sign_in(client, bob)
    with_key = {"Authorization": f"Bearer {key_of(bob.id)}"}
    before = contents()
    asked = {"title": "A title that is fine", "body": text, "tags": "relay"}
    doors: dict[str, dict[str, Any]] = {
        "/ask": asked,
        f"/questions/{number}/answer": {"body": text},
        f"/posts/{number}/comment": {"body": text},
        f"/posts/{number}/flag": {"reason": "other", "note": text},
        "/settings": {"display_name": text, "bio": text, "location": text, "website": text},
        "/preview": {"body": text},
        "/check": asked,
    }
    for door, sent in doors.items():
        answer = client.post(door, data=sent)
        assert answer.status_code < 500, door
        assert len(answer.get_data()) < LARGEST_ANSWER, door
        if door not in {"/preview", "/check"}:
            assert answer.status_code in {400, 413, 422, 429}, (door, answer.status_code)
    program = app.test_client().post("/api/v1/questions", json={**asked, "tags": ["relay"]}, headers=with_key)
    assert program.status_code in {413, 422}
    assert program.json is not None
    assert program.json["detail"]
    assert client.get("/search", query_string={"q": text[:60_000]}).status_code < 500
    after = contents()
    changed = {name for name in before if before[name] != after[name]} - {"drafts"}
    assert not changed
    assert sum(len(str(rows)) for rows in after.values()) < LARGEST_ANSWER


@pytest.mark.parametrize(
    "body",
    [
        "[" * 200_000,
        '{"title":' * 50_000,
        json.dumps({"title": "x", "body": "y", "tags": ["t"] * 100_000}),
        json.dumps({f"field{n}": n for n in range(50_000)}),
        '{"title": ' + "9" * 20_000 + "}",
        '{"title": 1e400, "body": NaN}',
        '{"title": "\\ud800", "body": "\\u0000"}',
        "\ufeff{}",
    ],
    ids=[
        "deep",
        "deeper",
        "many tags",
        "many fields",
        "many digits",
        "no number",
        "half a sign",
        "a mark first",
    ],
)
def test_a_body_that_is_a_bomb_is_refused_in_a_sentence(client: FlaskClient, alice: Actor, body: str) -> None:
    headers = {"Authorization": f"Bearer {key_of(alice.id)}", "Content-Type": "application/json"}
    answer = client.post("/api/v1/questions", data=body.encode(), headers=headers)
    assert answer.status_code in {400, 413, 422}
    assert answer.json is not None
    assert answer.json["title"]
    db.session.rollback()


def test_a_form_of_thousands_of_fields_is_refused(client: FlaskClient, alice: Actor, sign_in: SignIn) -> None:
    sign_in(client, alice)
    answer = client.post("/ask", data={f"field{n}": "x" for n in range(5_000)})
    assert answer.status_code in {400, 413, 422}
