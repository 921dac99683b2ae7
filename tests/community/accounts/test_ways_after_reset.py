"""After a new password: what else opens the account is named, on the page and in the letter, and can be closed at once."""

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from community.accounts import credentials, hashing, services, tokens
from community.accounts.models import Member
from community.factors.models import Passkey
from community.kernel import clock
from community.kernel.db import db
from community.kernel.unit_of_work import unit_of_work
from community.oidc.models import OidcIdentity
from tests.community.accounts.conftest import Mailbox, MakePerson
from tests.conftest import both_databases
from tests.security.rows import put

if TYPE_CHECKING:
    from community.kernel.web import Huzhu

BETTER = "seven quiet badgers"
WAYS = "/reset/ways"


@pytest.fixture
def mei(person: MakePerson, monkeypatch: pytest.MonkeyPatch) -> Member:
    """Mei has two passkeys and an account at the provider; which of them are hers?"""
    monkeypatch.setattr("community.oidc.routes.offered", lambda: True)
    monkeypatch.setattr("community.oidc.provider.name", lambda: "Example Accounts")
    made = person("mei")
    with unit_of_work():
        for label in ("phone", "nobody knows <b>"):
            put("passkeys", member_id=made.id, label=label, credential=label)
        put("oidc_identities", member_id=made.id)
        made.second_factor_at = clock.now()
    return made


def was_reset(client: FlaskClient, mailbox: Mailbox) -> str:
    client.post("/reset", data={"email": "mei@example.com"})
    return client.post(mailbox.link(), data={"password": BETTER}).location


def number_of(label: str) -> int:
    return db.session.scalars(select(Passkey.id).where(Passkey.label == label)).one()


def kept(model: type[Passkey] | type[OidcIdentity]) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


@both_databases
def test_the_page_after_a_reset_names_what_remains_and_closes_it(
    app: "Huzhu", client: FlaskClient, mei: Member, mailbox: Mailbox
) -> None:
    assert was_reset(client, mailbox) == WAYS
    page = client.get(WAYS).text
    assert "The passkey “phone”" in page
    assert "nobody knows &lt;b&gt;" in page
    assert "Signing in with Example Accounts" in page
    assert "Your second factor stays" in page
    one = {"kind": "passkey", "number": number_of("nobody knows <b>")}
    assert client.post(WAYS, data=one).location == WAYS
    assert client.post(WAYS, data=one).location == WAYS, "twice: it is gone"
    other = db.session.scalars(select(OidcIdentity.id)).one()
    client.post(WAYS, data={"kind": "oidc", "number": other})
    assert (kept(Passkey), kept(OidcIdentity)) == (1, 0)
    # The last factor stays: whoever reads the mail must not come in without it.
    assert client.post(WAYS, data={"kind": "passkey", "number": number_of("phone")}).location == WAYS
    assert "your last one" in client.get(WAYS).text
    assert kept(Passkey) == 1
    assert client.get("/settings").status_code == 302, "nobody is signed in by that"


@both_databases
def test_nobody_else_closes_anything(
    app: "Huzhu", client: FlaskClient, mei: Member, mailbox: Mailbox
) -> None:
    way = {"kind": "passkey", "number": number_of("phone")}
    assert client.post(WAYS, data=way).status_code == 410
    was_reset(client, mailbox)
    other = app.test_client()
    assert [other.get(WAYS).status_code, other.post(WAYS, data=way).status_code] == [410, 410]
    with clock.at(clock.now() + timedelta(minutes=16)):
        assert [client.get(WAYS).status_code, client.post(WAYS, data=way).status_code] == [410, 410]
    assert kept(Passkey) == 2


def test_only_ones_own_are_closed(
    app: "Huzhu", client: FlaskClient, mei: Member, person: MakePerson, mailbox: Mailbox
) -> None:
    put("passkeys", member_id=person("lin").id, label="of Lin", credential="lin")
    db.session.commit()
    was_reset(client, mailbox)
    for kind, number in (("passkey", number_of("of Lin")), ("session", 1), ("passkey", "x"), ("", "")):
        assert client.post(WAYS, data={"kind": kind, "number": number}).status_code == 303
    assert kept(Passkey) == 3


def test_the_next_reset_ends_the_leave_of_the_one_before(
    app: "Huzhu", client: FlaskClient, mei: Member, mailbox: Mailbox
) -> None:
    was_reset(client, mailbox)
    with unit_of_work():
        seed = tokens.issue(mei.id, tokens.Purpose.RESET)
    with unit_of_work():
        credentials.reset_password(tokens.secret_links.word_of(seed), hashing.hashed(BETTER))
    assert client.get(WAYS).status_code == 410


def test_who_has_nothing_else_goes_on_to_sign_in(
    client: FlaskClient, person: MakePerson, mailbox: Mailbox
) -> None:
    person("mei")
    assert was_reset(client, mailbox) == "/sign-in"
    assert "These open your account" not in str(mailbox.last())


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        (
            "en",
            (
                "These open your account as before:",
                "- The passkey “nobody knows <b>”",
                "- Signing in with Example",
            ),
        ),
        ("zh-Hans", ("以下方式仍可进入你的账号：", "- 通行密钥“phone”", "- 用Example Accounts登录")),
    ],
)
def test_the_letter_names_what_remains(
    app: "Huzhu", client: FlaskClient, mei: Member, mailbox: Mailbox, lang: str, words: tuple[str, ...]
) -> None:
    with unit_of_work():
        db.session.get_one(Member, mei.id).lang = lang
    was_reset(client, mailbox)
    letter = mailbox.last()
    text = letter.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert [each for each in words if each not in text] == []
    html = letter.get_body(("html",)).get_content()  # type: ignore[union-attr]
    assert "nobody knows &lt;b&gt;" in html


def test_a_changed_password_names_programs_that_go_on(
    app: "Huzhu", client: FlaskClient, mei: Member, mailbox: Mailbox
) -> None:
    with unit_of_work():
        services.create_token(mei, label="nightly report")
        member = db.session.get_one(Member, mei.id)
        credentials.change_password(member, hashing.hashed(BETTER), sign_in_id=None)
    text = mailbox.last().get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert "- The token of a program, “nightly report”" in text
    assert "/settings/sessions" in text
