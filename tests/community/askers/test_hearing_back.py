"""Who asks through the widget hears back by letter, once the address is confirmed, and until they want no more."""

import json
import re
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from community.accounts import services as accounts
from community.askers import services
from community.askers.models import Asker, AskerQuestion
from community.channels.models import Contact, Conversation
from community.imports import personal
from community.kernel import checks, clock, jobs
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.questions.models import Question
from community.widget import answering, rules
from moderation.escalation import replying
from moderation.escalation.queries import open_case_of_question
from tests.conftest import MakeMember, SignIn, actor_of, both_databases
from tests.parallel import at_once

ANGRY = "This is an absolute disgrace!!! Third kettle that burst, you liars. I want my money back NOW."
LIN = "lin@example.com"
ANSWER = "A new one leaves our house today; you keep the old one."


def asks(app: Flask, client: FlaskClient, number: int = 1, email: str = LIN, **given: object) -> None:
    with app.test_request_context():
        ticket = rules.ticket(clock.now() - timedelta(minutes=1), answering.key())
    body = {"id": f"q{number}", "text": ANGRY, "email": email, "ticket": ticket, **given}
    assert client.post("/widget/v1/messages", json=body).status_code == 201


def letters(app: Flask, to: str = LIN) -> list[EmailMessage]:
    """Every letter to an address, after sending what waits."""
    jobs.run_due()
    paths = sorted((Path(app.extensions["huzhu_settings"].data_dir) / "mail").glob("*.eml"))
    found = [message_from_bytes(each.read_bytes(), policy=policy.default) for each in paths]
    return [each for each in found if to in str(each["To"])]  # type: ignore[misc]


def text(letter: EmailMessage) -> str:
    body = letter.get_body(("plain",))
    return str(body.get_content()) if body else ""


def path(letter: EmailMessage) -> str:
    found = re.search(r"/asked/[\w-]{43}(?!/stop)", text(letter))
    assert found
    return found[0]


def question() -> Question:
    return db.session.scalars(select(Question).order_by(Question.id.desc()).limit(1)).one()


def answer(by: Actor, body: str = ANSWER) -> None:
    case = open_case_of_question(question().id)
    assert case is not None
    with unit_of_work():
        replying.reply(case.id, body, by=by)


def count(what: type) -> int:
    return db.session.scalar(select(func.count()).select_from(what)) or 0


@both_databases
def test_the_answer_comes_by_letter_after_one_click(app: Flask, client: FlaskClient, dave: Actor) -> None:
    asks(app, client, name="Buy pills at evil.example")
    (first,) = letters(app)
    assert "evil.example" not in first.as_string()
    assert "kettle" not in first.as_string()
    assert client.get(path(first)).status_code == 200
    answer(dave)
    assert len(letters(app)) == 1  # looking at the page, as scanners of mail do, confirms nothing
    assert client.post(path(first)).status_code == 303
    _, second = letters(app)
    assert ANSWER in text(second)
    answer(dave, "It has left.")
    *_, third = letters(app)
    assert "It has left." in text(third)
    assert ANSWER not in text(third)
    assert len(letters(app)) == 3


def test_nobody_is_thanked_for_a_reply_that_joins_nothing(
    app: Flask, client: FlaskClient, dave: Actor
) -> None:
    asks(app, client)
    answer(dave)
    client.get(path(letters(app)[-1]))
    answer(dave, "And here is how to send the old one back.")
    place = path(letters(app)[-1])
    with unit_of_work():
        db.session.scalars(select(Conversation)).one().question_id = None
    words = "The new one has come, and it does not heat."
    sent = client.post(f"{place}/reply", data={"question": question().id, "body": words})
    assert sent.status_code == 404
    assert words in sent.text
    assert "Sent." not in client.get(place).text


@both_databases
def test_whoever_asked_writes_back_without_an_account(
    app: Flask, client: FlaskClient, sign_in: SignIn, dave: Actor
) -> None:
    asks(app, client)
    there = path(letters(app)[0])
    assert "textarea" not in client.get(there).text  # nothing was answered yet, and nothing is confirmed
    client.post(there)
    answer(dave)
    assert "write back here, without an account" in text(letters(app)[-1])
    page = client.get(there).text
    assert "textarea" in page
    given = {"question": question().id, "once": "k1"}
    refused = client.post(f"{there}/reply", data={**given, "body": "!" * 5_001})
    assert refused.status_code == 422
    assert "!" * 5_001 in refused.text
    for _ in range(2):  # sent twice, it comes once
        assert client.post(f"{there}/reply", data={**given, "body": "It leaks, too."}).status_code == 303
    case = open_case_of_question(question().id)
    assert case is not None
    desk = sign_in(app.test_client(), dave).get(f"/desk/cases/{case.id}").text
    assert desk.count("It leaks, too.") == 1
    for number in (1_000, "9" * 30):
        sent = client.post(f"{there}/reply", data={**given, "question": number, "body": "Hello"})
        assert sent.status_code == 404
    client.post(f"{there}/stop")
    assert client.post(f"{there}/reply", data={**given, "body": "Hello?"}).status_code == 404


@both_databases
def test_who_types_the_address_of_another_says_nothing_in_their_conversation(
    app: Flask, client: FlaskClient, dave: Actor
) -> None:
    asks(app, client, name="Lin")
    client.post(path(letters(app)[0]))
    answer(dave)
    theirs = db.session.scalars(select(Conversation)).one().id
    asks(app, client, 2, text=f"Send my money to another account. {ANGRY}", name="Your bank")
    db.session.expire_all()
    first, second = db.session.scalars(select(Conversation).order_by(Conversation.id))
    assert (first.id, first.message_count, second.message_count) == (theirs, 1, 1)
    assert db.session.scalars(select(Contact.name)).all() == ["Lin"]


