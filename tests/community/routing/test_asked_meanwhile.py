"""Between choosing helpers and asking them something may happen to them: who left or was suspended is not asked."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from community.accounts import consents
from community.accounts.models import Member, MemberStatus
from community.kernel import clock
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.routing import inviting
from community.routing.models import Invitation
from tests.community.routing.conftest import ask
from tests.community.routing.test_rings import NOON
from tests.conftest import both_databases


def suspend(member: Member) -> None:
    member.status = MemberStatus.SUSPENDED


def pause(member: Member) -> None:
    until = (NOON + timedelta(days=20)).isoformat()
    member.settings = {**member.settings, "alerts": {"paused_until": until}}


DEEDS: dict[str, Callable[[Member], None]] = {
    "suspended": suspend,
    "agreement": consents.withdraw,
    "paused": pause,
}


@pytest.mark.parametrize("deed", list(DEEDS))
@both_databases
def test_who_cannot_help_any_more_is_not_asked(
    app: Flask, alice: Actor, helpers: list[Member], monkeypatch: pytest.MonkeyPatch, deed: str
) -> None:
    with clock.at(NOON):
        question_id = ask(1, alice).id
    choose, gone = inviting.chosen, []

    def chosen(*given: Any) -> Any:
        found = choose(*given)
        db.session.rollback()
        with unit_of_work():
            member = db.session.get_one(Member, found[0].member_id)
            DEEDS[deed](member)
            gone.append(member.id)
        return found

    monkeypatch.setattr(inviting, "chosen", chosen)
    with clock.at(NOON):
        assert inviting.call_ring(question_id, NOON)
    db.session.expire_all()
    asked = {each.member_id for each in db.session.query(Invitation)}
    assert asked
    assert not asked & set(gone)


@both_databases
def test_a_clock_that_was_fast_lets_no_helper_be_passed_over(
    app: Flask, alice: Actor, helpers: list[Member]
) -> None:
    with clock.at(NOON + timedelta(days=2)):
        first = ask(1, alice).id
        inviting.call_ring(first, NOON + timedelta(days=2))
    before = db.session.query(Invitation).count()
    assert before
    with clock.at(NOON):
        second = ask(2, alice).id
        assert inviting.call_ring(second, NOON) >= before
