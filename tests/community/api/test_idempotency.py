"""A deed that is sent again under its key is done once."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from community.api.deeds import forget_old
from community.api.models import IdempotencyKey
from community.kernel import clock
from community.kernel.db import db
from community.kernel.policy import Actor
from community.questions.models import Question
from tests.community.api.conftest import BODY, TITLE, AsProgram

ASK = {"title": TITLE, "body": BODY, "tags": ["mesh"]}
KEY = {"Idempotency-Key": "a-name-of-ours"}


def count() -> int:
    """How many questions there are."""
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(Question)) or 0


def test_the_first_answer_comes_again(program: AsProgram, alice: Actor) -> None:
    by_alice = program(alice)
    first = by_alice("POST", "/questions", ASK, headers=KEY)
    again = by_alice("POST", "/questions", ASK, headers=KEY)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.get_json() == again.get_json()
    assert again.headers["Idempotency-Replayed"] == "true"
    assert "Idempotency-Replayed" not in first.headers
    assert count() == 1


def test_another_deed_under_the_same_key_is_refused(program: AsProgram, alice: Actor) -> None:
    by_alice = program(alice)
    asked = by_alice.done("POST", "/questions", ASK, headers=KEY)
    for path, body in (
        ("/questions", ASK | {"body": BODY + " Help."}),
        (f"/posts/{asked['id']}/comments", {"body": "It is model two."}),
    ):
        refused = by_alice("POST", path, body, headers=KEY)
        assert refused.status_code == 422
        assert refused.get_json()["field"] == "Idempotency-Key"


def test_keys_of_two_members_are_two_keys(program: AsProgram, alice: Actor, bob: Actor) -> None:
    other = ASK | {
        "title": "Which channel is best in a house of stone?",
        "body": "The walls are a metre thick.",
    }
    assert program(alice)("POST", "/questions", ASK, headers=KEY).status_code == 201
    assert program(bob)("POST", "/questions", other, headers=KEY).status_code == 201
    assert count() == 2


def test_a_refused_deed_may_be_mended_under_its_key(program: AsProgram, alice: Actor) -> None:
    by_alice = program(alice)
    assert by_alice("POST", "/questions", ASK | {"title": "Short"}, headers=KEY).status_code == 422
    assert by_alice("POST", "/questions", ASK, headers=KEY).status_code == 201


def test_after_a_day_a_key_is_forgotten(program: AsProgram, alice: Actor) -> None:
    by_alice, now = program(alice), datetime.now(UTC)  # noqa: TID251 - a real moment to go on from
    by_alice.done("POST", "/questions", ASK, headers=KEY)
    with clock.at(now + timedelta(hours=23)):
        assert by_alice("POST", "/questions", ASK, headers=KEY).headers.get("Idempotency-Replayed")
    with clock.at(now + timedelta(hours=25)):
        assert not by_alice("POST", "/questions", ASK, headers=KEY).headers.get("Idempotency-Replayed")
        assert count() == 2
        forget_old(clock.now() + timedelta(hours=24))
    assert db.session.scalar(select(func.count()).select_from(IdempotencyKey)) == 0


@pytest.mark.parametrize("key", ["", "x" * 256, "\u00e9t\u00e9", "two\tparts"])
def test_a_key_is_a_short_word(program: AsProgram, alice: Actor, key: str) -> None:
    assert program(alice)("POST", "/questions", ASK, headers={"Idempotency-Key": key}).status_code == 422


def test_what_is_kept_is_what_a_program_reads_later(
    program: AsProgram, asked: dict[str, Any], bob: Actor
) -> None:
    by_bob = program(bob)
    path = f"/posts/{asked['id']}/flags"
    first = by_bob.done("POST", path, {"reason": "off-topic"}, headers=KEY)
    assert by_bob.done("POST", path, {"reason": "off-topic"}, headers=KEY) == first
    assert by_bob("POST", path, {"reason": "off-topic"}).status_code == 409
