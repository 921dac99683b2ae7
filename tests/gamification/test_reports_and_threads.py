"""Reports about comments, when their thread is merged; and reports that wait again after their outcome was undone."""

from community.answers import threads
from community.comments import services as comments
from community.kernel.bus import publish
from community.kernel.db import db
from community.kernel.events import FlagReopened, FlagResolved
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.questions.models import Question
from gamification.levels.queries import records_of
from gamification.reputation.replay import replay
from tests.gamification.conftest import Thread, on_both_databases, points_of


@on_both_databases
def test_a_report_of_a_comment_moves_with_its_thread(
    thread: Thread, alice: Actor, bob: Actor, carol: Actor, dave: Actor
) -> None:
    mine, other = thread(alice, bob), thread(dave, bob)
    with unit_of_work():
        comment = comments.comment(mine, "Buy the pills from my shop, they mend every router.", by=bob)
        comment_id = comment.id
    with unit_of_work():
        publish(FlagResolved(flag_id=7, post_id=comment_id, flagger_id=alice.id, upheld=True))
    assert points_of(alice) == 0  # in one's own thread
    with unit_of_work():
        threads.merge(
            db.session.get_one(Question, mine.question_id),
            db.session.get_one(Question, other.question_id),
            by=carol,
        )
    assert points_of(alice) == 2
    assert replay().differences == {}


@on_both_databases
def test_a_report_that_waits_again_is_no_wrong_one(thread: Thread, alice: Actor, bob: Actor) -> None:
    answer_id = thread(alice, bob).id
    with unit_of_work():
        publish(FlagResolved(flag_id=7, post_id=answer_id, flagger_id=alice.id, upheld=True))
    assert (records_of([alice.id])[alice.id].good_care, records_of([alice.id])[alice.id].bad_care) == (1, 0)
    with unit_of_work():
        publish(FlagReopened(flag_id=7, post_id=answer_id, flagger_id=alice.id))
    record = records_of([alice.id])[alice.id]
    assert (record.good_care, record.bad_care) == (0, 0)
    with unit_of_work():
        publish(FlagResolved(flag_id=7, post_id=answer_id, flagger_id=alice.id, upheld=True))
    record = records_of([alice.id])[alice.id]
    assert (record.good_care, record.bad_care) == (1, 0)
    assert replay().differences == {}
