"""Questions that were asked without an account, and whose they are later: nothing for one's own threads."""

from sqlalchemy import select

from community.answers.models import Answer
from community.askers import services as askers
from community.askers.models import Asker, AskerQuestion
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.questions import taking_part
from community.questions.models import Question
from community.ratings import services as ratings
from gamification.reputation.replay import replay
from tests.gamification.conftest import Thread, on_both_databases, points_of


@on_both_databases
def test_who_takes_a_question_along_keeps_no_points_for_having_answered_it(
    thread: Thread, alice: Actor, bob: Actor, dave: Actor
) -> None:
    answer_id = thread(alice, bob).id
    with unit_of_work():  # it came from an address that has no account yet
        question = db.session.get_one(Question, db.session.get_one(Answer, answer_id).question_id)
        question.author_id, question.author_label = None, "bob@example.com"
        asker = askers._kept("bob@example.com", "en")
        db.session.add(AskerQuestion(question_id=question.id, asker_id=asker.id))
        taking_part.mark_same_problem(question, by=bob)
        assert question.same_problem_count == 1
    with unit_of_work():
        ratings.rate(db.session.get_one(Answer, answer_id), 5, by=dave)
    assert points_of(bob) == 10
    with unit_of_work():
        askers.confirm(db.session.scalars(select(Asker)).one())
    assert db.session.get_one(Answer, answer_id).question_id
    assert db.session.get_one(Question, question.id).author_id == bob.id
    assert db.session.get_one(Question, question.id).same_problem_count == 0
    assert points_of(bob) == 0
    assert replay().differences == {}
