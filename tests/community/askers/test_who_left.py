"""Who asked through the widget, then had an account and closed it: neither address nor private messages stay."""

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from community.accounts import closing
from community.accounts.models import Member
from community.askers import services as askers
from community.askers.models import Asker
from community.channels.rules import message_of
from community.kernel import clock
from community.kernel.db import db
from community.kernel.policy import Actor, Role
from community.kernel.unit_of_work import unit_of_work
from moderation.intake import judging, services
from tests.conftest import MakeMember

if TYPE_CHECKING:
    from community.kernel.web import Huzhu

ADDRESS = "alice@example.com"  # that of Alice's account, too
FIRST = "My router drops the wifi every night at ten, and I tried everything in the manual. Can you help me?"
SECOND = "It is still broken, please help. My bandicootish landlord is in hospital and I need the line."


def write(number: str, words: str) -> None:
    message = message_of({"id": number, "text": words, "author": ADDRESS}, "widget", clock.now())
    with unit_of_work():
        services.take_in([(message, judging.judge([message])[0])])
        askers.wrote("widget", number, ADDRESS, "en")


def close(alice: Actor) -> None:
    with unit_of_work():
        closing.close_account(db.session.get_one(Member, alice.id), sure=True)


def held(query: str) -> str:
    return str([tuple(row) for row in db.session.execute(text(query))])


@pytest.fixture(autouse=True)
def admin(member: MakeMember) -> None:
    member("ruth", role=Role.ADMIN)


def test_what_was_written_after_the_question_goes(app: "Huzhu", alice: Actor) -> None:
    write("1", FIRST)
    with unit_of_work():
        askers.confirm(db.session.query(Asker).one())
    write("2", SECOND)
    assert "bandicootish" in held("select body from channel_messages")
    close(alice)
    assert ADDRESS not in held("select handle, name from contacts")
    assert "bandicootish" not in held("select body from channel_messages")


def test_the_address_goes_though_nobody_confirmed_it(app: "Huzhu", alice: Actor) -> None:
    write("1", FIRST)
    close(alice)
    assert ADDRESS not in held("select email, email_key from askers")
    assert ADDRESS not in held("select handle, name from contacts")


@pytest.mark.parametrize("goes", ["address", "account"])
def test_what_was_covered_in_a_question_goes_with_who_asked_it(app: "Huzhu", alice: Actor, goes: str) -> None:
    write("1", f"{FIRST} Please call me at +49 30 1234567 in the evening.")
    assert "1234567" in held("select original from private_vault")
    if goes == "account":
        close(alice)
    else:
        with unit_of_work():
            askers.forget(db.session.query(Asker).all(), words_too=True)
    assert held("select original from private_vault") == "[]"