@both_databases
def test_who_writes_back_keeps_their_name(app: Flask, client: FlaskClient, dave: Actor) -> None:
    asks(app, client, name="Lin")
    there = path(letters(app)[0])
    client.post(there)
    answer(dave)
    client.post(f"{there}/reply", data={"question": question().id, "once": "k1", "body": "It leaks, too."})
    assert db.session.scalars(select(Conversation.message_count)).one() == 2
    assert db.session.scalars(select(Contact.name)).all() == ["Lin"]


def test_one_click_stops_the_letters_and_asking_again_asks_first(
    app: Flask, client: FlaskClient, dave: Actor
) -> None:
    asks(app, client)
    client.post(path(letters(app)[0]))
    answer(dave)
    letter = letters(app)[-1]
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    app.config["WTF_CSRF_ENABLED"] = True
    stop = re.sub(r"^<https?://[^/]+|>$", "", letter["List-Unsubscribe"])
    assert client.get(stop).status_code == 200
    assert client.post(stop, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    answer(dave, "Has it come?")
    assert len(letters(app)) == 2
    asks(app, client, 2)
    assert "/stop" not in text(letters(app)[-1])
    assert len(letters(app)) == 3


def test_an_address_that_nobody_confirms_is_written_to_three_times_at_most(
    app: Flask, client: FlaskClient
) -> None:
    now = clock.now()
    for number in range(6):
        with clock.at(now + timedelta(hours=2 * number)):
            asks(app, client, number, email="LIN@example.com" if number % 2 else LIN)
    with clock.at(now + timedelta(days=1)):
        assert len(letters(app, "example.com")) == 3


def test_nothing_tells_whether_an_address_has_an_account(
    app: Flask, client: FlaskClient, member: MakeMember
) -> None:
    lin = member("lin")
    asks(app, client)
    asks(app, client, 2, email="mei@example.com")
    (known,), (unknown,) = letters(app), letters(app, "mei@example.com")
    assert re.sub(r"asked/\S+", "", text(known)) == re.sub(r"asked/\S+", "", text(unknown))
    first = db.session.scalars(select(Question).order_by(Question.id)).first()
    assert first is not None
    assert first.author_id is None
    client.post(path(known))
    db.session.expire_all()
    assert first.author_id == lin.id


@both_databases
def test_the_question_is_theirs_when_they_sign_up(
    app: Flask, client: FlaskClient, dave: Actor, sign_in: SignIn
) -> None:
    asks(app, client)
    client.post(path(letters(app)[0]))
    answer(dave)
    with unit_of_work():
        lin = accounts.register(accounts.applicant("lin", LIN, "seven quiet lamps on a shelf", consent=True))
    assert lin is not None
    found = question()
    assert found.author_id == lin.id
    sign_in(client, actor_of(lin))
    assert f"/questions/{found.id}" in client.get("/").text
    assert client.get(f"/questions/{found.id}", follow_redirects=True).status_code == 200
    assert ANSWER in client.get(f"/questions/{found.id}/private").get_data(as_text=True)
    before = len(letters(app))
    answer(dave, "It has left.")
    assert not [
        each for each in letters(app)[before:] if "It has left." in text(each)
    ]  # a member's alert now
    assert "askers" in json.loads(personal.gather(lin))
    assert [
        lines for slug, lines in checks.run_all(db.session()).items() if lines and slug != "search-index"
    ] == []


def test_a_visitor_may_take_all_along_and_have_it_forgotten(
    app: Flask, client: FlaskClient, dave: Actor
) -> None:
    asks(app, client, name="Lin Mei")
    answer(dave)
    place = path(letters(app)[0])
    kept = json.loads(client.get(f"{place}/data").get_data())
    assert (kept["email"], len(kept["questions"]), kept["answers"][0]["text"]) == (LIN, 1, ANSWER)
    client.post(place, data={"what": "forget"})
    assert count(Asker) == count(AskerQuestion) == 0
    contact = db.session.scalars(select(Contact)).one()
    assert LIN not in contact.handle
    assert contact.name == ""
    assert question().author_label is None
    assert client.get(place).status_code == 410


@pytest.mark.parametrize(("days", "confirmed", "left"), [(40, False, 1), (400, False, 0), (400, True, 0)])
def test_addresses_are_not_kept_for_ever(
    app: Flask, client: FlaskClient, days: int, confirmed: bool, left: int
) -> None:
    asks(app, client)  # waits for staff all the time
    if confirmed:
        client.post(path(letters(app)[0]))
    services.forget_old(clock.now() + timedelta(days=days))
    assert count(Asker) == left
    handle = db.session.scalars(select(Contact.handle)).one()
    assert (handle == LIN) is bool(left)


def test_who_closes_their_account_leaves_no_address_behind(
    app: Flask, client: FlaskClient, member: MakeMember
) -> None:
    from community.accounts.closing import close_account

    lin = member("lin")
    asks(app, client)
    client.post(path(letters(app)[0]))
    with unit_of_work():
        close_account(lin, sure=True)
    assert count(Asker) == 0
    assert db.session.scalars(select(Contact.handle)).one() != LIN
    assert count(Conversation) == 1


def test_a_word_of_nobody_opens_nothing(client: FlaskClient) -> None:
    for place in ("/asked/x", "/asked/x/stop", "/asked/x/data"):
        assert client.get(place).status_code == 410


@both_databases
def test_two_messages_at_once_make_one_address_and_one_letter(app: Flask) -> None:
    def ask(number: int) -> None:
        asks(app, app.test_client(), number)

    at_once(app, [lambda: ask(1), lambda: ask(2)])
    assert (count(Asker), len(letters(app))) == (1, 1)
