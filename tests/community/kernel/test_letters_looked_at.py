"""A letter that waited is looked at anew at each try to send it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flask import Flask

from community.accounts.models import Member
from community.kernel import jobs, mail
from community.kernel.db import db
from community.kernel.mail import Mail, MailLink
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from tests.conftest import both_databases

KIND = "reset"


def write(app: Flask, to: str) -> None:
    """Put a letter in the outbox that is looked at when it is sent."""

    def look(payload: Mapping[str, Any]) -> Mapping[str, Any] | None:
        found = db.session.query(Member).filter_by(email_key=payload["to"]).one_or_none()
        return None if found is None else {**payload, "name": found.display_name}

    mail.look_again(app, KIND, look)
    with unit_of_work():
        mail.send_later(
            Mail(kind=KIND, to=to, name="Somebody", links={"link": MailLink("/reset/{word}", "s")})
        )


def sent(folder: Path) -> list[str]:
    return [each.read_text() for each in (folder / "mail").glob("*")]


@both_databases
def test_it_says_what_is_so_now_or_is_not_sent(app: Flask, tmp_path: Path, alice: Actor) -> None:
    for to in ("alice@example.com", "nobody@example.com"):
        write(app, to)
    jobs.run_due()
    (letter,) = sent(tmp_path)
    assert "To: Alice <alice@example.com>" in letter
    assert jobs.run_due() == 0


@both_databases
def test_to_look_ends_no_deed_around_it(app: Flask, tmp_path: Path, alice: Actor) -> None:
    write(app, "alice@example.com")
    with unit_of_work():
        db.session.get_one(Member, alice.id).display_name = "Alicia"
        assert jobs.run_due(most=3) == 1
    db.session.expire_all()
    assert db.session.get_one(Member, alice.id).display_name == "Alicia"
    assert "To: Alicia" in sent(tmp_path)[0]
