"""What was typed over the end of a session waits for its writer, not for whoever signs in there next."""

from typing import TYPE_CHECKING

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete, func, select

from community.accounts.models import SignIn as SignInRow
from community.kept_forms.models import KeptForm
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from tests.conftest import SignIn
from tests.journeys.test_interrupted import OWN, fields
from tests.typed_page import typed_in

if TYPE_CHECKING:
    from community.kernel.web import Huzhu

WORDS = {
    "title": "Why does the mesh drop every night at ten?",
    "body": "My number is on the sticker, and it drops each night.",
    "tags": "wifi",
}
POLL = {"Sec-Fetch-Mode": "cors"}
PAGE = {"Accept": "text/html,application/xhtml+xml"}


@pytest.fixture
def browser(app: "Huzhu", sign_in: SignIn, alice: Actor) -> FlaskClient:
    """Alice opened a page there; then her session was ended from elsewhere."""
    client = sign_in(app.test_client(), alice)
    assert client.get("/ask", headers=PAGE).status_code == 200
    with unit_of_work():
        db.session.execute(delete(SignInRow).where(SignInRow.member_id == alice.id))
    return client


def keep(client: FlaskClient) -> None:
    page = client.post("/ask", data=WORDS, headers=OWN)
    assert page.status_code == 401
    assert client.post("/kept", data=fields(page.text), headers=OWN).location == "/sign-in?next=/kept"
    client.get("/sign-in?next=/kept", headers=PAGE)


def finds(client: FlaskClient) -> bool:
    page = client.get("/kept", headers=PAGE)
    return page.status_code == 200 and ("body", WORDS["body"]) in typed_in(page.text)


def test_another_member_who_signs_in_there_does_not_see_it_and_its_writer_does(
    browser: FlaskClient, sign_in: SignIn, alice: Actor, bob: Actor
) -> None:
    keep(browser)
    sign_in(browser, bob)
    assert not finds(browser)
    sign_in(browser, alice)
    assert finds(browser)
    browser.post("/ask", data=fields(browser.get("/kept").text), headers=OWN)
    assert db.session.scalar(select(func.count()).select_from(KeptForm)) == 0


def test_another_member_cannot_drop_it_either(
    browser: FlaskClient, sign_in: SignIn, alice: Actor, bob: Actor
) -> None:
    keep(browser)
    number = db.session.scalars(select(KeptForm.id)).one()
    sign_in(browser, bob)
    browser.post("/kept/drop", data={"kept_form": number}, headers=OWN)
    sign_in(browser, alice)
    assert finds(browser)


def test_a_poll_of_the_open_page_does_not_make_its_writer_unknown(
    browser: FlaskClient, sign_in: SignIn, bob: Actor
) -> None:
    browser.get("/live", headers=POLL)
    keep(browser)
    sign_in(browser, bob)
    assert not finds(browser)


def test_what_is_typed_on_a_page_that_was_opened_afterwards_is_for_whoever_signs_in(
    browser: FlaskClient, sign_in: SignIn, bob: Actor
) -> None:
    browser.get("/", headers={**PAGE, "Sec-Fetch-Mode": "navigate"})
    keep(browser)
    sign_in(browser, bob)
    assert finds(browser)


def test_after_signing_out_nobody_is_taken_for_the_writer(
    app: "Huzhu", sign_in: SignIn, alice: Actor, bob: Actor
) -> None:
    client = sign_in(app.test_client(), alice)
    client.get("/ask", headers=PAGE)
    client.post("/sign-out", headers=OWN)
    keep(client)
    sign_in(client, bob)
    assert finds(client)
