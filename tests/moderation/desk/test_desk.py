"""An agent's way through the desk: seen, taken, noted, answered, passed on, returned, settled."""

import re
from collections.abc import Callable

import pytest
from flask import Flask, render_template
from flask.testing import FlaskClient

from community.kernel import masks
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.notifications.models import Notification
from community.questions import services as questions
from community.questions.models import Question
from community.routing import queries as routing
from community.routing.models import Stage
from moderation.desk import block
from moderation.escalation.models import Case
from tests.conftest import SignIn

ANGRY = (
    "Third broken router in two months and nobody calls me back",
    (
        "I am absolutely furious. This is the third router that died, your hotline is useless and nobody ever rang. "
        "The worst customer service I have ever had. I want my money back!"
    ),
)


@pytest.fixture
def question(alice: Actor) -> Question:
    with unit_of_work():
        return questions.ask(ANGRY[0], ANGRY[1], ["hardware"], by=alice)


@pytest.fixture
def case(question: Question) -> Case:
    return db.session.query(Case).filter_by(question_id=question.id).one()


@pytest.fixture
def agent(client: FlaskClient, dave: Actor, sign_in: SignIn) -> FlaskClient:
    return sign_in(client, dave)


Reload = Callable[[], Case]


@pytest.fixture
def now(case: Case) -> Reload:
    case_id = case.id

    def load() -> Case:
        db.session.expire_all()
        return db.session.get_one(Case, case_id)

    return load


def test_the_language_of_the_page_does_not_narrow_the_inbox(agent: FlaskClient, case: Case) -> None:
    assert f"/desk/cases/{case.id}" in agent.get("/desk?lang=zh-Hans").text
    assert f"/desk/cases/{case.id}" not in agent.get("/desk?spoken=zh-Hans").text


def test_the_desk_is_for_staff(client: FlaskClient, case: Case, alice: Actor, sign_in: SignIn) -> None:
    assert client.get("/desk").status_code == 302
    assert sign_in(client, alice).get("/desk").status_code == 403
    assert client.get(f"/desk/cases/{case.id}").status_code == 403


def test_the_inbox_shows_what_is_open_in_ones_own_tier(
    client: FlaskClient, agent: FlaskClient, case: Case, erin: Actor, sign_in: SignIn
) -> None:
    for address in (
        "/desk",
        "/desk?view=unassigned",
        "/desk?tier=1",
        "/desk?tier=all&page=7",
        "/desk?view=%00",
    ):
        assert ANGRY[0] in agent.get(address).text
    for address in ("/desk?view=mine", "/desk?tier=2", "/desk?state=resolved"):
        assert ANGRY[0] not in agent.get(address).text
    specialist = sign_in(client, erin)
    assert ANGRY[0] not in specialist.get("/desk").text
    assert ANGRY[0] in specialist.get("/desk?tier=1").text


def test_a_case_opens_with_why_it_came(agent: FlaskClient, case: Case) -> None:
    page = agent.get(f"/desk/cases/{case.id}").text
    thread = page.index('<ol class="thread"')
    assert page.index("Why it came to you") < thread
    assert "Angry complaint" in page
    assert re.search(r'<mark class="found found--why" title="[^"]+">furious</mark>', page[thread:])
    assert re.search(r'<span class="evidence"><q>[^<]+</q>', page)


def test_an_agent_claims_notes_replies_and_settles(
    agent: FlaskClient,
    client: FlaskClient,
    question: Question,
    case: Case,
    now: Reload,
    alice: Actor,
    sign_in: SignIn,
) -> None:
    address = f"/desk/cases/{case.id}"
    assert agent.post(f"{address}/claim").status_code == 303
    assert (
        agent.post(f"{address}/notes", data={"note": "Two promised calls were **missed**."}).status_code
        == 303
    )
    assert (
        agent.post(
            f"{address}/replies", data={"body": "You are right to be angry; we are sorry."}
        ).status_code
        == 303
    )
    page = agent.get(address).text
    assert "Only staff see this" in page
    assert "<strong>missed</strong>" in page
    assert now().clock == "resolution"
    assert agent.post(f"{address}/resolve").status_code == 303
    assert (now().state, now().outcome) == ("resolved", "resolved")
    need = routing.need_of(question.id)
    assert need is not None
    assert (need.stage, need.resolved_by) == (Stage.RESOLVED, Stage.TIER_1)
    public = sign_in(client, alice).get(f"/questions/{question.id}/{question.slug}").text
    assert "we are sorry" in public
    assert "promised calls" not in public
    assert "Our support team has solved this." in public


def test_returning_shows_the_customer_why(
    agent: FlaskClient, client: FlaskClient, question: Question, case: Case, now: Reload
) -> None:
    address = f"/desk/cases/{case.id}"
    assert agent.post(f"{address}/return", data={"why": ""}).status_code == 422
    assert (
        agent.post(f"{address}/return", data={"why": "Owners of this model know the trick."}).status_code
        == 303
    )
    assert now().outcome == "returned"
    page = client.get(f"/questions/{question.id}/{question.slug}").text
    assert "gave this back to the community" in page
    assert "Owners of this model know the trick." in page


