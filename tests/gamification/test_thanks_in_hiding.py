"""Thanks for an answer that is out of sight for a while count once it is back: points and badge alike."""

from community.answers import services as answers
from community.answers.models import Answer
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.posts import services as posts
from gamification.badges import services as badges
from gamification.badges.queries import awards_of
from tests.gamification.conftest import Thread, on_both_databases, points_of


@on_both_databases
def test_a_badge_for_thanks_comes_with_the_answer_that_comes_back(
    thread: Thread, alice: Actor, bob: Actor, carol: Actor, dave: Actor
) -> None:
    answer_id = thread(alice, bob).id
    with unit_of_work():
        posts.hide(db.session.get_one(Answer, answer_id), "off-topic", by=carol)
    with unit_of_work():
        answers.thank(db.session.get_one(Answer, answer_id), by=dave)
    with unit_of_work():
        posts.restore(db.session.get_one(Answer, answer_id), by=carol)
    assert points_of(bob) == 20
    assert "thanked" in {award.badge.slug for award in awards_of(bob.id)}
    assert badges.look_back_at_everyone() == 0
