"""Share links on the page of a question, and who is counted when they are followed."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from community.kernel import clock
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.posts import services as posts
from community.questions import services as asking
from community.questions.models import Question
from community.sharing import services
from community.sharing.models import ShareVisit
from community.sharing.rules import FROM_ONE_NETWORK
from tests.conftest import SignIn, both_databases

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
_LINK = re.compile(r'id="share-link"[^>]* value="https?://[^/"]+([^"]+)"')


@pytest.fixture
def question(alice: Actor) -> Question:
    with unit_of_work():
        return asking.ask(
            "Why does the mesh drop every night at two?",
            "Since Tuesday both nodes lose each other at two in the morning and come back at three.",
            ["mesh"],
            by=alice,
        )


@pytest.fixture
def link(question: Question, bob: Actor, client: FlaskClient, sign_in: SignIn) -> str:
    """The link that Bob finds under Share."""
    page = sign_in(client, bob).get(f"/questions/{question.id}/{question.slug}")
    found = _LINK.search(page.text)
    assert found, page.text
    return found[1]


def comes(
    app: Flask, link: str, client: FlaskClient | None = None, agent: str = FIREFOX, **more: Any
) -> None:
    """Somebody opens a link and reads the page to its end."""
    headers = {"User-Agent": agent, **more.pop("headers", {})}
    browser = client or app.test_client()
    with browser.get(link, headers=headers, follow_redirects=True, **more) as page:
        assert page.status_code == 200
        assert "Why does the mesh drop" in page.text


def visits() -> int:
    db.session.rollback()
    return len(db.session.scalars(select(ShareVisit.visitor)).all())


def test_a_visitor_gets_the_plain_link(client: FlaskClient, question: Question) -> None:
    page = client.get(f"/questions/{question.id}/{question.slug}")
    found = _LINK.search(page.text)
    assert found
    assert found[1] == f"/questions/{question.id}/{question.slug}"


def test_a_members_link_carries_a_code_that_tells_nothing(link: str, question: Question, bob: Actor) -> None:
    address, _, code = link.partition("?from=")
    assert address == f"/questions/{question.id}/{question.slug}"
    assert code
    assert "bob" not in code
    assert len(code) < 13


def test_the_one_address_stays_without_it(app: Flask, link: str) -> None:
    page = app.test_client().get(link)
    canonical = re.search(r'rel="canonical" href="([^"]+)"', page.text)
    assert canonical
    assert "from" not in canonical[1]


@both_databases
def test_a_visitor_counts_once_a_day(app: Flask, link: str, bob: Actor) -> None:
    day = datetime(2026, 3, 1, 23, 50, tzinfo=UTC)
    with clock.at(day):
        comes(app, link)
        comes(app, link)
        assert visits() == 1
        comes(app, link, agent="Mozilla/5.0 (Macintosh) Safari/605")
        comes(app, link, environ_base={"REMOTE_ADDR": "192.0.2.9"})
    with clock.at(day + timedelta(minutes=11)):  # the next day, UTC
        comes(app, link)
    assert visits() == 4
    assert set(db.session.scalars(select(ShareVisit.sharer_id))) == {bob.id}


def test_neither_address_nor_browser_is_kept(app: Flask, link: str) -> None:
    comes(app, link, environ_base={"REMOTE_ADDR": "192.0.2.9"})
    db.session.rollback()
    row = db.session.scalars(select(ShareVisit)).one()
    assert re.fullmatch("[0-9a-f]{32}", row.visitor)


def test_who_is_not_counted(app: Flask, link: str, bob: Actor, dave: Actor, sign_in: SignIn) -> None:
    comes(app, link, sign_in(app.test_client(), bob))
    comes(app, link, sign_in(app.test_client(), dave))
    comes(app, link, agent="Mozilla/5.0 (compatible; bingbot/2.0)")
    comes(app, link, headers={"DNT": "1"})
    comes(app, link, headers={"Sec-GPC": "1"})
    comes(app, link, headers={"Sec-Purpose": "prefetch"})
    with app.test_client().head(link, headers={"User-Agent": FIREFOX}):
        pass
    assert visits() == 0


def test_another_member_counts(app: Flask, link: str, carol: Actor, sign_in: SignIn) -> None:
    comes(app, link, sign_in(app.test_client(), carol))
    assert visits() == 1


def test_an_old_address_leads_on_with_the_code(app: Flask, link: str, question: Question) -> None:
    code = link.partition("?")[2]
    comes(app, f"/questions/{question.id}?{code}")
    comes(app, f"/questions/{question.id}/another-title?{code}", agent="Another browser")
    assert visits() == 2


@pytest.mark.parametrize("code", ["", "zzzzzz", "bob", "1" * 500, "\x00", "鱼", "-1abcde"])
def test_a_word_that_is_no_code_shows_the_page(app: Flask, question: Question, code: str) -> None:
    comes(app, f"/questions/{question.id}/{question.slug}", query_string={"from": code})
    assert visits() == 0


def test_one_network_brings_a_sharer_so_many_a_day(app: Flask, link: str) -> None:
    for number in range(FROM_ONE_NETWORK + 3):
        comes(app, link, agent=f"Browser {number}")
    assert visits() == FROM_ONE_NETWORK
    comes(app, link, environ_base={"REMOTE_ADDR": "192.0.2.9"})
    assert visits() == FROM_ONE_NETWORK + 1


def test_what_is_out_of_sight_brings_nobody(question: Question, alice: Actor, bob: Actor) -> None:
    with unit_of_work():
        posts.hide(db.session.get_one(Question, question.id), "off-topic", by=alice)
    with unit_of_work():
        assert not services.count_visit(bob.id, question.id, "0" * 32, clock.now().date())
        assert not services.count_visit(2**31 - 1, question.id, "0" * 32, clock.now().date())


def test_a_database_that_cannot_be_written_still_shows_the_page(
    app: Flask, link: str, tmp_path: Path
) -> None:
    db.session.remove()
    with db.engine.begin() as connection:
        connection.exec_driver_sql(
            "CREATE TRIGGER full BEFORE INSERT ON share_visits BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END"
        )
    comes(app, link)
    assert visits() == 0
