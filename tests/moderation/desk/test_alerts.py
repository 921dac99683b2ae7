"""Alerts reach those who are there and concerned, once, and nobody for their own deeds."""

from datetime import timedelta
from typing import Any

from flask.testing import FlaskClient

from community.kernel import clock, events
from community.kernel.bus import publish
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.notifications.models import Notification
from community.questions import services as questions
from community.routing import asking
from moderation.casework import handing, leaving, passing
from moderation.casework.catalogue import TEMPLATES
from moderation.desk import alerts
from moderation.escalation import working
from moderation.escalation.models import Case
from moderation.macros import services as macros
from moderation.macros.rules import Step
from moderation.staff.models import StaffProfile
from tests.conftest import MakeMember, SignIn, actor_of
from tests.moderation.escalation.conftest import ANGRY_EN, CALM


def kinds_of(someone: Actor) -> list[str]:
    found = db.session.query(Notification.kind).filter_by(member_id=someone.id).order_by(Notification.id)
    return [kind for (kind,) in found]


def ask(words: tuple[str, str], by: Actor) -> Case:
    with unit_of_work():
        question = questions.ask(*words, ["router"], by=by)
        if db.session.query(Case).filter_by(question_id=question.id).first() is None:
            asking.ask_for_staff(question, "Somebody of the shop, please.", by=by)
    return db.session.query(Case).filter_by(question_id=question.id).one()


def pass_on(case: Case, by: Actor, template: str = "specialists") -> None:
    with unit_of_work():
        told = {each.slug: f"Words about {each.slug}." for each in TEMPLATES[template].fields}
        passing.pass_on(case.id, told, by=by, template=template)


def profile(of: Actor, **given: object) -> None:
    with unit_of_work():
        db.session.add(StaffProfile(member_id=of.id, updated_at=clock.now(), **given))


def due(case: Case) -> dict[str, Any]:
    told = {"clock_id": 7, "clock": "resolution", "due_at": clock.now(), "tier": 1}
    return {"case_id": case.id, "question_id": case.question_id, "owner_id": case.owner_id, **told}


def test_a_new_case_rings_for_those_of_its_tier_who_are_there(
    alice: Actor, dave: Actor, erin: Actor, member: MakeMember
) -> None:
    away = actor_of(member("fay", role="agent"))
    profile(away, away_until=clock.now() + timedelta(days=2))
    calm = ask(CALM, alice)
    assert (kinds_of(dave), kinds_of(away), kinds_of(erin)) == (["case"], [], [])
    told = db.session.query(Notification).filter_by(member_id=dave.id).one()
    assert told.data["path"] == f"/desk/cases/{calm.id}"


def test_an_urgent_one_rings_in_its_own_way_and_once(alice: Actor, dave: Actor) -> None:
    case = ask(ANGRY_EN, alice)
    with unit_of_work():
        case.priority = "P1"
        alerts.arrived(case.id)
        alerts.arrived(case.id)
    assert kinds_of(dave) == ["case-urgent"]


def test_a_case_that_climbs_rings_for_the_specialists(alice: Actor, dave: Actor, erin: Actor) -> None:
    case = ask(CALM, alice)
    assert kinds_of(erin) == []
    pass_on(case, dave)
    assert kinds_of(erin)[:1] in (["case"], ["case-urgent"])
    assert len([each for each in kinds_of(erin) if each in {"case", "case-urgent"}]) == 1


def test_what_is_late_is_told_to_its_owner_and_the_admins(
    alice: Actor, dave: Actor, member: MakeMember
) -> None:
    chief = actor_of(member("ines", role="admin"))
    other = actor_of(member("fay", role="agent"))
    case = ask(CALM, alice)
    with unit_of_work():
        working.claim(case.id, by=dave)
    said = due(case)
    with unit_of_work():
        publish(events.CaseDueSoon(**said))
        for _again in range(2):
            publish(events.CaseLate(**said))
    assert kinds_of(dave).count("case-due") == 1
    assert kinds_of(dave).count("case-late") == 1
    assert kinds_of(chief) == ["case-late"]
    assert "case-late" not in kinds_of(other)


