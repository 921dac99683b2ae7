"""A form that is pressed twice, or found again with the back button and sent again, does its deed once."""

import re
from collections.abc import Sequence
from html.parser import HTMLParser
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from community.answers.models import Answer
from community.articles.models import Article
from community.curation.models import Announcement, Incident, IncidentUpdate
from community.kernel.db import Model, db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.notifications.models import Notification
from community.questions.models import Question
from community.routing.models import Letter
from moderation.audit.models import ModerationLogEntry
from moderation.canned.models import CannedResponse
from moderation.casework.models import HandOver
from moderation.escalation.models import Case, CaseNote, SiteRule
from moderation.macros import services as macros
from moderation.macros.models import Macro
from moderation.macros.rules import Step
from moderation.sanctions.models import ConductNote
from tests.conftest import MakeMember, SignIn, actor_of, both_databases
from tests.moderation.conversation.conftest import Browser
from tests.parallel import at_once

Sent = dict[str, str]


class _Fields(HTMLParser):
    """What the form that goes to `action` holds."""

    def __init__(self, action: str) -> None:
        super().__init__()
        self.action, self.inside, self.found = action, False, {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form":
            to = (given.get("action") or self.action).partition("?")[0]
            self.inside = given.get("method") == "post" and to == self.action
        elif self.inside and tag == "input" and given.get("name") and given.get("type") == "hidden":
            self.found[str(given["name"])] = given.get("value") or ""


def sent(client: FlaskClient, page: str, action: str, **typed: str) -> Sent:
    """What a browser sends of the form on `page` that goes to `action`."""
    fields = _Fields(action)
    fields.feed(client.get(page).text)
    return {**fields.found, **typed}


def three_times(app: Flask, clients: Sequence[FlaskClient], to: str, data: Sent) -> list[str]:
    """Press twice at the same moment, and once more later; where each of them led."""

    def press(client: FlaskClient) -> str:
        answer = client.post(to, data=data)
        assert answer.status_code == 303, re.findall(r'role="alert".{200}', answer.text, re.DOTALL)
        return answer.location

    both = at_once(app, [lambda each=each: press(each) for each in clients])
    led = [*map(str, both), press(clients[0])]
    db.session.expire_all()
    return led


@pytest.fixture
def agents(browser: Browser, dave: Actor) -> list[FlaskClient]:
    return [browser(dave), browser(dave)]


@pytest.fixture
def admins(app: Flask, member: MakeMember, sign_in: SignIn) -> list[FlaskClient]:
    ines = actor_of(member("ines", role="admin"))
    return [sign_in(app.test_client(), ines) for _ in range(2)]


@both_databases
@pytest.mark.parametrize("kind", ["reply", "private", "note"])
def test_a_customer_reads_the_words_of_staff_once(
    app: Flask, agents: list[FlaskClient], alice: Actor, case: Case, kind: str
) -> None:
    page = f"/desk/cases/{case.id}"
    words = "Please look into the settings of your app, below the second line from above."
    data = sent(agents[0], page, f"{page}/replies", kind=kind, body=words)
    asker = alice.id
    three_times(app, agents, f"{page}/replies", data)
    model = {"reply": Answer, "private": Letter, "note": CaseNote}[kind]
    assert db.session.query(model).count() == 1
    told = db.session.query(Notification).filter(
        Notification.member_id == asker, Notification.kind.in_(["answer", "letter"])
    )
    assert told.count() == (kind != "note")
    again = sent(agents[0], page, f"{page}/replies", kind=kind, body=words)
    assert agents[0].post(f"{page}/replies", data=again).status_code == 303  # a new form: it is meant
    assert db.session.query(model).count() == 2


@both_databases
def test_a_case_is_noted_and_handed_over_once(
    app: Flask, agents: list[FlaskClient], admins: list[FlaskClient], case: Case
) -> None:
    page = f"/desk/cases/{case.id}"
    agents[0].post(f"{page}/claim")
    data = sent(admins[0], page, f"{page}/notes", note="She called about it.")
    three_times(app, admins, f"{page}/notes", data)
    assert db.session.query(CaseNote).count() == 1
    data = sent(
        agents[0], page, f"{page}/hand-over", handover_note="About her contract.", to=f"team:{case.team}"
    )
    three_times(app, agents, f"{page}/hand-over", data)
    assert db.session.query(HandOver).count() == 1
    assert db.session.query(ModerationLogEntry).filter_by(act="case-handed-over").count() == 1


@both_databases
def test_a_macro_is_done_once(app: Flask, agents: list[FlaskClient], dave: Actor, case: Case) -> None:
    with unit_of_work():
        slug = macros.keep("Ask", [Step("letter", {"text": "Which one is it?"}), Step("wait", {})], by=dave)
    to = f"/desk/cases/{case.id}/macros/{slug}"
    three_times(app, agents, to, sent(agents[0], to, to))
    assert db.session.query(Letter).count() == 1
    assert db.session.query(ModerationLogEntry).filter_by(act="macro-run").count() == 1
    assert agents[0].post(to, data=sent(agents[0], to, to)).status_code == 303  # a new form: it is meant
    assert db.session.query(Letter).count() == 2


MADE: list[tuple[str, str, type[Model], Sent]] = [
    (
        "/announcements/new",
        "",
        Announcement,
        {
            "title": "We rest on Sunday",
            "text": "From two on.",
            "audience": "everybody",
            "starts_at": "2030-01-01T10:00",
            "ends_at": "2030-01-02T10:00",
            "act": "publish",
        },
    ),
    (
        "/incidents/new",
        "",
        Incident,
        {"title": "The line rests in the north", "text": "Since noon.", "state": "investigating"},
    ),
    (
        "/articles/new",
        "",
        Article,
        {"title": "How the guest network is named", "lang": "en", "problem": "It has a wrong name."},
    ),
    (
        "/desk/canned/new",
        "/desk/canned",
        CannedResponse,
        {"title": "Hello", "body": "Good day.", "lang": "en"},
    ),
    ("/desk/macros/new", "", Macro, {"title": "Note it", "deed-0": "note", "0-text": "Seen."}),
    ("/desk/rules/new", "", SiteRule, {"title": "About parrots", "words": "parrot"}),
]


@both_databases
@pytest.mark.parametrize(("page", "to", "model", "typed"), MADE)
def test_what_is_made_is_made_once_and_each_press_leads_to_it(
    app: Flask, admins: list[FlaskClient], page: str, to: str, model: Any, typed: Sent
) -> None:
    led = three_times(app, admins, to or page, sent(admins[0], page, to or page, **typed))
    assert db.session.query(model).count() == 1
    assert len(set(led)) == 1


@both_databases
def test_followers_of_a_problem_hear_of_its_news_once(
    app: Flask, admins: list[FlaskClient], alice: Actor
) -> None:
    led = admins[0].post("/incidents/new", data=MADE[1][3]).location
    number = led.rpartition("/")[2]
    data = sent(
        admins[0], led, f"/incidents/{number}/update", state="investigating", text="We found the cable."
    )
    three_times(app, admins, f"/incidents/{number}/update", data)
    assert db.session.query(IncidentUpdate).count() == 2


@both_databases
def test_a_post_is_recommended_once(app: Flask, admins: list[FlaskClient], question: Question) -> None:
    to, data = f"/posts/{question.id}/recommend", {"why": "It is asked very often.", "place": "1"}
    three_times(app, admins, to, data)
    assert db.session.query(ModerationLogEntry).filter_by(act="post-recommended").count() == 1


@both_databases
def test_a_note_on_conduct_is_left_once(app: Flask, admins: list[FlaskClient], alice: Actor) -> None:
    page = f"/members/{alice.name}/conduct"
    three_times(app, admins, f"{page}/notes", sent(admins[0], page, f"{page}/notes", words="Calm again."))
    assert db.session.query(ConductNote).count() == 1


def test_what_was_refused_can_be_sent_again(app: Flask, admins: list[FlaskClient], alice: Actor) -> None:
    data = sent(
        admins[0], "/desk/macros/new", "/desk/macros/new", title="", **{"deed-0": "note", "0-text": "x"}
    )
    assert admins[0].post("/desk/macros/new", data=data).status_code == 422
    assert admins[0].post("/desk/macros/new", data=data).status_code == 422
    assert admins[0].post("/desk/macros/new", data={**data, "title": "Note it"}).status_code == 303
