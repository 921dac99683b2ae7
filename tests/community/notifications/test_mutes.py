"""The list of what somebody wants to hear no more of."""

from flask.testing import FlaskClient
from sqlalchemy import select

from community.answers import services as answers
from community.answers import threads
from community.kernel import clock
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.notifications.models import Mute, Notification
from community.posts import services as posts
from community.posts.queries import post_or_404
from community.questions import services as asking
from community.questions import taking_part
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


def test_a_question_that_is_merged_stays_muted_for_whoever_did_not_follow_the_other_one(
    alice: Actor, bob: Actor, carol: Actor, dave: Actor, erin: Actor
) -> None:
    words = "It blinks in green all the time, why is that?"
    with unit_of_work():
        old = asking.ask("Which lamp of the router blinks?", words, ["lamps"], by=alice)
        new = asking.ask("A lamp blinks in green all day", f"{words} (Since May.)", ["lamps"], by=carol)
        for each in (bob, erin):
            taking_part.follow(old, by=each)
            db.session.add(Mute(member_id=each.id, question_id=old.id, created_at=clock.now()))
        taking_part.follow(new, by=erin)
    with unit_of_work():
        threads.merge(old, new, by=carol)
    with unit_of_work():
        answers.answer(new, "It looks for the other node; turn that one on.", by=dave)
    told = db.session.scalars(select(Notification.member_id).filter_by(kind="followed-answer"))
    assert set(told) == {alice.id, erin.id}


def test_news_of_a_question_that_was_merged_mute_the_one_where_it_goes_on(
    alice: Actor, bob: Actor, carol: Actor, dave: Actor, client: FlaskClient, sign_in: SignIn
) -> None:
    words = "It blinks in green all the time, why is that?"
    with unit_of_work():
        old = asking.ask("Which lamp of the router blinks?", words, ["lamps"], by=alice)
        new = asking.ask("A lamp blinks in green all day", f"{words} (Since May.)", ["lamps"], by=carol)
        taking_part.follow(old, by=bob)
    news(bob, question_id=old.id, post_id=old.id)
    number = db.session.scalars(select(Notification.id).where(Notification.member_id == bob.id)).one()
    with unit_of_work():
        threads.merge(old, new, by=carol)
    theirs = sign_in(client, bob)
    theirs.post("/settings/notifications/mutes", data={"notification": str(number), "what": "question"})
    assert new.title in theirs.get("/settings/notifications").text
    with unit_of_work():
        answers.answer(new, "It looks for the other node; turn that one on.", by=dave)
    told = db.session.scalars(select(Notification.member_id).filter_by(kind="followed-answer"))
    assert bob.id not in set(told)
