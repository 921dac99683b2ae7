"""A question page with ten answers stays light, whoever reads it; what is seldom done comes when it is wanted."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from community.answers import services as answering
from community.answers.models import Answer
from community.comments import services as commenting
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.questions.models import Question
from gamification.reputation.models import MemberStanding
from tests.community.reading.conftest import Thread, accept, rate
from tests.conftest import MakeMember, SignIn, actor_of

LIGHT, OF_STAFF = 60_000, 75_000
WORDS = """
Move the second node out of the cupboard first: the metal door keeps the radio in. Then, in the app, open *Settings*,
**Radio** and switch off the nightly scan, which makes both nodes change their channel at two.

1. Note which channel both of them use now.
2. Switch off the scan, case {number}, and wait for a night.
3. If they still drop, put a cable between them and look again.
"""


@pytest.fixture
def long(thread: Thread, member: MakeMember, alice: Actor, bob: Actor) -> int:
    """A question with ten answers, most of them rated and one accepted, and with comments."""
    first = thread(alice, bob)
    accept(first, alice)
    for number in range(9):
        helper = actor_of(member(f"helper{number}"))
        with unit_of_work():
            question = db.session.get_one(Question, first.question_id)
            given = answering.answer(question, WORDS.format(number=number), by=helper).id
        rate(db.session.get_one(Answer, given), 4, alice)
    for number in range(3):
        with unit_of_work():
            commenting.comment(first, f"And what about the radio number {number} there?", by=bob)
    return first.question_id


@pytest.mark.parametrize("lang", ["en", "zh-Hans"])
@pytest.mark.parametrize(
    ("who", "most"),
    [
        ("", LIGHT),
        ("asker", LIGHT),
        ("member", LIGHT),
        ("curator", LIGHT),
        ("moderator", OF_STAFF),
        ("agent", OF_STAFF),
        ("admin", OF_STAFF),
    ],
)
def test_a_page_of_ten_answers_weighs_no_more_than_it_may(
    client: FlaskClient,
    long: int,
    who: str,
    most: int,
    lang: str,
    member: MakeMember,
    sign_in: SignIn,
    alice: Actor,
) -> None:
    if who:
        roles = {"moderator", "agent", "admin"}
        reader = (
            alice if who == "asker" else actor_of(member("reader", role=who if who in roles else "member"))
        )
        if who == "curator":
            with unit_of_work():
                db.session.add(MemberStanding(member_id=reader.id, level=3))
        for each in (
            db.session.query(Answer).filter(Answer.author_id != reader.id) if who == "curator" else ()
        ):
            rate(each, 5, reader)
        sign_in(client, reader)
    address = client.get(f"/questions/{long}").location
    page = client.get(f"{address}?lang={lang}")
    assert f'<html lang="{lang}"' in page.text
    assert page.text.count('class="post post--answer') == 10
    assert page.text.count('class="rate"') == (10 if who else 0)
    assert len(page.data) <= most


def test_what_is_seldom_done_stands_on_a_small_page_and_in_a_menu(
    app: Flask, client: FlaskClient, long: int, member: MakeMember, sign_in: SignIn, alice: Actor, bob: Actor
) -> None:
    answer = next(each.id for each in db.session.query(Answer).filter_by(author_id=bob.id))
    address = f"/posts/{answer}/deeds"
    assert f'href="{address}"' in client.get(f"/questions/{long}", follow_redirects=True).text
    told = {}
    for who in ("nobody", "alice", "bob", "moderator"):
        reader = app.test_client()
        if who != "nobody":
            sign_in(reader, {"alice": alice, "bob": bob}.get(who) or actor_of(member(who, role=who)))
        page, menu = reader.get(address).text, reader.get(f"{address}?part=menu").text
        assert menu.strip() in page
        assert "<html" not in menu
        told[who] = menu
    deed = f"/posts/{answer}/"
    assert [deed + "history" in told[who] for who in told] == [True] * 4
    assert [deed + "flag" in told[who] for who in told] == [False, True, False, True]
    assert [deed + "delete" in told[who] for who in told] == [False, False, True, True]
    assert client.get("/posts/999999/deeds").status_code == 404
