"""The team as a page: load and absence by tier, one's own profile, and what becomes of cases when somebody leaves."""

import re

from flask.testing import FlaskClient

from community.accounts import closing
from community.accounts import services as accounts
from community.accounts.models import Member
from community.kernel.db import db
from community.kernel.policy import SYSTEM, Actor, Role
from community.kernel.unit_of_work import unit_of_work
from moderation.casework import handing, queries, rules
from moderation.escalation import working
from moderation.staff import queries as staff
from moderation.staff.models import StaffProfile
from tests.conftest import MakeMember, SignIn, actor_of
from tests.moderation.casework.conftest import MONDAY, At, MakeAgent, OpenCase, case_now

FORM = {
    "first_language": "zh-Hans",
    "languages": ["en", "zh-Hans"],
    "skills": "#wifi",
    "teams": ["care"],
    "capacity": "3",
    "takes_cases": "y",
    "away_until": "2036-12-24T09:00",
    "away_note": "Back after the holidays.",
    "days": ["0", "1"],
    "opens": "09:00",
    "closes": "17:30",
    "is_lead": "y",
}


def test_everyone_keeps_their_own_profile_and_only_an_admin_makes_a_lead(
    client: FlaskClient, open_case: OpenCase, agent: MakeAgent, member: MakeMember, sign_in: SignIn
) -> None:
    open_case()
    omar, lin, ida = agent("omar"), agent("lin"), actor_of(member("ida", role="admin"))
    sign_in(client, omar)
    assert client.post("/desk/team/omar", data=FORM).status_code == 303
    kept = staff.colleague(omar.id)
    assert kept is not None
    assert (kept.languages, kept.skills, kept.teams, kept.capacity) == (
        ("zh-Hans", "en"),
        ("wifi",),
        ("care",),
        3,
    )
    assert (kept.is_lead, kept.absence) == (False, "away")
    assert client.post("/desk/team/lin", data=FORM).status_code == 403
    assert sign_in(client, ida).post("/desk/team/omar", data=FORM).status_code == 303
    assert staff.leads(omar)
    page = sign_in(client, lin).get("/desk/team").text
    for words in ("Omar", "Back after the holidays.", "away", "0 / 3", "Customer care"):
        assert words in page
    assert client.get("/desk/team/nobody").status_code == 404


def test_which_language_is_best_stays_not_said(
    client: FlaskClient, open_case: OpenCase, agent: MakeAgent, sign_in: SignIn
) -> None:
    open_case()
    omar = agent("omar")
    sign_in(client, omar).post("/desk/team/omar", data=FORM | {"first_language": ""})
    page = client.get("/desk/team/omar").text
    chosen = page[page.index('name="first_language"') :].split("</select>")[0].partition(" selected")[0]
    assert chosen.endswith('value=""')
    kept = staff.colleague(omar.id)
    assert kept is not None
    assert kept.languages == ("en", "zh-Hans")
    worker = queries.worker_of(queries.loads([kept])[0])
    assert [rules._language_rank(worker, lang) for lang in kept.languages] == [1, 1]


def test_a_word_for_colleagues_stands_without_an_end_and_goes_with_its_end(
    client: FlaskClient, agent: MakeAgent, sign_in: SignIn
) -> None:
    """Before, one without an end was kept and shown nowhere: the next save of the profile lost it."""
    omar, lin = agent("omar"), agent("lin")
    note = {"takes_cases": "y", "away_note": "In the workshop on Tuesdays."}
    assert sign_in(client, omar).post("/desk/team/omar", data=note).status_code == 303
    assert note["away_note"] in client.get("/desk/team/omar").text
    assert note["away_note"] in sign_in(client, lin).get("/desk/team").text
    over = {**note, "away_until": "2020-12-24T09:00"}
    assert sign_in(client, omar).post("/desk/team/omar", data=over).status_code == 303
    assert note["away_note"] not in sign_in(client, lin).get("/desk/team").text


