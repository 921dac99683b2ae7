"""Signing up: by the form, with an address in use, ten at once."""

import threading
from collections.abc import Callable
from contextlib import suppress

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, func, select

from community.accounts import mails, queries, services, signing_in, signing_up
from community.accounts.models import Member, SignUp
from community.kernel import jobs, secret_links
from community.kernel.db import db
from community.kernel.errors import Conflict, DomainError, Invalid, TooMany
from community.kernel.unit_of_work import unit_of_work
from tests.community.accounts.conftest import PASSWORD, Mailbox, MakePerson

FORM = {"name": "mei", "email": "Mei@Example.com", "password": PASSWORD, "consent": "y"}


def test_signing_up_sends_a_link_and_the_button_behind_it_confirms(
    client: FlaskClient, mailbox: Mailbox
) -> None:
    answer = client.post("/sign-up", data=FORM)
    assert (answer.status_code, answer.location) == (302, "/sign-up/sent")
    assert (
        "Mei@example.com" in client.get("/sign-up/sent").text
        or "Mei@Example.com" in client.get("/sign-up/sent").text
    )

    link = mailbox.link()
    assert client.get(link).status_code == 200
    assert queries.member_by_name("mei") is None, "looking at the page changes nothing"
    assert client.post(link).status_code == 302
    db.session.expire_all()
    assert queries.get_or_404("mei").confirmed_at is not None
    assert client.post(link).status_code == 410
    assert client.get(link).status_code == 410


def test_who_confirms_where_they_signed_up_is_signed_in(client: FlaskClient, mailbox: Mailbox) -> None:
    client.post("/sign-up?next=/ask", data=FORM)
    assert client.post(mailbox.link()).location == "/ask"
    assert client.get("/ask").status_code == 200


def test_who_confirms_elsewhere_signs_in(app: Flask, client: FlaskClient, mailbox: Mailbox) -> None:
    client.post("/sign-up", data=FORM)
    link = mailbox.link()
    elsewhere = app.test_client()
    elsewhere.post("/sign-up", data={**FORM, "name": "lin", "email": "lin@example.com"})
    assert elsewhere.post(link).location.startswith("/sign-in")
    assert client.get("/settings").status_code == 302


def test_the_owner_of_an_address_that_somebody_else_typed_says_no(
    app: Flask, client: FlaskClient, mailbox: Mailbox
) -> None:
    client.post("/sign-up", data=FORM)
    link, owner = mailbox.link(), app.test_client()
    assert "Was it you?" in owner.get(link).text
    assert "Was it you?" not in client.get(link).text
    assert owner.post(link, data={"mine": "no"}).location == "/"
    assert "No account was opened" in owner.get("/").text
    assert queries.member_by_name("mei") is None
    assert owner.post(link).status_code == 410
    assert client.post("/sign-up", data={**FORM, "email": "lin@example.com"}).location == "/sign-up/sent"


