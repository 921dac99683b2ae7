"""New passwords and new addresses, through links that work once."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from community.accounts import credentials, queries, services, signing_in, tokens
from community.accounts.models import ApiToken, OneTimeLink
from community.accounts.tokens import LinkExpired, Purpose
from community.kernel import clock, jobs, secret_links
from community.kernel.db import db
from community.kernel.errors import Conflict, Invalid
from community.kernel.unit_of_work import unit_of_work
from tests.community.accounts.conftest import PASSWORD, Enter, Mailbox, MakePerson
from tests.community.accounts.test_signing_up import together

BETTER = "seven quiet badgers"


def ask(client: FlaskClient, email: str = "mei@example.com") -> None:
    assert client.post("/reset", data={"email": email}).location == "/reset/sent"


def test_a_link_changes_the_password_once_and_ends_sessions_and_tokens(
    app: Flask, client: FlaskClient, person: MakePerson, mailbox: Mailbox
) -> None:
    member = person("mei")
    elsewhere = app.test_client()
    elsewhere.post("/sign-in", data={"name": "mei", "password": PASSWORD})
    with unit_of_work():
        services.create_token(member)
    ask(client)
    link = mailbox.link()

    assert client.get(link).status_code == 200
    assert client.post(link, data={"password": "password1"}).status_code == 422
    assert client.post(link, data={"password": BETTER}).location == "/sign-in"
    assert client.post(link, data={"password": "another nine words"}).status_code == 410
    assert elsewhere.get("/settings").status_code == 302
    assert db.session.scalars(select(ApiToken)).one().revoked_at is not None
    assert signing_in.attempt("mei", BETTER, address="")


def test_asking_for_an_unknown_address_looks_the_same_and_sends_nothing(
    client: FlaskClient, mailbox: Mailbox
) -> None:
    ask(client, "nobody@example.com")
    assert mailbox.all() == []


def test_a_reset_frees_an_account_that_was_guessed_at(
    client: FlaskClient, person: MakePerson, mailbox: Mailbox
) -> None:
    person("mei")
    for number in range(25):
        client.post(
            "/sign-in",
            data={"name": "mei", "password": "wrong"},
            environ_base={"REMOTE_ADDR": f"198.51.100.{number}"},
        )
    ask(client)
    client.post(mailbox.link(), data={"password": BETTER})
    assert client.post("/sign-in", data={"name": "mei", "password": BETTER}).status_code == 302


def test_a_newer_link_ends_the_older_one(client: FlaskClient, person: MakePerson, mailbox: Mailbox) -> None:
    person("mei")
    ask(client)
    older = mailbox.link()
    ask(client)
    newer = mailbox.link()
    assert client.get(older).status_code == 410
    assert client.get(newer).status_code == 200


def test_a_stranger_who_keeps_asking_cannot_end_the_owners_link_for_ever(
    client: FlaskClient, person: MakePerson, mailbox: Mailbox
) -> None:
    person("mei")
    for _asked in range(10):
        ask(client)
        jobs.run_due()
    assert len(mailbox.all()) == services.RESETS_AN_HOUR
    assert client.get(mailbox.link()).status_code == 200


def test_a_link_lives_an_hour_and_is_looked_at_again_when_the_form_comes_back(
    client: FlaskClient, person: MakePerson, mailbox: Mailbox
) -> None:
    person("mei")
    ask(client)
    link = mailbox.link()
    assert client.get(link).status_code == 200
    with clock.at(clock.now() + timedelta(minutes=61)):
        assert client.post(link, data={"password": BETTER}).status_code == 410


def test_a_link_of_one_purpose_serves_no_other(
    client: FlaskClient, person: MakePerson, mailbox: Mailbox
) -> None:
    person("mei")
    ask(client)
    word = mailbox.word()
    assert client.post(f"/confirm/{word}").status_code == 410
    assert client.post(f"/email/{word}").status_code == 410
    assert client.get(f"/reset/{word}x").status_code == 410


def test_words_are_random_and_the_database_betrays_none(person: MakePerson, mailbox: Mailbox) -> None:
    member = person("mei")
    words = set()
    for _asked in range(3):
        with unit_of_work():
            credentials.request_reset("mei@example.com")
        words.add(mailbox.word())
    assert len(words) == 3
    assert all(len(word) == 43 for word in words)
    rows = db.session.scalars(select(OneTimeLink).where(OneTimeLink.member_id == member.id)).all()
    kept = repr([vars(row) for row in rows]) + repr(
        [job.payload for job in db.session.scalars(select(jobs.Job))]
    )
    assert not [word for word in words if word in kept]


def test_of_ten_who_use_a_link_at_once_one_gets_through(app: Flask, person: MakePerson) -> None:
    with unit_of_work():
        seed = tokens.issue(person("mei").id, Purpose.SOLVED, {"answer_id": 1})
    word = secret_links.word_of(seed)

    def use() -> object:
        try:
            with unit_of_work():
                return tokens.use(word, Purpose.SOLVED).payload["answer_id"]
        except LinkExpired:
            return None

    assert sorted(map(str, together(app, [use] * 10))) == ["1", *["None"] * 9]


def test_several_links_live_side_by_side_where_each_is_about_something_else(person: MakePerson) -> None:
    member = person("mei")
    with unit_of_work():
        words = [secret_links.word_of(tokens.issue(member.id, Purpose.SOLVED, {"n": n})) for n in (1, 2)]
        unsubscribe = secret_links.word_of(tokens.issue(member.id, Purpose.UNSUBSCRIBE))
    with unit_of_work():
        assert [tokens.use(word, Purpose.SOLVED).payload["n"] for word in words] == [1, 2]
        assert tokens.use(unsubscribe, Purpose.UNSUBSCRIBE).member_id == member.id
        assert tokens.use(unsubscribe, Purpose.UNSUBSCRIBE).member_id == member.id, (
            "unsubscribing again is fine"
        )


# addresses -----------------------------------------------------------------------------------------


def test_the_address_changes_when_the_link_is_used_and_the_old_one_is_told(
    person: MakePerson, enter: Enter, mailbox: Mailbox
) -> None:
    member = person("mei")
    client = enter("mei")
    answer = client.post("/settings/email", data={"email": "new@example.com", "current": PASSWORD})
    assert answer.status_code == 302
    assert mailbox.last()["To"] == "mei <new@example.com>"
    link = mailbox.link()
    assert client.get(link).status_code == 200
    db.session.expire_all()
    assert member.email == "mei@example.com"
    assert client.post(link).status_code == 302
    db.session.expire_all()
    assert (member.email, member.email_key) == ("new@example.com", "new@example.com")
    told = mailbox.last()
    assert told["To"] == "mei <mei@example.com>"
    assert "new@example.com" not in told.as_string()


def test_the_current_password_is_needed(person: MakePerson, enter: Enter, mailbox: Mailbox) -> None:
    person("mei")
    client = enter("mei")
    for address, form in (
        ("/settings/email", {"email": "new@example.com", "current": "wrong"}),
        ("/settings/password", {"password": BETTER, "current": "wrong"}),
        ("/settings/close", {"sure": "y", "current": "wrong"}),
    ):
        answer = client.post(address, data=form)
        assert answer.status_code == 422
        assert "This is not your current password" in answer.text
    assert mailbox.all() == []


def test_guessing_the_current_password_in_an_open_browser_is_slowed(person: MakePerson, enter: Enter) -> None:
    person("mei")
    client = enter("mei")
    codes = [
        client.post("/settings/password", data={"password": BETTER, "current": f"wrong {n}"}).status_code
        for n in range(12)
    ]
    assert codes[-1] == 429


def test_links_to_a_removed_address_are_dead(
    client: FlaskClient, person: MakePerson, mailbox: Mailbox
) -> None:
    member = person("mei")
    with unit_of_work():
        seed = tokens.issue(
            member.id, Purpose.EMAIL_CHANGE, {"email": "new@example.com", "email_key": member.email_key}
        )
    ask(client)
    reset_link = mailbox.link()
    with unit_of_work():
        credentials.confirm_email_change(secret_links.word_of(seed))
    assert client.get(reset_link).status_code == 410


@pytest.mark.parametrize(
    ("deed", "given"),
    [
        ("/settings/password", {"current": PASSWORD, "password": BETTER}),
        ("/settings/sessions/end-others", {}),
    ],
)
def test_an_address_that_an_intruder_asked_for_ends_with_their_session(
    person: MakePerson, enter: Enter, mailbox: Mailbox, deed: str, given: dict[str, str]
) -> None:
    person("mei")
    intruder, owner = enter("mei"), enter("mei")
    intruder.post("/settings/email", data={"email": "thief@example.org", "current": PASSWORD})
    link = mailbox.link()
    assert owner.post(deed, data=given).status_code == 302
    assert intruder.get(link).status_code == 410
    assert intruder.post(link).status_code == 410
    assert queries.get_or_404("mei").email == "mei@example.com"


def test_an_address_in_use_is_told_to_its_owner_only(
    person: MakePerson, enter: Enter, mailbox: Mailbox
) -> None:
    person("lin")
    person("mei")
    client = enter("mei")
    free = client.post("/settings/email", data={"email": "free@example.com", "current": PASSWORD})
    used = client.post("/settings/email", data={"email": "lin@example.com", "current": PASSWORD})
    assert (free.status_code, free.location) == (used.status_code, used.location)
    assert mailbox.last()["To"] == "lin <lin@example.com>"


def test_an_address_that_was_taken_in_the_meantime_is_a_clear_conflict(person: MakePerson) -> None:
    member = person("mei")
    with unit_of_work():
        seed = tokens.issue(
            member.id, Purpose.EMAIL_CHANGE, {"email": "x@example.com", "email_key": member.email_key}
        )
    person("lin", email="x@example.com", email_key="x@example.com")
    with pytest.raises(Conflict), unit_of_work():
        credentials.confirm_email_change(secret_links.word_of(seed))
    assert queries.member_by_email("mei@example.com") is not None


def test_the_same_address_is_no_change(person: MakePerson) -> None:
    member = person("mei")
    with pytest.raises(Invalid), unit_of_work():
        credentials.request_email_change(member, "MEI@example.com")


def test_the_confirming_link_is_sent_again_a_few_times_an_hour(
    person: MakePerson, enter: Enter, mailbox: Mailbox
) -> None:
    person("mei", confirmed_at=None)
    client = enter("mei")
    assert re.search(r'action="/confirm"', client.get("/settings").text)
    for _asked in range(8):
        assert client.post("/confirm").status_code == 302
        jobs.run_due()
    assert len(mailbox.all()) == services.CONFIRMATIONS_AN_HOUR
    client.post(mailbox.link())
    assert client.post("/confirm").status_code == 409
