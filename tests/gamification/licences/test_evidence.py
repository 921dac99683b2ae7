"""What speaks for an applicant: without stars and acceptances that are held or were ruled out."""

from community.answers import services as answers
from community.answers.models import Answer
from community.kernel.db import db
from community.kernel.policy import Actor, Role
from community.kernel.unit_of_work import unit_of_work
from community.ratings import services as ratings
from community.ratings.models import Rating
from gamification.licences.evidence import Evidence, evidence_of
from gamification.reputation import rulings
from tests.conftest import MakeMember, actor_of
from tests.gamification.conftest import Thread, on_both_databases


def proof(of: Actor) -> Evidence:
    (found,) = evidence_of([of.id])[of.id].values()
    return found


@on_both_databases
def test_held_stars_and_acceptances_speak_for_nobody(
    thread: Thread, alice: Actor, bob: Actor, dave: Actor, member: MakeMember
) -> None:
    answer_id, other_id = thread(alice, bob).id, thread(alice, bob).id
    with unit_of_work():
        ratings.rate(db.session.get_one(Answer, answer_id), 5, by=alice)
        ratings.rate(db.session.get_one(Answer, answer_id), 2, by=dave)
        answers.accept(db.session.get_one(Answer, other_id), by=alice)
    assert proof(bob) == Evidence("mesh", answers=2, well=1, ratings=2, stars=7)
    admin = actor_of(member("frank", role=Role.ADMIN))
    held = db.session.query(Rating.id).filter_by(rater_id=dave.id).scalar()
    with unit_of_work():
        rulings.hold({f"rating:{held}": bob.id}, source="finding:1", reason="held", by=admin)
    assert proof(bob) == Evidence("mesh", answers=2, well=2, ratings=1, stars=5)
    with unit_of_work():
        rulings.void({f"accepted:{other_id}": bob.id}, source="finding:1", reason="A ring.", by=admin)
    assert proof(bob) == Evidence("mesh", answers=2, well=1, ratings=1, stars=5)
    with unit_of_work():
        rulings.lift("finding:1", reason="They are honest.", by=admin)
    assert proof(bob) == Evidence("mesh", answers=2, well=1, ratings=2, stars=7)