def test_who_says_no_a_moment_after_the_account_was_opened_is_not_told_that_there_is_none(
    app: Flask, client: FlaskClient, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.post("/sign-up", data=FORM)
    link, look = mailbox.link(), signing_up.look

    def open_it(word: str) -> None:
        with app.app_context():
            with unit_of_work():
                signing_up.complete(word)
            db.session.remove()

    def look_and_be_overtaken(word: str) -> SignUp | None:
        found = look(word)
        monkeypatch.undo()
        other = threading.Thread(target=open_it, args=[word])
        other.start()
        other.join()
        return found

    monkeypatch.setattr(signing_up, "look", look_and_be_overtaken)
    assert client.post(link, data={"mine": "no"}).status_code == 410
    assert queries.member_by_name("mei") is not None


def test_the_cookie_of_a_known_address_looks_like_any_other(
    app: Flask, client: FlaskClient, person: MakePerson
) -> None:
    person("lin")
    kept = []
    for browser, email in ((client, "mei@example.com"), (app.test_client(), "lin@example.com")):
        browser.post("/sign-up", data={**FORM, "name": email[:3] + "2", "email": email})
        with browser.session_transaction() as session:
            kept.append({name: len(str(value)) for name, value in session.items()})
    assert kept[0] == kept[1]


def test_consent_is_needed_and_what_was_typed_is_kept_except_the_password(client: FlaskClient) -> None:
    answer = client.post("/sign-up", data={**FORM, "consent": ""})
    assert answer.status_code == 422
    assert "Please agree to the rules" in answer.text
    assert 'value="mei"' in answer.text
    assert PASSWORD not in answer.text


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("name", "Admin", "kept for the people who run the site"),
        ("name", "a b", "Use letters, digits"),
        ("email", "mei", "does not look like an e-mail address"),
        ("password", "password1", "among the first that are tried"),
        ("password", "x", "Use at least 8 characters"),
        ("name", "", "Please fill this in"),
    ],
)
def test_a_refusal_stands_beside_its_field(client: FlaskClient, field: str, value: str, reason: str) -> None:
    answer = client.post("/sign-up", data={**FORM, field: value})
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert reason in answer.text


def test_everything_that_is_wrong_is_said_at_once(client: FlaskClient) -> None:
    page = client.post("/sign-up", data={"name": "a b", "email": "mei", "password": "short"}).text
    assert all(f'id="{field}-error"' in page for field in ("name", "email", "password"))


def test_extra_fields_are_ignored(client: FlaskClient, mailbox: Mailbox) -> None:
    client.post("/sign-up", data={**FORM, "role": "admin", "is_staff": "1", "confirmed_at": "2020-01-01"})
    assert queries.member_by_name("mei") is None
    client.post(mailbox.link())
    member = queries.get_or_404("mei")
    assert member.role == "member"
    assert member.confirmed_at == member.created_at


def test_an_address_in_use_gets_the_same_answer_and_its_owner_a_message(
    client: FlaskClient, person: MakePerson, mailbox: Mailbox
) -> None:
    person("owner", email="owner@example.com", email_key="owner@example.com")
    fresh = client.post("/sign-up", data={**FORM, "name": "first", "email": "fresh@example.com"})
    used = client.post("/sign-up", data={**FORM, "name": "second", "email": "OWNER@example.com"})
    assert (fresh.status_code, fresh.location) == (used.status_code, used.location)
    assert queries.member_by_name("second") is None
    assert mailbox.last()["To"] == "owner <owner@example.com>"
    assert "You already have an account" in mailbox.last()["Subject"]


def test_the_owner_is_not_flooded_with_messages(
    client: FlaskClient, person: MakePerson, mailbox: Mailbox
) -> None:
    person("owner", email="owner@example.com", email_key="owner@example.com")
    for number in range(6):
        client.post("/sign-up", data={**FORM, "name": f"another{number}", "email": "owner@example.com"})
        jobs.run_due()
    assert len(mailbox.all()) == services.RESETS_AN_HOUR


def test_nor_is_somebody_who_has_no_account(client: FlaskClient, mailbox: Mailbox) -> None:
    for number in range(6):
        client.post("/sign-up", data={**FORM, "name": f"another{number}"})
    assert len(mailbox.all()) == signing_up.LETTERS_AN_HOUR


def test_strangers_who_type_an_address_do_not_use_up_the_letter_of_its_owner(
    app: Flask, mailbox: Mailbox
) -> None:
    strangers = app.test_client()
    for number in range(6):
        strangers.post("/sign-up", data={**FORM, "name": f"stranger{number}"})
    owner = app.test_client()
    owner.post("/sign-up", data=FORM)
    assert len(mailbox.all()) == signing_up.LETTERS_AN_HOUR + 1
    owner.post(mailbox.link())
    assert queries.member_by_name("mei") is not None