def test_a_case_that_comes_back_is_not_called_a_new_one(
    client: FlaskClient, alice: Actor, dave: Actor, member: MakeMember, sign_in: SignIn
) -> None:
    other = actor_of(member("fay", role="agent"))
    case = ask(CALM, alice)
    with unit_of_work():
        working.claim(case.id, by=dave)
    with unit_of_work():
        leaving.leave(dave.id)
    assert kinds_of(other) == ["case", "case-back"]
    page = sign_in(client, other).get("/notifications").text
    assert "has come back" in page
    told = db.session.query(Notification).filter_by(member_id=other.id, kind="case-back").one()
    assert client.post(f"/notifications/{told.id}").location == f"/desk/cases/{case.id}"


def test_what_is_passed_on_rings_for_the_team_that_gets_it(
    alice: Actor, dave: Actor, erin: Actor, member: MakeMember
) -> None:
    gil = actor_of(member("gil", role="specialist"))
    profile(erin, teams=["specialists"])
    profile(gil, teams=["safety"])
    pass_on(ask(CALM, alice), dave, "safety")
    assert (kinds_of(erin), kinds_of(gil)) == ([], ["case"])


def test_what_goes_back_and_forth_between_tiers_rings_each_time(
    alice: Actor, dave: Actor, erin: Actor, member: MakeMember
) -> None:
    fay = actor_of(member("fay", role="agent"))
    case = ask(CALM, alice)
    pass_on(case, dave)
    profile(dave, away_until=clock.now() + timedelta(days=2))
    with unit_of_work():
        passing.send_back(case.id, "Ask for the log first.", by=erin)
    assert (case.owner_id, kinds_of(fay)) == (None, ["case", "case-back"])
    pass_on(case, fay)
    assert kinds_of(erin) == ["case", "case-back"]


def test_a_macro_that_gives_a_case_to_a_team_rings_there(
    alice: Actor, dave: Actor, member: MakeMember
) -> None:
    fay = actor_of(member("fay", role="agent"))
    profile(dave, teams=["care"])
    profile(fay, teams=["accounts"])
    case = ask(CALM, alice)
    assert (case.team, kinds_of(fay)) == ("care", [])
    with unit_of_work():
        slug = macros.keep("To accounts", [Step("team", {"team": "accounts"})], by=dave)
    with unit_of_work():
        macros.run(case.id, slug, by=dave)
    assert (case.team, kinds_of(fay)) == ("accounts", ["case"])


def test_what_is_handed_to_a_team_rings_there(alice: Actor, dave: Actor, member: MakeMember) -> None:
    fay = actor_of(member("fay", role="agent"))
    profile(dave, teams=["care"])
    profile(fay, teams=["accounts"])
    case = ask(CALM, alice)
    with unit_of_work():
        handing.hand_over(case.id, by=dave, note="It is about an order.", team="accounts")
    assert (case.owner_id, kinds_of(fay), kinds_of(dave)) == (None, ["case"], ["case"])


def test_the_customer_hears_of_each_end(alice: Actor, dave: Actor) -> None:
    case = ask(CALM, alice)
    for _time in range(2):
        with unit_of_work():
            working.resolve(case.id, by=dave)
        with unit_of_work():
            working.reopen(case.id, by=dave)
    assert kinds_of(alice).count("settled") == 2


def test_what_is_due_of_somebody_who_is_away_is_told_to_their_team(
    alice: Actor, dave: Actor, member: MakeMember
) -> None:
    fay = actor_of(member("fay", role="agent"))
    case = ask(CALM, alice)
    with unit_of_work():
        working.claim(case.id, by=dave)
    profile(dave, away_until=clock.now() + timedelta(days=7))
    with unit_of_work():
        publish(events.CaseDueSoon(**due(case)))
    assert (kinds_of(dave)[-1], kinds_of(fay)[-1]) == ("case-due", "case-due")


def test_a_letter_that_came_back_rings_for_whose_case_it_is_each_time(
    alice: Actor, dave: Actor, member: MakeMember
) -> None:
    other = actor_of(member("fay", role="agent"))
    case = ask(CALM, alice)
    with unit_of_work():
        working.claim(case.id, by=dave)
    for _ in range(2):
        with unit_of_work():
            publish(events.AskerUnreachable(question_id=case.question_id))
    rung = [kinds_of(each).count("case-unreachable") for each in (dave, other)]
    assert rung == [2, 0]
    told = db.session.query(Notification).filter_by(member_id=dave.id, kind="case-unreachable").first()
    assert told is not None
    assert told.data["path"] == f"/desk/cases/{case.id}"
