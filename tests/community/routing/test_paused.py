"""Whoever has paused everything is not asked for help: they would hear of it when it is long over."""

from datetime import timedelta

from flask import Flask
from sqlalchemy import update

from community.accounts.models import Member
from community.kernel import clock, worker
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.routing import inviting, queries
from community.routing.models import Invitation
from tests.community.routing.conftest import ask
from tests.community.routing.test_rings import NOON, PLAN
from tests.conftest import both_databases


@both_databases
def test_who_has_paused_everything_is_not_asked_meanwhile(
    app: Flask, alice: Actor, helpers: list[Member]
) -> None:
    away = [each.id for each in helpers[3:]]
    with unit_of_work():
        for member_id in away:
            member = db.session.get_one(Member, member_id)
            until = (NOON + timedelta(days=20)).isoformat()
            member.settings = {**member.settings, "alerts": {"paused_until": until}}
    with clock.at(NOON):
        question_id = ask(1, alice).id
    worker.tick(NOON)
    need = queries.need_of(question_id)
    assert need is not None
    asked = {each.member_id for each in db.session.query(Invitation).filter_by(need_id=need.id)}
    assert len(PLAN) == 3
    assert asked == {each.id for each in helpers[:3]}


def test_choosing_how_to_be_asked_leaves_what_was_chosen_meanwhile(app: Flask, alice: Actor) -> None:
    other = {"alerts": {"zone": "Asia/Shanghai"}}
    with unit_of_work():
        me = db.session.get_one(Member, alice.id)
        assert me.settings != other
        stale = update(Member).where(Member.id == alice.id).values(settings=other)
        db.session.execute(stale, execution_options={"synchronize_session": False})
        inviting.choose(me, a_day=2, quiet_from="", quiet_to="")
    assert me.settings["alerts"] == other["alerts"]
    assert me.settings["helping"]["a_day"] == 2
