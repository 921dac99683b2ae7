"""Forms behind secret links: absurd, empty and forged, and after the session has ended. Nobody is signed in there."""

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import pytest
from flask import Flask
from flask.testing import FlaskClient

from community.accounts import tokens
from community.accounts.models import Member
from community.accounts.tokens import Purpose
from community.answers import services as answering
from community.invites import services as inviting
from community.kernel import clock, secret_links
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.questions import services as asking
from community.routing import asking as ladder
from moderation.escalation import replying, working
from moderation.escalation.models import Case
from moderation.surveys import services as surveys
from moderation.surveys.models import Survey
from tests.journeys.forms import Form, Page, announced
from tests.typed_page import typed_in

if TYPE_CHECKING:
    from community.questions.models import Question

ABSURD: Final = "荒唐 <b data-zq>\u202e&amp;\x07 " + "zq7x " * 6_500 + "zq7x"
OWN: Final = {"Origin": "http://localhost"}
ASKED: Final = (
    "My refund has been promised for three weeks",
    "Two people promised it, and nothing has come.",
)


def _word(member: Actor, purpose: Purpose, **payload: object) -> str:
    with unit_of_work():
        return secret_links.word_of(tokens.issue(member.id, purpose, payload))


def _asked(alice: Actor) -> "Question":
    with unit_of_work():
        return asking.ask(*ASKED, ["orders"], by=alice)


def confirm(alice: Actor, dave: Actor) -> str:
    del dave
    return f"/confirm/{_word(alice, Purpose.CONFIRM, email_key='alice@example.com')}"


def address(alice: Actor, dave: Actor) -> str:
    del dave
    given = {"email": "new@example.com", "email_key": "alice@example.com"}
    return f"/email/{_word(alice, Purpose.EMAIL_CHANGE, **given)}"


def reset(alice: Actor, dave: Actor) -> str:
    del dave
    return f"/reset/{_word(alice, Purpose.RESET)}"


def unsubscribe(alice: Actor, dave: Actor) -> str:
    del dave
    return f"/unsubscribe/{_word(alice, Purpose.UNSUBSCRIBE, kind='answer')}"


def solved(alice: Actor, dave: Actor) -> str:
    question = _asked(alice)
    with unit_of_work():
        given = answering.answer(question, "It left us this morning and is with you on Friday.", by=dave)
    return f"/solved/{_word(alice, Purpose.SOLVED, answer_id=given.id)}"


def survey(alice: Actor, dave: Actor) -> str:
    question = _asked(alice)
    if db.session.query(Case).first() is None:
        with unit_of_work():
            ladder.ask_for_staff(question, "I need somebody of the shop.", by=alice)
    case = db.session.query(Case).one().id
    with unit_of_work():
        working.claim(case, by=dave)
        replying.reply(case, "It left us this morning and is with you on Friday.", by=dave)
        working.resolve(case, by=dave)
    with unit_of_work():
        asked = db.session.query(Survey).one()
        asked.ask_at = clock.now() - timedelta(hours=1)
        surveys.ask(asked.id, clock.now())
    return f"/surveys/answer/{_word(alice, Purpose.SURVEY, survey=asked.id)}"


def invitation(alice: Actor, dave: Actor) -> str:
    del alice
    with unit_of_work():
        _invite, word = inviting.make_link(inviting.Terms(), 3, by=dave)
    return f"/join/{word}"


Link = Callable[[Actor, Actor], str]
LINKS: Final[tuple[Link, ...]] = (confirm, address, reset, unsubscribe, solved, survey, invitation)
TYPED: Final = (reset, survey, invitation)
every_link = pytest.mark.parametrize("link", LINKS, ids=lambda link: link.__name__)


def form_of(client: FlaskClient, path: str) -> Form:
    answer = client.get(path)
    assert answer.status_code == 200
    return next(form for form in Page(path, answer.text).forms if form.action == path)


def wrong(client: FlaskClient, path: str, data: dict[str, list[str]]) -> Page:
    """The answer to what cannot be used: it says so beside a field, and the link still works."""
    answer = client.post(path, data=data)
    assert answer.status_code == 422, answer.status_code
    page = Page(path, answer.text)
    assert page.beside, "it is said beside no field"
    assert announced(answer.text)
    assert not page.foreign
    assert client.get(path).status_code == 200, "the link is used up by a mistake"
    return page


@pytest.mark.parametrize("link", TYPED, ids=lambda link: link.__name__)
@pytest.mark.parametrize("words", [ABSURD, ""], ids=["absurd", "empty"])
def test_what_cannot_be_used_is_said_beside_its_field_and_kept(
    client: FlaskClient, alice: Actor, dave: Actor, link: Link, words: str
) -> None:
    path = link(alice, dave)
    form = form_of(client, path)
    data = form.sent(words, words)
    if not words:
        data = {name: value for name, value in data.items() if name not in {"expected", "experienced"}}
    page = wrong(client, path, data)
    for each in form.typed:
        assert page.holds(each.name, data[each.name][0]), each.name


@every_link
def test_fields_that_nobody_was_shown_change_nothing(
    client: FlaskClient, alice: Actor, dave: Actor, link: Link
) -> None:
    path = link(alice, dave)
    forged = {
        "role": "admin",
        "member_id": str(dave.id),
        "email": "other@example.com",
        "expected": "9",
        "which": "x",
    }
    answer = client.post(path, data=forged)
    assert answer.status_code in {200, 302, 303, 422}
    db.session.expire_all()
    kept = {each.name: (each.role, each.email) for each in db.session.query(Member)}
    assert kept["dave"] == ("agent", "dave@example.com")
    assert kept["alice"] == ("member", "new@example.com" if link is address else "alice@example.com")


@every_link
def test_a_word_of_one_link_opens_no_other(
    client: FlaskClient, alice: Actor, dave: Actor, link: Link
) -> None:
    word = link(alice, dave).rpartition("/")[2]
    for place in ("confirm", "email", "reset", "unsubscribe", "solved", "surveys/answer", "join"):
        path = f"/{place}/{word}"
        wanted = {200} if place.startswith(_place(link)) else {404, 410}
        assert client.get(path).status_code in wanted, path
    for odd in ("%00", "x" * 4000, "荒唐", "..%2f..", word[:-1]):
        assert client.get(f"/{_place(link)}/{odd}").status_code in {404, 410}, odd


def _place(link: Link) -> str:
    return {address: "email", survey: "surveys", invitation: "join"}.get(link, link.__name__)


@every_link
def test_after_the_session_has_ended_the_link_still_works_and_no_password_is_shown(
    app: Flask, alice: Actor, dave: Actor, link: Link
) -> None:
    path = link(alice, dave)
    app.config["WTF_CSRF_ENABLED"] = True
    client = app.test_client()
    form = form_of(client, path)
    data = form.sent("purple llamas dance", "1") | {"csrf_token": ["of yesterday"]}
    answer = client.post(path, data=data, headers=OWN)
    if link is unsubscribe:  # one click of a mail program, which has no session
        assert answer.status_code == 200
        return
    assert answer.status_code in {400, 401}
    secret = {each.name for each in form.fields if each.kind == "password"}
    values = typed_in(answer.text)
    for each in form.typed:
        assert (each.name, "purple llamas dance") in values, each.name
    assert not [name for name, value in values if name in secret and value]
    assert client.get(path).status_code == 200