def test_passing_on_needs_the_whole_template(agent: FlaskClient, case: Case, now: Reload) -> None:
    address = f"/desk/cases/{case.id}/pass"
    refused = agent.post(address, data={"happens": "It dies.", "tried": "", "needed": "A look at the log."})
    assert refused.status_code == 422
    assert "It dies." in refused.text
    told = {"happens": "It dies.", "tried": "Three units.", "needed": "A look at the log."}
    assert agent.post(address, data=told).status_code == 303
    assert (now().tier, now().owner_id, now().state) == (2, None, "open")


def test_who_comes_second_reads_who_has_it_and_keeps_their_words(
    client: FlaskClient, case: Case, dave: Actor, erin: Actor, sign_in: SignIn
) -> None:
    address = f"/desk/cases/{case.id}"
    assert sign_in(client, dave).post(f"{address}/claim").status_code == 303
    late = sign_in(client, erin)
    refused = late.post(f"{address}/replies", data={"body": "A long and careful answer."})
    assert refused.status_code == 409
    assert "Already taken by Dave." in refused.text
    assert "A long and careful answer." in refused.text
    assert late.post(f"{address}/claim").status_code == 409


def test_words_for_a_case_that_was_closed_meanwhile_are_kept(
    client: FlaskClient, case: Case, dave: Actor, erin: Actor, sign_in: SignIn
) -> None:
    address = f"/desk/cases/{case.id}"
    first = sign_in(client, dave)
    assert first.post(f"{address}/claim").status_code == 303
    assert first.post(f"{address}/resolve", data={"note": "Done."}).status_code == 303
    late = sign_in(client, erin)
    for place, typed in (
        ("replies", {"body": "She prefers Chinese, so here it is."}),
        ("hand-over", {"to": "", "handover_note": "She prefers Chinese."}),
    ):
        refused = late.post(f"{address}/{place}", data=typed)
        assert refused.status_code >= 400
        assert "She prefers Chinese" in refused.text


def test_waiting_stops_the_clock_and_a_word_of_the_customer_starts_it(
    agent: FlaskClient,
    client: FlaskClient,
    question: Question,
    case: Case,
    now: Reload,
    alice: Actor,
    sign_in: SignIn,
) -> None:
    address = f"/desk/cases/{case.id}/state"
    assert agent.post(address, data={"state": "waiting-for-customer"}).status_code == 303
    assert (now().state, now().due_at) == ("waiting-for-customer", None)
    browser = sign_in(client, alice)
    browser.post(
        f"/posts/{question.id}/comment", data={"body": "Here is the serial number of the third one."}
    )
    assert now().state == "open"
    assert now().due_at is not None


def test_a_case_is_given_to_staff_only_and_by_whoever_has_it(
    agent: FlaskClient, case: Case, now: Reload, alice: Actor, dave: Actor, erin: Actor, sign_in: SignIn
) -> None:
    address = f"/desk/cases/{case.id}/assign"
    assert agent.post(address, data={"member": str(alice.id)}).status_code == 422
    assert agent.post(address, data={"member": str(erin.id)}).status_code == 303
    assert now().owner_id == erin.id
    assert agent.post(address, data={"member": ""}).status_code == 303
    assert now().owner_id is None
    agent.post(address, data={"member": str(erin.id)})
    assert (
        sign_in(agent, erin).post(f"/desk/cases/{case.id}/notes", data={"note": "Mine."}).status_code == 303
    )
    assert sign_in(agent, dave).post(address, data={"member": ""}).status_code == 409
    assert now().owner_id == erin.id


def test_a_closed_case_is_taken_up_again(agent: FlaskClient, case: Case, now: Reload) -> None:
    address = f"/desk/cases/{case.id}"
    agent.post(f"{address}/resolve")
    assert "Take it up again" in agent.get(address).text
    assert agent.post(f"{address}/notes", data={"note": "An afterthought."}).status_code == 303
    assert agent.post(f"{address}/replies", data={"body": "Too late for that."}).status_code == 409
    assert agent.post(f"{address}/reopen").status_code == 303
    assert now().state == "open"


def test_those_concerned_are_told(
    agent: FlaskClient, case: Case, alice: Actor, dave: Actor, erin: Actor
) -> None:
    address = f"/desk/cases/{case.id}"
    agent.post(f"{address}/replies", data={"body": "About your order: it is on its way.", "alone": "y"})
    agent.post(f"{address}/resolve")
    told = db.session.query(Notification.member_id, Notification.kind).all()
    assert {(alice.id, "letter"), (alice.id, "settled"), (dave.id, "case-urgent")} <= {
        tuple(row) for row in told
    }
    assert not any(member_id == erin.id for member_id, _ in told)


def test_the_front_page_shows_words_in_place_of_tokens(app: Flask) -> None:
    due = block.Due(1, f"Call me at {masks.BAR}phone-1{masks.BAR}", "en", "high", None, late=False)
    work = block.Work({"mine": 1}, 500, [due])
    with app.test_request_context():
        page = render_template("moderation/desk/_front.html", block=work)
    assert "phone-1" not in page
