"""Whoever may read and not write is not asked for help: nobody would answer, and others are there."""

from datetime import timedelta

from flask import Flask

from community.accounts import consents
from community.accounts.models import Member
from community.kernel import clock, worker
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.routing.models import Invitation
from tests.community.routing.conftest import ask
from tests.community.routing.test_rings import NOON
from tests.conftest import both_databases


@both_databases
def test_who_took_back_their_agreement_is_not_asked(app: Flask, alice: Actor, helpers: list[Member]) -> None:
    away = {each.id for each in helpers[3:]}
    for member_id in away:
        with unit_of_work():
            consents.withdraw(db.session.get_one(Member, member_id))
    with clock.at(NOON):
        ask(1, alice)
    worker.tick(NOON + timedelta(minutes=1))
    db.session.expire_all()
    asked = {each.member_id for each in db.session.query(Invitation)}
    assert asked
    assert not asked & away
