"""What members agreed to: recorded, asked again when it changes, taken back at will."""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from community.accounts import consents, services
from community.accounts.models import WITHDREW, Member
from community.front import services as front
from community.kernel.db import db
from community.kernel.languages import speaking
from community.kernel.policy import Actor, Permission, may
from community.kernel.unit_of_work import unit_of_work
from tests.conftest import SignIn, both_databases
from tests.parallel import at_once

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from community.kernel.web import Huzhu

PASSWORD = "seven quiet lamps on a shelf"


def test_signing_up_leaves_a_record_with_version_and_time(app: "Huzhu") -> None:
    with unit_of_work():
        member = services.register(services.applicant("mei", "mei@example.com", PASSWORD, consent=True))
        assert member
    (record,) = consents.history(member.id)
    assert (record.version, record.withdrawn_at) == (consents.VERSION, None)
    assert record.given_at == member.consented_at


@pytest.mark.parametrize(("lang", "word"), [("en", "November 2026"), ("zh-Hans", "2026年11月")])
def test_a_version_is_named_by_its_month_in_the_language_of_the_reader(
    app: "Huzhu", lang: str, word: str
) -> None:
    with app.test_request_context(), speaking(lang):
        assert consents.version_word("2026-11") == word
        assert consents.version_word("of before") == "of before"


def test_who_takes_it_back_reads_and_writes_nothing_until_they_agree_again(
    app: "Huzhu", client: "FlaskClient", alice: Actor, sign_in: SignIn
) -> None:
    sign_in(client, alice)
    client.post("/settings/privacy/agree")
    client.post("/settings/privacy/withdraw")
    refused = client.post(
        "/ask",
        data={"title": "Why does it drop every night at ten?", "body": "It drops. " * 20, "tags": "wifi"},
    )
    assert refused.status_code == 403
    assert "It drops." in refused.text
    assert client.get("/questions").status_code == 200
    held = db.session.get_one(Member, alice.id).restraints
    assert held == {}
    client.post("/settings/privacy/agree")
    assert client.post("/check", data={"kind": "question", "title": "x", "body": "y"}).status_code == 200
    assert [each.withdrawn_at is None for each in consents.history(alice.id)] == [True, False]


@both_databases
def test_two_who_agree_at_once_agree_once_and_lose_no_other_choice(app: "Huzhu", alice: Actor) -> None:
    def deed(work: Callable[[], object]) -> Callable[[], None]:
        def run() -> None:
            with unit_of_work():
                work()

        return run

    def agree() -> None:
        member = db.session.get_one(Member, alice.id)
        time.sleep(0.05)  # both have read by now
        consents.give(member)

    def take_back() -> None:
        member = db.session.get_one(Member, alice.id)
        time.sleep(0.05)
        consents.withdraw(member)

    def put_away(what: str) -> Callable[[], object]:
        return lambda: (time.sleep(0.01), front.put_away(what, by=alice))

    at_once(app, [deed(take_back), deed(put_away("tour"))])
    assert db.session.get_one(Member, alice.id).settings == {
        "front": {"seen": {"tour": True}},
        WITHDREW: True,
    }
    at_once(app, [deed(agree), deed(agree), deed(put_away("steps"))])
    assert len(consents.history(alice.id)) == 1
    settings = db.session.get_one(Member, alice.id).settings
    assert settings == {"front": {"seen": {"tour": True, "steps": True}}}


def test_a_new_version_is_shown_after_signing_in_and_can_wait(
    app: "Huzhu", client: "FlaskClient", monkeypatch: pytest.MonkeyPatch
) -> None:
    with unit_of_work():
        services.register(services.applicant("mei", "mei@example.com", PASSWORD, consent=True))
    monkeypatch.setattr(consents, "VERSION", "2031-01")
    there = client.post("/sign-in", data={"name": "mei", "password": PASSWORD, "next": "/tags"})
    assert there.location == "/settings/privacy?next=%2Ftags"
    assert 'href="/tags"' in client.get(there.location).text


def test_without_agreement_only_reading_is_left() -> None:
    actor = Actor(member_id=1, confirmed=True, level=4, restraints=frozenset({"no-agreement"}))
    assert [each for each in Permission if may(actor, each)] == [
        Permission.READ,
        Permission.SIGN_IN,
        Permission.HAVE_ACCOUNT,
        Permission.APPEAL,
    ]


def test_a_member_takes_along_what_is_theirs_without_secrets(
    app: "Huzhu", client: "FlaskClient", alice: Actor, bob: Actor, sign_in: SignIn
) -> None:
    sign_in(client, alice)
    client.put("/drafts/question/0", json={"title": "my own draft", "body": "b", "tags": ""})
    text = client.get("/settings/privacy/data").text
    assert "my own draft" in text
    assert "alice@example.com" in text
    assert "bob@example.com" not in text
    assert "hash" not in text
