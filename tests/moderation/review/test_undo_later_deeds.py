"""What others did to a question since a decision stands, and a text that comes back still names its people."""

from collections.abc import Callable

import pytest

from community.answers import threads
from community.kernel.db import db
from community.kernel.errors import Conflict
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.posts.queries import post_or_404
from community.questions import services as asking
from community.questions.models import CloseReason, Question
from community.questions.queries import question_or_404
from moderation.masking import queries as covered
from moderation.masking import services as masking
from moderation.review import claiming, services, undoing
from moderation.review.models import ReviewItem
from moderation.review.opinions import Opinion
from moderation.review.rules import Decision
from tests.moderation.review.conftest import Waiting

Later = Callable[[Question, Question, Actor], None]
NAMED = "As @bob said, the light of my router blinks red all night, and two restarts did not help at all."


def closed_for_another_reason(question: Question, _other: Question, by: Actor) -> None:
    asking.reopen(question, by=by)
    asking.close(question, CloseReason.OFF_TOPIC, by=by)


def merged(question: Question, other: Question, by: Actor) -> None:
    threads.merge(question, other, by=by)


def decide(item: ReviewItem, opinion: Opinion, by: Actor) -> None:
    with unit_of_work():
        claiming.claim(item.id, by=by)
        services.decide(item.id, opinion, by=by)


@pytest.mark.parametrize("later", [closed_for_another_reason, merged])
def test_a_question_that_was_closed_anew_or_merged_since_stays_closed(
    waiting: Waiting, carol: Actor, moderators: list[Actor], later: Later
) -> None:
    item, other = waiting(1), waiting(2)
    decide(item, Opinion(Decision.DUPLICATE, original=str(other.post_id)), carol)
    with unit_of_work():
        later(question_or_404(item.post_id), question_or_404(other.post_id), moderators[0])
    with pytest.raises(Conflict), unit_of_work():
        undoing.undo(item.id, by=carol)
    assert question_or_404(item.post_id).closed_at is not None


def test_words_that_come_back_lead_to_whom_they_name(waiting: Waiting, bob: Actor, carol: Actor) -> None:
    item = waiting(text=NAMED)
    before = post_or_404(item.post_id).body_html
    assert f"/members/{bob.name}" in before
    decide(item, Opinion(Decision.EDIT, body=f"{NAMED} Both nodes do it."), carol)
    with unit_of_work():
        undoing.undo(item.id, by=carol)
    assert post_or_404(item.post_id).body_html == before


def test_words_beside_what_is_covered_lead_to_whom_they_name(
    waiting: Waiting, bob: Actor, carol: Actor, dave: Actor
) -> None:
    post_id = waiting(text=NAMED).post_id
    before = post_or_404(post_id).body_html
    with unit_of_work():
        masking.mask_words(post_or_404(post_id), ["restarts"], by=carol)
    assert f"/members/{bob.name}" in post_or_404(post_id).body_html
    with unit_of_work():
        masking.unmask(post_or_404(post_id), by=dave)
    assert post_or_404(post_id).body_html == before


def test_what_the_author_asked_for_waits_again(alice: Actor, carol: Actor) -> None:
    with unit_of_work():
        body = "The second node restarts every hour. Please call me at 13812345670 in the evening."
        post_id = asking.ask("The second node restarts", body, ["mesh"], by=alice).id
    with unit_of_work():
        masking.ask_unmask(post_or_404(post_id), [1], by=alice)
    (asked,) = covered.covered_in(post_id)
    since = asked.asked_at
    assert since is not None
    item = db.session.query(ReviewItem).filter_by(post_id=post_id, state="open").one()
    decide(item, Opinion(Decision.APPROVE), carol)
    with unit_of_work():
        undoing.undo(item.id, by=carol)
    assert [each.asked_at for each in covered.covered_in(post_id)] == [since]
