"""Somebody who leaves is gone from the news of others as well: neither table, page nor letter says their name."""

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import delete, select, text

from community.accounts import closing
from community.accounts.models import Member
from community.answers import services as answers
from community.kernel import jobs
from community.kernel.db import db
from community.kernel.furnish import settings_of
from community.kernel.policy import Actor, Role
from community.kernel.unit_of_work import unit_of_work
from community.notifications import letters
from community.notifications.models import Delivery
from community.questions import services as questions
from community.questions.models import Question
from tests.community.notifications.making import in_folder
from tests.conftest import MakeMember, SignIn

if TYPE_CHECKING:
    from community.kernel.web import Huzhu

NAME = "Quokka Marsupialis"


@pytest.fixture
def told(app: "Huzhu", alice: Actor, bob: Actor, member: MakeMember) -> None:
    """Bob was told of an answer by Alice."""
    member("ruth", role=Role.ADMIN)
    with unit_of_work():
        db.session.get_one(Member, alice.id).display_name = NAME
        asked = questions.ask(
            "Why does the wifi drop every night at ten?",
            "Every night at about ten my wifi goes away for some minutes. I tried another channel.",
            ["wifi"],
            by=bob,
        )
        answers.answer(
            asked,
            "You should reset the router at nine, then choose channel eleven in its settings and wait.",
            by=alice,
        )


def held(query: str) -> str:
    return str(db.session.scalars(text(query)).all())


def leave(who: Actor) -> None:
    with unit_of_work():
        closing.close_account(db.session.get_one(Member, who.id), sure=True)


@pytest.mark.usefixtures("told")
def test_nobody_is_told_the_name_of_whoever_left(
    app: "Huzhu", alice: Actor, bob: Actor, sign_in: SignIn
) -> None:
    browser = sign_in(app.test_client(), bob)
    assert NAME in browser.get("/notifications").text
    leave(alice)
    assert NAME not in held("select data from notifications")
    page = browser.get("/notifications").text
    assert NAME not in page
    assert "former member answered" in page.replace("</bdi>", "").replace("</span>", "")


@pytest.mark.usefixtures("told")
def test_a_letter_that_waits_names_nobody_who_left(app: "Huzhu", alice: Actor, bob: Actor) -> None:
    with unit_of_work():
        due = db.session.scalars(
            select(Delivery).where(Delivery.member_id == bob.id, Delivery.way == "email")
        )
        letters.write(db.session.get_one(Member, bob.id), due.all())
        db.session.execute(delete(Delivery))
    assert NAME in held("select payload from jobs")
    leave(alice)
    assert NAME not in held("select payload from jobs")
    jobs.run_due()
    (letter,) = in_folder(settings_of(app).data_dir)
    assert letter["Subject"].startswith("former member answered")


@pytest.mark.usefixtures("told")
def test_several_who_did_the_same_are_counted_by_who_they_are_not_by_name(
    app: "Huzhu", alice: Actor, bob: Actor, dave: Actor, sign_in: SignIn
) -> None:
    with unit_of_work():
        db.session.get_one(Member, dave.id).display_name = NAME
        asked = db.session.scalars(select(Question)).one()
        answers.answer(asked, "Choose the channel by hand; ours hops at ten, when many come home.", by=dave)
    browser = sign_in(app.test_client(), bob)
    for deed in (lambda: None, lambda: leave(alice)):  # two of one name, then one of them without any
        deed()
        page = browser.get("/notifications").text.replace("</bdi>", "").replace("</span>", "")
        assert f"{NAME} and 1 other person answered" in page