def test_an_address_gets_no_flood_of_letters_from_many_browsers_either(app: Flask, mailbox: Mailbox) -> None:
    for number in range(signing_up.MOST_LETTERS_AN_HOUR + 2):
        app.test_client().post("/sign-up", data={**FORM, "name": f"stranger{number}"})
    assert len(mailbox.all()) == signing_up.MOST_LETTERS_AN_HOUR


@pytest.mark.parametrize("name", ["A1ice", "аlice", "ali.ce", "ALICE"])
def test_a_name_that_looks_like_another_is_taken(client: FlaskClient, person: MakePerson, name: str) -> None:
    person("alice")
    answer = client.post("/sign-up", data={**FORM, "name": name})
    assert answer.status_code == 422
    assert "looks just like it" in answer.text


def together(app: Flask, deeds: list[Callable[[], object]]) -> list[object]:
    """Do everything at the same moment, each in its own thread and session; results or refusals."""
    results: list[object] = []
    barrier = threading.Barrier(len(deeds))

    def run(deed: Callable[[], object]) -> None:
        with app.app_context():
            barrier.wait()
            try:
                results.append(deed())
            except DomainError as error:
                results.append(error)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=run, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def race(app: Flask, names: list[str], emails: list[str]) -> list[object]:
    """Sign everyone up at once, then let all who could prove their address at once; ids of members, or refusals."""

    def begun(name: str, email: str) -> Callable[[], object]:
        who = services.Applicant(name=name, email=email, password_hash=None, consent=True)

        def begin() -> object:
            with unit_of_work():
                return signing_up.begin(who)

        return begin

    def done(word: str) -> Callable[[], object]:
        def complete() -> object:
            with unit_of_work():
                return signing_up.complete(word).id

        return complete

    refused = [
        result
        for result in together(app, [begun(name, email) for name, email in zip(names, emails, strict=True)])
        if result is not None
    ]
    db.session.rollback()  # see what the others have written
    words = [
        secret_links.word_of(job.payload["seed"])
        for job in db.session.scalars(select(jobs.Job).where(jobs.Job.kind == mails.LETTER))
    ]
    db.session.execute(delete(jobs.Job))
    db.session.commit()
    return refused + together(app, [done(word) for word in words])


def check_races(app: Flask) -> None:
    """Ten sign-ups of one name, of looks of one name, and of one address leave one account each."""
    races = [
        (["mei"] * 10, [f"mei{number}@example.com" for number in range(10)]),
        (
            ["lily", "1ily", "li.ly", "LILY", "lіly"] * 2,
            [f"lily{number}@example.com" for number in range(10)],
        ),
        ([f"fox{chr(97 + number) * 3}" for number in range(10)], ["one@example.com"] * 10),
    ]
    for number, (names, emails) in enumerate(races, 1):
        results = race(app, names, emails)
        made = [result for result in results if isinstance(result, int)]
        assert len(made) == 1, results
        assert len(results) == 10, "nobody was left without an answer"
        assert all(isinstance(result, int | Invalid | Conflict) for result in results), results
        db.session.rollback()
        assert db.session.scalar(select(func.count()).select_from(Member)) == number


def test_ten_at_once_leave_one_account(app: Flask) -> None:
    check_races(app)


@pytest.mark.postgres
def test_ten_at_once_leave_one_account_on_postgresql(postgres_app: Flask) -> None:
    check_races(postgres_app)


def test_guessing_elsewhere_locks_nobody_out_where_their_account_began(
    client: FlaskClient, mailbox: Mailbox
) -> None:
    client.post("/sign-up", data=FORM)
    client.post(mailbox.link())
    for number in range(40):
        with suppress(Invalid, TooMany):
            signing_in.attempt("mei", "wrong one", address=f"198.51.100.{number}")
    answer = client.post("/settings/password", data={"current": PASSWORD, "password": "seven quiet badgers"})
    assert answer.status_code == 302, answer.text
