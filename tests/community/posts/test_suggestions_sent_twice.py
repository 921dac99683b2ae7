"""A suggestion that is sent twice, at once or one after another, is one, and its author is told of one."""

from flask import Flask
from flask.testing import FlaskClient

from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.notifications.models import Notification
from community.posts import editing
from community.posts.models import EditSuggestion
from community.questions import services as questions
from tests.community.posts.test_suggestions_of_nothing import BODY, TITLE, asked
from tests.conftest import SignIn, both_databases
from tests.parallel import at_once

__all__ = ["asked"]


def news_of(member_id: int) -> int:
    found = db.session.query(Notification).filter_by(member_id=member_id, kind="edit-suggested")
    return found.count()


@both_databases
def test_the_same_words_are_suggested_once(
    app: Flask, asked: int, alice: Actor, bob: Actor, sign_in: SignIn
) -> None:
    asker = alice.id
    clients = [sign_in(app.test_client(), bob) for _ in range(4)]
    typed = {
        "title": TITLE,
        "body": f"{BODY} Write to me at wren@example.net.",
        "tags": "mesh, wifi",
        "comment": "An address.",
        "once": "the-form-of-one-page",
    }

    def press(client: FlaskClient) -> int:
        return client.post(f"/questions/{asked}/edit", data=typed).status_code

    assert at_once(app, [lambda each=each: press(each) for each in clients]) == [303] * 4
    assert press(clients[0]) == 303
    assert db.session.query(EditSuggestion).count() == 1
    assert news_of(asker) == 1


def test_other_words_and_what_was_decided_are_suggested_anew(asked: int, alice: Actor, bob: Actor) -> None:
    def suggested(body: str, comment: str = "") -> int:
        with unit_of_work():
            words = editing.Words(body=body, title=TITLE, tags=("mesh", "wifi"), comment=comment)
            return editing.suggest(db.session.get_one(questions.Question, asked), words, by=bob).id

    first = suggested(f"{BODY} Twice.")
    assert suggested(f"{BODY} Twice.") == first
    assert len({first, suggested(f"{BODY} Thrice."), suggested(f"{BODY} Twice.", "Because.")}) == 3
    with unit_of_work():
        editing.decide(db.session.get_one(EditSuggestion, first), approve=False, by=alice)
    assert suggested(f"{BODY} Twice.") != first
