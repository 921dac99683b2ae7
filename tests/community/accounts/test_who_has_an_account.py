"""Nobody learns who has an account: the same is answered, and the same is done before the answer.

Measured by the statements and hashes of a request, never by a clock.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, func, select

from community.accounts import hashing
from community.accounts.models import Member
from community.kernel import jobs
from community.kernel.db import db
from tests.community.accounts.conftest import PASSWORD, Mailbox, MakePerson
from tests.community.invites.conftest import link
from tests.conftest import actor_of

KNOWN, UNKNOWN = "lin@example.com", "mei@example.com"
PEOPLE = ((KNOWN, "ada"), (UNKNOWN, "bea"))
OTHER = "seven quiet badgers"


@pytest.fixture
def work(app: Flask, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is asked of the database and of the hasher, in order."""
    done: list[str] = []
    for name in ("hash", "verify"):
        slow = getattr(hashing.HASHER, name)

        def counted(*given: object, _name: str = name, _slow: object = slow) -> object:
            done.append(_name)
            return _slow(*given)  # type: ignore[operator]

        monkeypatch.setattr(type(hashing.HASHER), name, lambda _self, *given, _do=counted: _do(*given))
    event.listen(
        db.engine, "before_cursor_execute", lambda _c, _cursor, statement, *_more: done.append(statement)
    )
    return done


@contextmanager
def same_work(done: list[str]) -> Iterator[list[list[str]]]:
    """Collects what each of several requests took; they must not differ."""
    takes: list[list[str]] = []
    yield takes
    assert len(takes) > 1
    assert all(takes), "nothing was seen"
    assert all(take == takes[0] for take in takes[1:])
    done.clear()


def plain(page: str) -> str:
    """A page without what differs by what was typed and between any two visits."""
    for told in (*PEOPLE[0], *PEOPLE[1]):
        page = page.replace(told, "…")
    return re.sub(r'(nonce|value|content)="[\w.\-]{16,}"', "", page)


def posted(app: Flask, path: str, **fields: str) -> tuple[object, ...]:
    """What a new browser is answered."""
    browser = app.test_client()
    answer = browser.post(path, data=fields)
    after = browser.get(answer.location).text if answer.location else ""
    return answer.status_code, answer.location, plain(answer.text), plain(after)


def joining(email: str, name: str) -> dict[str, str]:
    return {"name": name, "email": email, "password": PASSWORD, "consent": "y"}


def test_signing_up_takes_the_same_work_for_every_address(
    app: Flask, work: list[str], person: MakePerson
) -> None:
    person("lin", password=OTHER)
    answers = []
    app.test_client().get("/sign-up")  # what is read once
    posted(app, "/sign-up", **joining("first@example.com", "first"))
    with same_work(work) as takes:
        for email, name in PEOPLE:
            work.clear()
            answers.append(posted(app, "/sign-up", **joining(email, name)))
            takes.append(list(work))
    assert answers[0] == answers[1]
    assert "hash" in takes[0]


def test_what_waits_afterwards_is_the_same_kind_of_job(app: Flask, person: MakePerson) -> None:
    person("lin", password=OTHER)
    kinds = []
    for email, name in PEOPLE:
        before = set(db.session.scalars(select(jobs.Job.id)))
        posted(app, "/sign-up", **joining(email, name))
        posted(app, "/reset", email=email)
        new = db.session.scalars(select(jobs.Job).where(jobs.Job.id.not_in(before)).order_by(jobs.Job.id))
        kinds.append([(job.kind, sorted(job.payload)) for job in new])
    assert kinds[0] == kinds[1]
    assert len(kinds[0]) == 2


def test_asking_for_a_new_password_takes_the_same_work_for_every_address(
    app: Flask, work: list[str], person: MakePerson
) -> None:
    person("lin")
    posted(app, "/reset", email="first@example.com")
    answers = []
    with same_work(work) as takes:
        for email in (KNOWN, UNKNOWN, "nobody@nowhere.example"):
            work.clear()
            answers.append(posted(app, "/reset", email=email))
            takes.append(list(work))
    assert answers[0] == answers[1]


