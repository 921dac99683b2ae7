"""What was before, asked of a real database: earlier questions of the customer, similar ones, helpers; nothing from later."""

from datetime import timedelta

from community.answers import services as answers
from community.kernel import clock
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.routing import services as routing
from community.routing.rules import MoveReason
from moderation.escalation import history, past
from moderation.escalation.models import Escalation
from tests.moderation.escalation.conftest import CALM, EXPERT_EN, Ask

AGAIN = (
    "Where can I change the name of the guest network?",
    "I looked through all settings of the app again and found only the name of the main network. Anybody?",
)
OTHER = (
    "Does the lamp in the kitchen know summer time?",
    "Since Sunday it goes on an hour too late, every evening.",
)


def test_the_same_question_again_is_a_repeated_contact_and_another_one_is_less(ask: Ask) -> None:
    ask(CALM)
    ask(OTHER)
    third = ask(AGAIN)
    found = history.contacts_of(third, third, clock.now() + timedelta(seconds=1))
    assert len(found) == 2
    assert sorted(each.alike >= past.SAME_MATTER for each in found) == [False, True]


def test_asking_a_third_time_brings_the_case_to_staff_with_the_reason(ask: Ask) -> None:
    ask(CALM)
    ask(AGAIN)
    ask((AGAIN[0], AGAIN[1] + " Still nothing."))
    raised = db.session.query(Escalation).filter_by(rule="repeated-contact").all()
    assert [each.evidence[0] for each in raised] == ["asked 3 times about this within 7 days"]


def test_nothing_later_than_the_moment_is_known(ask: Ask, bob: Actor) -> None:
    first = ask(CALM)
    with unit_of_work():
        answers.answer(first, "In the app under Network, then Guests.", by=bob)
    second = ask(OTHER)
    now = clock.now() + timedelta(seconds=1)
    assert history.helpers_of(second.id, second.author_id, now) == 1
    assert history.helpers_of(second.id, second.author_id, now - timedelta(days=1)) == 0
    assert history.contacts_of(second, second, now - timedelta(days=1)) == ()


def test_what_became_of_similar_questions_is_known(ask: Ask, carol: Actor) -> None:
    first = ask(CALM)
    with unit_of_work():
        routing.move(first.id, MoveReason.PASSED_ON, rule="passed-on", inputs={}, by=carol)
    stages = history._stages([first.id], clock.now() + timedelta(seconds=1))
    assert "tier-2" in stages[first.id]


def test_a_question_of_somebody_new_has_no_past(ask: Ask) -> None:
    question = ask(EXPERT_EN)
    found = history.before(question, question, clock.now())
    assert (found.contacts, found.returned) == ((), 0)
