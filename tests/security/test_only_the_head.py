"""Who asks for the head of a page alone, as programs do that look through links in letters, does nothing by that."""

from typing import TYPE_CHECKING

from flask.testing import FlaskClient

from community.accounts import queries
from community.kernel.db import db
from community.kernel.policy import Actor
from tests.community.accounts.conftest import Enter, Mailbox, MakePerson, enter, mailbox, person
from tests.conftest import MakeMember, SignIn
from tests.security.test_matrix import ENDING
from tests.security.town import every_route, people, things

if TYPE_CHECKING:
    from community.kernel.web import Huzhu

__all__ = ("enter", "mailbox", "person")
PASSWORD = "purple llamas dance"


def test_every_page_answers_for_its_head_as_for_itself(
    app: "Huzhu", alice: Actor, bob: Actor, member: MakeMember, sign_in: SignIn
) -> None:
    given = things(alice, bob)
    admin = people(app, member, sign_in)["admin"].browser
    other = []
    for method, address, rule, endpoint in every_route(app, given):
        if method != "GET" or rule.startswith("/api/") or endpoint in ENDING or endpoint == "health.ready":
            continue
        told = [admin.open(address, method=each).status_code for each in ("HEAD", "GET")]
        if told[0] != told[1]:
            other.append((address, *told))
    assert other == []


def test_no_link_of_a_letter_is_used_up(
    app: "Huzhu", client: FlaskClient, person: MakePerson, enter: Enter, mailbox: Mailbox
) -> None:
    fields = {"name": "mei", "email": "mei@example.com", "password": PASSWORD, "consent": "y"}
    client.post("/sign-up", data=fields)
    assert app.test_client().head(mailbox.link()).status_code == 200
    assert queries.member_by_name("mei") is None

    person("lin")
    enter("lin").post("/settings/email", data={"email": "new@example.com", "current": PASSWORD})
    assert app.test_client().head(mailbox.link()).status_code == 200
    db.session.expire_all()
    lin = queries.member_by_name("lin")
    assert lin is not None
    assert lin.email == "lin@example.com"