def test_so_does_asking_for_another_address(
    app: Flask, client: FlaskClient, work: list[str], person: MakePerson, mailbox: Mailbox
) -> None:
    person("lin")
    person("zoe")
    client.post("/sign-in", data={"name": "zoe", "password": PASSWORD})
    client.post("/settings/email", data={"email": "first@example.com", "current": PASSWORD})
    with same_work(work) as takes:
        for email in (KNOWN, UNKNOWN):
            work.clear()
            answer = client.post("/settings/email", data={"email": email, "current": PASSWORD})
            assert answer.status_code == 302, answer.text
            takes.append(list(work))
    told = {str(each["To"]): str(each["Subject"]) for each in mailbox.all()}
    assert "You already have an account" in told["lin <lin@example.com>"]


def test_nothing_tells_afterwards_either(
    app: Flask, work: list[str], person: MakePerson, mailbox: Mailbox
) -> None:
    person("lin", password=OTHER)
    for email, name in PEOPLE:
        posted(app, "/sign-up", **joining(email, name))
    mailbox.all()

    def knock(name: str) -> list[tuple[object, ...]]:
        return [
            posted(app, "/sign-in", name=name, password=PASSWORD),
            posted(app, "/sign-in", name=name, password="not it at all"),
            posted(app, "/sign-up", **joining("new@example.com", name)),
            (app.test_client().get(f"/members/{name}").status_code,),
        ]

    posted(app, "/sign-up", **joining("first@example.com", "first"))
    knock("first")  # what is read once
    knocks = []
    with same_work(work) as takes:
        for _email, name in PEOPLE:
            work.clear()
            knocks.append(knock(name))
            takes.append(list(work))
    for (email, _name), seen in zip(PEOPLE, knocks, strict=True):
        seen.append(posted(app, "/sign-in", name=email, password=PASSWORD))
    assert knocks[0] == knocks[1]
    (asked, *_), (wrong, *_), (again, *_), (page,), (by_address, *_) = knocks[0]
    assert (asked, wrong, again, page, by_address) == (422, 422, 422, 404, 422)
    assert "confirm your e-mail address first" in str(knocks[0][0])
    assert "looks just like it" in str(knocks[0][2])


def test_both_are_told_by_letter_what_to_do_next(app: Flask, person: MakePerson, mailbox: Mailbox) -> None:
    person("lin", lang="zh-Hans", password=OTHER)
    for email, name in PEOPLE:
        posted(app, "/sign-up", **joining(email, name))
    owner, new = (next(each for each in mailbox.all() if email in str(each["To"])) for email, _name in PEOPLE)
    told = owner.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert "/reset/" in told
    assert "/sign-in" in told
    assert "你" in told, "in the language of the owner, whoever typed the address"
    assert "/confirm/" in new.get_body(("plain",)).get_content()  # type: ignore[union-attr]


def test_a_place_of_an_invitation_tells_nothing(app: Flask, person: MakePerson) -> None:
    person("lin", password=OTHER)
    olga = actor_of(person("olga", role="admin"))
    left = []
    for email, name in PEOPLE:
        path = f"/join/{link(1, olga)}"
        answer = posted(app, path, **joining(email, name))
        left.append((*answer, app.test_client().get(path).status_code))
    assert left[0] == left[1]
    assert left[0][-1] == 200


def test_who_slipped_while_typing_begins_again_with_the_same_name(
    client: FlaskClient, mailbox: Mailbox
) -> None:
    client.post("/sign-up", data=joining("mai@example.com", "mei"))
    older = mailbox.link()
    assert client.post("/sign-up", data=joining(UNKNOWN, "mei")).location == "/sign-up/sent"
    newer = mailbox.link()
    assert client.get(older).status_code == 410
    assert client.post(newer).status_code == 302
    assert db.session.scalar(select(func.count()).select_from(Member)) == 1
