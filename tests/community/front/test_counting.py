"""What is counted on the front page: once for each browser, not by a loop, and not for ever."""

from datetime import timedelta
from pathlib import Path

from flask import Flask

from community.accounts import closing
from community.accounts.models import Member
from community.front import services
from community.front.models import FrontOpening, FrontPass, FrontUse
from community.kernel import clock
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from tests.community.front.conftest import Asks
from tests.community.reading.test_profile_statements import statements
from tests.conftest import SignIn, both_databases, make_app


@both_databases
def test_one_browser_lifts_a_question_once_a_day(app: Flask, alice: Actor, asks: Asks) -> None:
    question, client = asks(alice), app.test_client()
    for days in (0, 0, 0, 1):
        with clock.at(clock.now() + timedelta(days=days)):
            client.post("/front/used", data={"question": question.id})
    db.session.rollback()
    assert [each.count for each in db.session.query(FrontOpening)] == [1, 1]


def test_a_loop_of_openings_is_slowed_down(tmp_path: Path, empty_database: bytes) -> None:
    (tmp_path / "huzhu.sqlite").write_bytes(empty_database)
    hurried = make_app(tmp_path, rate_limits="on").test_client()
    answers = [hurried.post("/front/used", data={"slug": "guess"}).status_code for _ in range(60)]
    assert answers.count(204) == 40
    assert answers[-1] == 429


@both_databases
def test_counts_are_forgotten_when_no_page_looks_at_them_any_more(
    app: Flask, sign_in: SignIn, alice: Actor, asks: Asks
) -> None:
    question, client = asks(alice), sign_in(app.test_client(), alice)
    client.post("/front/used", data={"slug": "own", "question": question.id})
    for days, left in ((6, (1, 1)), (8, (1, 0)), (57, (0, 0))):
        services.forget_old(clock.now() + timedelta(days=days))
        db.session.rollback()
        assert (db.session.query(FrontUse).count(), db.session.query(FrontOpening).count()) == left
    with statements() as asked:
        services.forget_old(clock.now() + timedelta(days=99))
    assert len(asked) == 1


@both_databases
def test_who_closes_the_account_leaves_no_uses_behind(
    app: Flask, sign_in: SignIn, alice: Actor, bob: Actor, asks: Asks
) -> None:
    question, client = asks(alice), sign_in(app.test_client(), bob)
    client.post("/front/used", data={"slug": "needed"})
    client.post(f"/front/leave/{question.id}")
    with unit_of_work():
        closing.close_account(db.session.get_one(Member, bob.id), sure=True)
    assert db.session.query(FrontUse).count() == db.session.query(FrontPass).count() == 0
