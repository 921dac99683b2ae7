"""What the box on their page tells an asker of what comes next."""

from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.questions.models import Question
from community.routing import letters
from moderation.escalation import replying
from moderation.escalation.models import Case
from tests.moderation.conversation.conftest import Browser

SETTLED = "want to have it settled"
HEARS = "You hear from us again"


def test_it_says_which_promise_is_due_next(
    browser: Browser, case: Case, question: Question, alice: Actor, dave: Actor
) -> None:
    asker, address = browser(alice), f"/questions/{case.question_id}"

    def box() -> list[str]:
        page = asker.get(address, follow_redirects=True).text
        return [each for each in (HEARS, SETTLED) if each in page]

    assert box() == [HEARS]
    with unit_of_work():
        replying.write_privately(case.id, "Which colour does the light have?", by=dave)
    assert box() == [SETTLED]
    with unit_of_work():
        letters.write_to_team(question, "Red, all night.", by=alice)
    assert box() == [HEARS]  # an answer is owed first
