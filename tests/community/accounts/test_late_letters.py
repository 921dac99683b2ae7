"""Letters for the sake of a link that were held up: they are sent while the link works, and not after."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from community.accounts import services
from community.accounts.models import Member
from community.kernel import clock, jobs
from community.kernel.db import db
from community.kernel.unit_of_work import unit_of_work
from tests.community.accounts.conftest import PASSWORD, Enter, Mailbox, MakePerson

FORM = {"name": "lin", "email": "lin@example.com", "password": PASSWORD, "consent": "y"}


def read_after(mailbox: Mailbox, hours: float) -> int:
    """How many letters there are where the mail server was away for so long."""
    with clock.at(clock.now() + timedelta(hours=hours)):
        count = len(mailbox.all())
        assert jobs.run_due() == 0
    return count


@pytest.mark.parametrize(("hours", "letters"), [(0.9, 1), (1.1, 0)])
def test_a_link_for_a_new_password(
    client: FlaskClient, person: MakePerson, mailbox: Mailbox, hours: float, letters: int
) -> None:
    person("mei")
    client.post("/reset", data={"email": "mei@example.com"})
    jobs.run_one()  # who is behind the address; the letter itself waits
    assert read_after(mailbox, hours) == letters


@pytest.mark.parametrize(("hours", "letters"), [(0.9, 1), (1.1, 0)])
def test_a_link_for_a_new_address(
    client: FlaskClient, person: MakePerson, enter: Enter, mailbox: Mailbox, hours: float, letters: int
) -> None:
    person("mei", confirmed_at=clock.now())
    enter("mei").post("/settings/email", data={"email": "new@example.com", "current": PASSWORD})
    jobs.run_one()
    assert read_after(mailbox, hours) == letters


@pytest.mark.parametrize(("hours", "letters"), [(0.9, 1), (1.1, 0)])
def test_a_link_for_a_new_address_while_no_worker_was_there(
    client: FlaskClient, person: MakePerson, enter: Enter, mailbox: Mailbox, hours: float, letters: int
) -> None:
    person("mei", confirmed_at=clock.now())
    enter("mei").post("/settings/email", data={"email": "new@example.com", "current": PASSWORD})
    assert read_after(mailbox, hours) == letters


@pytest.mark.parametrize(("hours", "letters"), [(23, 1), (25, 0)])
def test_a_link_that_begins_an_account(
    client: FlaskClient, mailbox: Mailbox, hours: float, letters: int
) -> None:
    client.post("/sign-up", data=FORM)
    jobs.run_one()
    assert read_after(mailbox, hours) == letters


@pytest.mark.parametrize(("hours", "letters"), [(23, 1), (25, 0)])
def test_a_link_that_proves_an_address(
    person: MakePerson, mailbox: Mailbox, hours: float, letters: int
) -> None:
    member_id = person("mei", confirmed_at=None).id
    with unit_of_work():
        services.resend_confirmation(db.session.get_one(Member, member_id))
    assert read_after(mailbox, hours) == letters


def test_of_two_links_for_a_new_password_only_the_one_that_works_is_sent(
    client: FlaskClient, person: MakePerson, mailbox: Mailbox
) -> None:
    person("mei")
    for _turn in range(2):
        client.post("/reset", data={"email": "mei@example.com"})
    for _turn in range(2):
        jobs.run_one()  # who is behind the address; the letters themselves wait
    assert len(mailbox.all()) == 1
    assert client.get(mailbox.link()).status_code == 200


def test_of_two_links_that_prove_an_address_only_the_one_that_works_is_sent(
    client: FlaskClient, person: MakePerson, mailbox: Mailbox
) -> None:
    member_id = person("mei", confirmed_at=None).id
    for _turn in range(2):
        with unit_of_work():
            services.resend_confirmation(db.session.get_one(Member, member_id))
    assert len(mailbox.all()) == 1
    assert client.get(mailbox.link()).status_code == 200


def test_of_two_links_for_a_new_address_only_the_one_that_works_is_sent(
    person: MakePerson, enter: Enter, mailbox: Mailbox
) -> None:
    person("mei", confirmed_at=clock.now())
    mine = enter("mei")
    mine.post("/settings/email", data={"email": "new@example.com", "current": PASSWORD})
    jobs.run_one()  # the letter itself waits
    mine.post("/settings/email", data={"email": "newer@example.com", "current": PASSWORD})
    assert [letter["To"] for letter in mailbox.all()] == ["mei <newer@example.com>"]
    assert mine.get(mailbox.link()).status_code == 200
