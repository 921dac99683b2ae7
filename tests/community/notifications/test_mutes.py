"""The list of what somebody wants to hear no more of."""

from flask.testing import FlaskClient
from sqlalchemy import select

from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.notifications.models import Notification
from community.posts import services as posts
from community.posts.queries import post_or_404
from community.questions import services as asking
from tests.community.notifications.making import news
from tests.conftest import SignIn


def test_what_was_muted_tells_no_title_of_what_is_hidden_since(
    alice: Actor, bob: Actor, carol: Actor, client: FlaskClient, sign_in: SignIn
) -> None:
    with unit_of_work():
        words = "It blinks in green all the time, why is that?"
        question_id = asking.ask("Which lamp of the router blinks?", words, ["lamps"], by=alice).id
    news(bob, question_id=question_id, post_id=question_id)
    number = db.session.scalars(select(Notification.id).where(Notification.member_id == bob.id)).one()
    theirs = sign_in(client, bob)
    theirs.post("/settings/notifications/mutes", data={"notification": str(number), "what": "question"})
    assert "Which lamp" in theirs.get("/settings/notifications").text
    with unit_of_work():
        posts.hide(post_or_404(question_id), "private-data", by=carol)
    page = theirs.get("/settings/notifications").text
    assert "Which lamp" not in page
    assert f"/posts/{question_id}" not in page
    assert "A question that you cannot see now" in page
    assert "Hear of it again" in page
