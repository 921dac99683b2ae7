"""Authors decide on what others suggest to their posts: they are led there, and nothing old slips in."""

import pytest
from flask.testing import FlaskClient

from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.notifications.models import Notification
from community.posts import editing
from community.questions import services as asking
from community.questions.models import Question
from tests.conftest import SignIn

TITLE = "Why does the mesh drop at two?"
BODY = "It drops every night at two, and comes back at three."


@pytest.fixture
def question(alice: Actor) -> Question:
    with unit_of_work():
        return asking.ask(TITLE, BODY, ["mesh"], by=alice)


def test_the_news_of_a_suggestion_leads_its_author_to_where_they_decide(
    client: FlaskClient, question: Question, alice: Actor, bob: Actor, sign_in: SignIn
) -> None:
    words = editing.Words(body=BODY + " Firmware 4.2.", title="Why does the mesh drop at night?")
    with unit_of_work():
        given = editing.suggest(question, words, by=bob).id
    author = sign_in(client, alice)
    news = db.session.query(Notification).filter_by(kind="edit-suggested").one()
    assert author.post(f"/notifications/{news.id}").location.endswith("/suggestions")
    page = author.get("/suggestions").text
    assert "Firmware 4.2." in page
    assert ">night</ins>" in page or "at night" in page
    decided = author.post(f"/suggestions/{given}", data={"decision": "approve"}, follow_redirects=True)
    assert decided.status_code == 200
    db.session.expire_all()
    assert db.session.get_one(Question, question.id).body_markdown.endswith("Firmware 4.2.")


def test_others_find_no_suggestion_there(
    client: FlaskClient, question: Question, bob: Actor, sign_in: SignIn
) -> None:
    with unit_of_work():
        editing.suggest(question, editing.Words(body=BODY + " Firmware 4.2."), by=bob)
    assert "Firmware 4.2." not in sign_in(client, bob).get("/suggestions").text


def test_a_suggestion_from_an_old_page_takes_no_later_edit_out(
    client: FlaskClient, question: Question, alice: Actor, bob: Actor, sign_in: SignIn
) -> None:
    with unit_of_work():
        editing.edit(question, editing.Words(body=BODY + " The log is empty."), by=alice)
    form = {"title": TITLE, "tags": "mesh", "body": BODY + " Firmware 4.2.", "base": "1"}
    late = sign_in(client, bob).post(f"/questions/{question.id}/edit", data=form)
    assert late.status_code == 409
    assert "Firmware 4.2." in late.text
    assert "The log is empty." in late.text
    assert client.post(f"/questions/{question.id}/edit", data=form | {"base": "2"}).status_code == 303


def test_who_edits_after_others_sees_title_and_tags_compared(
    client: FlaskClient, question: Question, alice: Actor, carol: Actor, sign_in: SignIn
) -> None:
    with unit_of_work():
        asking.edit(question, title=TITLE, body=BODY, tag_names=["mesh", "firmware"], by=carol)
    form = {"title": "Why does my mesh drop at two?", "tags": "mesh", "body": BODY, "base": "1"}
    late = sign_in(client, alice).post(f"/questions/{question.id}/edit", data=form).text
    compared = late.partition("Both texts, compared")[2].partition("</form>")[0]
    assert '<del class="diff__out">firmware</del>' in compared.replace(" </del>", "</del>")
    assert "my" in compared
