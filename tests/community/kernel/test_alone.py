"""What a clock sets off goes wrong alone: it is rolled back and logged, and what comes after it is done."""

import pytest
from sqlalchemy import select, text
from structlog.testing import capture_logs

from community.accounts.models import Member
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import alone, unit_of_work


def rename(member_id: int, name: str) -> None:
    with alone("renaming_failed", member=member_id), unit_of_work():
        db.session.execute(
            text("UPDATE members SET display_name = :name WHERE id = :id"), {"name": name, "id": member_id}
        )
        if name == "Nobody":
            raise ZeroDivisionError


def test_one_that_fails_is_logged_and_stops_no_other(alice: Actor, bob: Actor) -> None:
    with capture_logs() as told:
        rename(alice.id, "Nobody")
        rename(bob.id, "Somebody")
    names = db.session.scalars(select(Member.display_name).order_by(Member.id)).all()
    assert names == ["Alice", "Somebody"]
    assert [(each["event"], each["member"], each["exc_info"]) for each in told] == [
        ("renaming_failed", alice.id, True)
    ]


def test_who_is_asked_to_end_ends() -> None:
    with pytest.raises(KeyboardInterrupt), alone("anything"):
        raise KeyboardInterrupt
