"""Several admins change the rules at the same moment: each change counts, none undoes another."""

from functools import partial

from flask import Flask

from community.kernel.db import db
from community.kernel.policy import Actor, Role
from community.kernel.unit_of_work import unit_of_work
from moderation.escalation import in_force
from moderation.escalation.models import SiteRule
from moderation.rulebook import making, setting
from tests.conftest import MakeMember, actor_of, both_databases
from tests.parallel import at_once

RULE = "angry-complaint"


def changed(by: Actor, **given: object) -> object:
    with unit_of_work():
        each = setting.rule_to_change(RULE)
        return setting.put_into_force(each, setting.proposed(each, given), by=by)


def made(by: Actor) -> object:
    with unit_of_work():
        return making.make("Refunds", [{"what": "words", "any": ["refund"]}], by=by).slug


@both_databases
def test_two_parts_of_a_rule_are_changed_at_once_and_both_stay(app: Flask, member: MakeMember) -> None:
    admin = actor_of(member("ines", role=Role.ADMIN))
    in_force.rules()  # kept in this process, and old from now on
    deeds = [partial(changed, admin, bound=0.7), partial(changed, admin, severity=0.9)] * 3
    at_once(app, deeds)
    in_force.forget()
    terms = in_force.rules()[RULE].terms
    assert (terms.bound, terms.severity) == (0.7, 0.9)


@both_databases
def test_rules_of_one_title_that_are_made_at_once_are_all_kept(app: Flask, member: MakeMember) -> None:
    admin = actor_of(member("ines", role=Role.ADMIN))
    at_once(app, [partial(made, admin)] * 5)
    assert len({each.slug for each in db.session.query(SiteRule)}) == 5
