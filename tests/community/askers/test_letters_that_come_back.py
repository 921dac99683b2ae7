"""A letter that a mail server does not take is no secret of the log: the case says that its customer read nothing."""

from flask import Flask
from flask.testing import FlaskClient

from community.kernel import checks, jobs
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from moderation.escalation import closing, promises
from moderation.escalation.models import Case
from moderation.escalation.rules import CaseState
from tests.community.askers.test_hearing_back import answer, asks, letters, path
from tests.community.notifications.making import Postman, serving
from tests.conftest import SignIn, both_databases

SAID = "The last letter did not arrive"


@both_databases
def test_the_case_says_that_a_letter_came_back_until_the_customer_writes(
    app: Flask, client: FlaskClient, sign_in: SignIn, dave: Actor
) -> None:
    asks(app, client)
    there = path(letters(app)[0])
    client.post(there)
    answer(dave)
    case = db.session.query(Case).one()
    with unit_of_work():
        promises.pause(case, CaseState.WAITING)
    postman = Postman()
    postman.answer = "550 5.1.1 no such user"
    server = serving(app, postman)
    desk = sign_in(app.test_client(), dave)
    assert SAID not in desk.get(f"/desk/cases/{case.id}").text
    jobs.run_due()
    server.stop()
    assert SAID in desk.get(f"/desk/cases/{case.id}").text
    assert db.session.get_one(Case, case.id, populate_existing=True).state == CaseState.OPEN
    found = checks.run_all(db.session())  # the search index of these sites was never made
    assert not any(lines for slug, lines in found.items() if slug != "search-index")
    client.post(f"{there}/reply", data={"question": case.question_id, "body": "Did anybody answer me?"})
    assert SAID not in desk.get(f"/desk/cases/{case.id}").text


def test_a_case_that_was_settled_with_that_letter_says_so_too(
    app: Flask, client: FlaskClient, sign_in: SignIn, dave: Actor
) -> None:
    asks(app, client)
    client.post(path(letters(app)[0]))
    answer(dave)
    case = db.session.query(Case).one()
    with unit_of_work():
        closing.resolve(case.id, by=dave)
    postman = Postman()
    postman.answer = "550 5.1.1 no such user"
    server = serving(app, postman)
    jobs.run_due()
    server.stop()
    assert SAID in sign_in(app.test_client(), dave).get(f"/desk/cases/{case.id}").text
    assert db.session.get_one(Case, case.id, populate_existing=True).state == CaseState.RESOLVED
