"""What a site has set for a tag goes on when that tag becomes another name of one."""

import pytest
from flask import Flask

from community.kernel.db import db
from community.kernel.policy import Actor, Role
from community.kernel.unit_of_work import unit_of_work
from community.questions import services as questions
from community.questions import tag_merging
from community.tags import queries as tags
from moderation.escalation.models import SiteRule
from moderation.rulebook import making
from moderation.sla import queries as promises
from moderation.sla import services as sla
from moderation.sla import setting
from moderation.sla.checking import PolicyDraft
from moderation.sla.models import SlaCalendar, SlaPolicy
from moderation.sla.rules import Conditions, Facts
from moderation.staff import queries as colleagues
from moderation.staff import services as staff
from tests.conftest import MakeMember, actor_of, both_databases

FACTS = Facts(tier=1, priority="P3", tags=("wifi",))
BODY = "The second node restarts every hour, and the light at its side is yellow then."


@pytest.fixture
def root(member: MakeMember) -> Actor:
    return actor_of(member("root", role=Role.ADMIN))


def make_all(tag: str, dave: Actor, root: Actor) -> None:
    """A policy, a rule and somebody's knowledge of a tag."""
    with unit_of_work():
        sla.furnish()
        calendar = db.session.query(SlaCalendar).one().id
        about = Conditions(tags=(tag,))
        draft = PolicyDraft(name="Radio", calendar_id=calendar, conditions=about, first_response="0:30")
        setting.keep_policy(None, draft, by=root)
        setting.move_policy(db.session.query(SlaPolicy).filter_by(name="Radio").one().id, up=True, by=root)
        making.make("Radio matters", [{"what": "tag", "any": [tag]}], by=root)
        staff.keep(dave.id, staff.Given(skills=tag), by=dave)


def ensure_about_wifi(dave: Actor) -> None:
    db.session.expire_all()
    assert db.session.query(SlaPolicy).filter_by(name="Radio").one().conditions["tags"] == ["wifi"]
    assert "Radio" in [each.name for each in promises.rules_in_force() if each.conditions.fit(FACTS)]
    assert db.session.query(SiteRule).one().conditions == [{"what": "tag", "any": ["wifi"]}]
    me = colleagues.colleague(dave.id)
    assert me is not None
    assert me.skills == ("wifi",)


@both_databases
def test_it_goes_on_under_the_other_name(
    app: Flask, alice: Actor, carol: Actor, dave: Actor, root: Actor
) -> None:
    with unit_of_work():
        questions.ask("Why does the second node restart?", BODY, ["wlan"], by=alice)
    make_all("wlan", dave, root)
    with unit_of_work():
        tag_merging.merge(tags.tag_or_404("wlan"), "wifi", by=carol)
    ensure_about_wifi(dave)
    with unit_of_work():  # and a profile with the earlier name is no hindrance
        staff.keep(dave.id, staff.Given(skills="wlan", away_note="Back at noon."), by=dave)
    ensure_about_wifi(dave)


def test_whoever_names_it_otherwise_means_the_same(
    alice: Actor, carol: Actor, dave: Actor, root: Actor
) -> None:
    with unit_of_work():
        questions.ask("Why does the second node restart?", BODY, ["wlan"], by=alice)
    with unit_of_work():
        tag_merging.merge(tags.tag_or_404("wlan"), "wifi", by=carol)
    make_all("wlan", dave, root)
    ensure_about_wifi(dave)
