"""Messages that became nobody's matter: staff find them, and make a case of one after all."""

from typing import TYPE_CHECKING

from flask.testing import FlaskClient
from sqlalchemy import select

from community.channels.models import ChannelMessage
from community.kernel.db import db
from community.kernel.policy import Actor
from moderation.escalation.queries import open_case_of_question
from tests.conftest import SignIn, both_databases
from tests.moderation.intake.test_intake import CALM, THANKS, breaches, message, question_of, taken

if TYPE_CHECKING:
    from community.kernel.web import Huzhu

LIST = "/desk?view=aside"


@both_databases
def test_staff_find_what_was_put_away_and_make_a_case_of_it(
    app: "Huzhu", client: FlaskClient, dave: Actor, sign_in: SignIn
) -> None:
    taken(message(1, THANKS, author_name="Anna K."), message(2, CALM, author="ben"))
    agent = sign_in(client, dave)
    assert LIST in agent.get("/desk").text
    page = agent.get(LIST).text
    assert "thank you!" in page
    assert "Anna K." in page
    assert "descale" not in page
    first, again = (agent.post("/desk/aside/1") for _each in range(2))
    question = question_of(1)
    assert question is not None
    case = open_case_of_question(question.id)
    assert case is not None
    assert case.reasons == ["reviewer"]
    assert first.location == again.location == f"/desk/cases/{case.id}"
    assert "thank you!" in agent.get(first.location).text
    assert "thank you!" not in agent.get(LIST).text
    assert breaches() == []
    taken(message(3, "It leaks.", in_reply_to="m1"))
    assert "It leaks." in agent.get(first.location).text


def test_what_was_put_away_and_settled_since_is_not_opened_again(
    app: "Huzhu", client: FlaskClient, dave: Actor, sign_in: SignIn
) -> None:
    taken(message(1, THANKS))
    agent = sign_in(client, dave)
    agent.post("/desk/aside/1")
    agent.post("/desk/cases/1/resolve")
    assert agent.post("/desk/aside/1").status_code == 409
    assert agent.post("/desk/aside/9").status_code == 404


def test_what_is_private_in_them_stays_covered(
    app: "Huzhu", client: FlaskClient, dave: Actor, sign_in: SignIn
) -> None:
    taken(message(1, "@Kettles thank you! Write to lin@kettle-post.net or call +49 171 2345678."))
    body = db.session.scalars(select(ChannelMessage.body)).one()
    assert "kettle-post" not in body
    agent = sign_in(client, dave)
    page = agent.get(LIST).text
    assert body in page
    assert "kettle-post" not in page
    case = agent.post("/desk/aside/1").location
    assert "kettle-post" not in agent.get(case).text
