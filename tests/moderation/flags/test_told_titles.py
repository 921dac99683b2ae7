"""News about a report quote the title of what was reported as long as whoever reported it may read it."""

from pathlib import Path

from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from community.kernel import clock, jobs, schema
from community.kernel.db import db
from community.kernel.jobs import Job
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.notifications import services as news
from community.notifications.models import Delivery, Notification
from community.notifications.rules import Choice, Pace
from community.posts import services as posting
from community.posts.queries import post_or_404
from community.questions.models import Question
from moderation.masking import services as masking
from moderation.review.rules import Decision
from tests.conftest import SignIn, both_databases
from tests.moderation.flags.conftest import Deciding, Flagging

TITLE = "Which cable do I need for the attic?"


def letters(app: Flask) -> str:
    with unit_of_work():  # the time in which the decision could be undone is over
        db.session.execute(update(Delivery).values(due_at=clock.now()))
        db.session.execute(update(Job).values(run_at=clock.now()))
    jobs.run_due()
    found = sorted((Path(app.extensions["huzhu_settings"].data_dir) / "mail").glob("*.eml"))
    return " ".join(each.read_text() for each in found if "To: Bob" in each.read_text())


@both_databases
def test_no_title_of_what_went_out_of_sight(
    app: Flask,
    client: FlaskClient,
    sign_in: SignIn,
    post_id: int,
    bob: Actor,
    carol: Actor,
    flag: Flagging,
    decide: Deciding,
) -> None:
    with unit_of_work():
        news.choose(bob.id, "flag-upheld", Choice(Pace.INSTANT, Pace.INSTANT, Pace.OFF))
    flag(post_id, bob)
    decide(post_id, Decision.REFUSE, "off-topic")
    sign_in(client, bob)
    assert db.session.scalars(select(Notification.kind).where(Notification.member_id == bob.id)).all() == [
        "flag-upheld"
    ]
    for address in ("/notifications", "/notifications/panel"):
        page = client.get(address).text
        assert "A post that you cannot see now" in page
        assert TITLE not in page
    letter = letters(app)
    assert "a moderator agreed with your report" in letter.replace("=\n", "")
    assert "Which cable" not in letter
    with unit_of_work():
        posting.restore(post_or_404(post_id), by=carol)
    assert TITLE in client.get("/notifications").text


@both_databases
def test_what_was_covered_in_the_title_is_covered_in_them(
    app: Flask,
    client: FlaskClient,
    sign_in: SignIn,
    post_id: int,
    bob: Actor,
    carol: Actor,
    flag: Flagging,
    decide: Deciding,
) -> None:
    flag(post_id, bob)
    decide(post_id, Decision.APPROVE)
    sign_in(client, bob)
    assert "attic" in client.get("/notifications").text
    with unit_of_work():
        masking.mask_words(db.session.get_one(Question, post_id), ["attic"], by=carol)
    page = client.get("/notifications").text
    assert "attic" not in page
    assert "Which cable do I need" in page


@both_databases
def test_what_was_told_by_earlier_versions_goes_out_of_sight_too(
    client: FlaskClient,
    sign_in: SignIn,
    post_id: int,
    bob: Actor,
    carol: Actor,
    flag: Flagging,
    decide: Deciding,
) -> None:
    flag(post_id, bob)
    decide(post_id, Decision.APPROVE)
    with unit_of_work():
        db.session.execute(update(Notification).values(question_id=None))
        posting.hide(post_or_404(post_id), "abuse", by=carol)
    sign_in(client, bob)
    assert TITLE in client.get("/notifications").text
    with db.engine.begin() as connection, Operations.context(MigrationContext.configure(connection)):
        ScriptDirectory(str(schema.MIGRATIONS)).get_revision("20261206_news_of_reports").module.upgrade()
    assert TITLE not in client.get("/notifications").text