def test_what_is_wrong_is_named_and_what_was_typed_stays(
    client: FlaskClient, agent: MakeAgent, sign_in: SignIn
) -> None:
    sign_in(client, agent("omar"))
    for name, value, words in (
        ("skills", "teleporting", "There is no tag “teleporting”"),
        ("capacity", "-3", "a number from 0 to 200"),
        ("away_until", "soon", "Give the day and the time"),
        ("opens", "late", "Give the hours as"),
        ("languages", ["tlh"], "Choose from the list."),
    ):
        given = FORM | {"skills": "", "first_language": ""} | {name: value}
        refused = client.post("/desk/team/omar", data=given)
        assert refused.status_code == 422, name
        assert words in refused.text
        assert "Back after the holidays." in refused.text
    assert db.session.query(StaffProfile).count() == 0


def test_hours_without_days_are_asked_for_and_no_days_are_all_hours_again(
    client: FlaskClient, dave: Actor, sign_in: SignIn
) -> None:
    agent = sign_in(client, dave)
    hours = {"takes_cases": "y", "opens": "09:00", "closes": "17:00"}
    refused = agent.post("/desk/team/dave", data=hours)
    assert refused.status_code == 422
    assert "Choose the days on which you work these hours." in refused.text
    assert 'value="09:00"' in refused.text
    assert agent.post("/desk/team/dave", data=hours | {"days": ["0", "1"]}).status_code == 303
    assert agent.post("/desk/team/dave", data=hours).status_code == 303
    who = staff.colleague(dave.id)
    assert who is not None
    assert who.shift is None


def test_whoever_becomes_a_specialist_gets_cases_of_specialists(agent: MakeAgent) -> None:
    made = agent("nele", teams=["accounts"])
    with unit_of_work():
        accounts.set_role(db.session.get_one(Member, made.id), Role.SPECIALIST, by=SYSTEM)
    who = staff.colleague(made.id)
    assert who is not None
    assert who.teams == ()  # as their page says
    assert set(who.serves) == {"specialists", "safety"}


def test_the_team_is_not_for_customers(
    client: FlaskClient, alice: Actor, agent: MakeAgent, sign_in: SignIn
) -> None:
    agent("omar")
    sign_in(client, alice)
    assert client.get("/desk/team").status_code == 403
    assert client.post("/desk/team/omar", data=FORM).status_code == 403


def test_who_leaves_the_staff_keeps_no_case_no_hand_over_and_no_profile(
    open_case: OpenCase, agent: MakeAgent, member: MakeMember, at: At
) -> None:
    admin = actor_of(member("ida", role="admin"))
    first, second, omar, lin = (
        open_case(1),
        open_case(2),
        agent("omar", capacity="3"),
        agent("lin", capacity="2"),
    )
    at(MONDAY, lambda: working.claim(first, by=omar))
    at(MONDAY, lambda: handing.hand_over(second, by=omar, to=lin.id, note="Please."))
    with unit_of_work():
        accounts.set_role(db.session.get_one(Member, omar.id), Role.MEMBER, by=admin)
    with unit_of_work():
        closing.close_account(db.session.get_one(Member, lin.id), sure=True)
    assert (case_now(first).owner_id, case_now(second).owner_id) == (None, None)
    assert queries.pending_of(second) is None
    assert db.session.query(StaffProfile).count() == 0


def test_what_is_kept_is_saved_in_chinese(
    client: FlaskClient, open_case: OpenCase, agent: MakeAgent, sign_in: SignIn
) -> None:
    """“Keep it” is what one says to a question that is about to be deleted, and 保留 says no more than that."""
    open_case()
    page = sign_in(client, agent("omar")).get("/desk/team/omar?lang=zh-Hans").text
    buttons = re.findall(
        r"<button[^>]*>(?:<[^>]+>)*([^<]+)", page[page.index("<main") : page.index("</main")]
    )
    assert [each.strip() for each in buttons][-1:] == ["保存"]
