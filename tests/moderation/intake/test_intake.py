"""Messages from outside: each once, in its conversation, in its lane, and before staff where a rule says so."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from community.channels import queries as channels
from community.channels.models import ChannelMessage, Contact, Conversation
from community.channels.rules import InboundMessage, message_of
from community.kernel import checks, clock, worker
from community.kernel.db import db
from community.kernel.errors import NotFound
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.notifications.models import Notification
from community.posts.queries import visible_or_404
from community.questions.models import Question
from community.routing.queries import moves_of, need_of
from moderation.escalation import claiming, promises, service_hours
from moderation.escalation.models import Case
from moderation.escalation.queries import open_case_of_question
from moderation.escalation.rules import CaseState
from moderation.intake.judging import judge
from moderation.intake.services import take_in
from moderation.sla.hours import due_at
from tests.conftest import SignIn, both_databases
from tests.parallel import at_once

if TYPE_CHECKING:
    from community.kernel.web import Huzhu

ANGRY = (
    "@Kettles This is an absolute disgrace!!! Third kettle that burst, you liars. I want my money back NOW."
)
CALM = "@Kettles How do I descale the kettle? The manual says nothing about vinegar."
THANKS = "@Kettles thank you!"


def message(number: int, text: str, author: str = "anna", **given: Any) -> InboundMessage:
    record = {"id": f"m{number}", "text": text, "author": author} | given
    return message_of(record, "pigeon", clock.now())


def taken(*messages: InboundMessage) -> dict[str, int]:
    with unit_of_work():
        return dict(take_in(list(zip(messages, judge(list(messages)), strict=True))))


def breaches() -> list[str]:
    """What `huzhu check` would say; the search index of these sites was never made."""
    found = checks.run_all(db.session())
    return [line for slug, lines in found.items() if slug != "search-index" for line in lines]


def question_of(number: int) -> Question | None:
    row = db.session.scalars(select(ChannelMessage).where(ChannelMessage.external_id == f"m{number}")).one()
    conversation = db.session.get_one(Conversation, row.conversation_id)
    return db.session.get(Question, conversation.question_id) if conversation.question_id else None


@both_databases
def test_an_angry_message_becomes_a_case_with_its_words_as_evidence(app: "Huzhu") -> None:
    assert taken(message(1, ANGRY))["tier1"] == 1
    question = question_of(1)
    assert question is not None
    case = open_case_of_question(question.id)
    assert case is not None
    assert "angry-complaint" in case.reasons
    need = need_of(question.id)
    assert need is not None
    assert [move.to_stage for move in moves_of(need.id)] == ["tier-1"]


@both_databases
def test_a_calm_question_waits_for_a_customer_rep_and_thanks_become_no_need(app: "Huzhu") -> None:
    taken(message(1, CALM), message(2, THANKS, author="ben"))
    question = question_of(1)
    assert question is not None
    need = need_of(question.id)
    assert need is not None
    assert need.stage == "customer-rep"
    assert question_of(2) is None


@both_databases
def test_what_nobody_answered_comes_to_staff_in_time_like_any_question(app: "Huzhu") -> None:
    taken(message(1, CALM), message(2, THANKS, author="ben"))
    question = question_of(1)
    assert question is not None
    hours = service_hours.calendar()
    worker.tick(due_at(clock.now(), timedelta(minutes=110), hours))
    assert open_case_of_question(question.id) is None
    for _again in range(2):
        worker.tick(due_at(clock.now(), timedelta(minutes=130), hours))
    case = open_case_of_question(question.id)
    assert case is not None
    assert case.reasons == ["unanswered"]
    assert db.session.scalar(select(func.count()).select_from(Case)) == 1
    assert breaches() == []


def test_a_question_after_a_greeting_is_heard_like_any_first_word(app: "Huzhu") -> None:
    taken(message(1, "@Kettles hi!"))
    assert question_of(1) is None
    deep = (
        "The TLS handshake fails with SSL_ERROR_SYSCALL after ClientHello; tcpdump shows an RST from port 8443, "
        "openssl s_client prints errno=104, kernel 5.15.0-91. MTU is 1420 over WireGuard. Which cipher do you require?"
    )
    counts = taken(message(2, f"@Kettles {deep}"))
    assert counts["tier2"] == 1
    question = question_of(2)
    assert question is not None
    case = open_case_of_question(question.id)
    assert case is not None
    assert case.tier == 2


@both_databases
def test_a_repeated_batch_changes_nothing(app: "Huzhu") -> None:
    batch = [message(1, ANGRY), message(2, CALM, author="ben"), message(3, THANKS)]
    taken(*batch)
    before = {
        model: db.session.scalar(select(func.count()).select_from(model))
        for model in (Case, Question, Contact)
    }
    again = taken(*batch, *batch)
    assert again == {"known": 6}
    after = {
        model: db.session.scalar(select(func.count()).select_from(model))
        for model in (Case, Question, Contact)
    }
    assert after == before


def test_what_the_same_contact_writes_next_belongs_to_the_same_matter(app: "Huzhu") -> None:
    taken(message(1, CALM))
    taken(message(2, ANGRY), message(3, "Hello?!", in_reply_to="m1"))
    first, second = question_of(1), question_of(2)
    assert first is not None
    assert second is not None
    assert first.id == second.id
    conversation = channels.conversation_of(first.id)
    assert conversation is not None
    assert conversation.message_count == 3
    assert open_case_of_question(first.id) is not None
    assert db.session.scalar(select(func.count()).select_from(Case)) == 1


def waiting_case() -> Case:
    """The case of an angry message, whose customer has to answer."""
    taken(message(1, ANGRY))
    question = question_of(1)
    assert question is not None
    case = open_case_of_question(question.id)
    assert case is not None
    with unit_of_work():
        promises.pause(db.session.get_one(Case, case.id), CaseState.WAITING)
    return case


@both_databases
def test_what_somebody_else_replies_is_not_the_customers_word(
    app: "Huzhu", dave: Actor, sign_in: SignIn
) -> None:
    case = waiting_case()
    taken(message(2, "All is well now, so pomelo it away.", author="ben", in_reply_to="m1"))
    conversation = channels.conversation_of(case.question_id)
    assert conversation is not None
    assert conversation.message_count == 1
    assert db.session.get_one(Case, case.id).state == CaseState.WAITING
    assert "pomelo" not in sign_in(app.test_client(), dave).get(f"/desk/cases/{case.id}").text


def test_replies_of_a_channel_that_names_nobody_stand_together(app: "Huzhu") -> None:
    taken(message(1, ANGRY, author=""))
    taken(message(2, "It leaks, too.", author="", in_reply_to="m1"))
    assert db.session.scalars(select(Conversation.message_count)).all() == [2]


def test_a_customer_who_writes_again_wakes_the_case_that_waits_for_them(app: "Huzhu") -> None:
    case = waiting_case()
    taken(message(2, "@Kettles here is the photo of the broken kettle you asked for"))
    assert db.session.get_one(Case, case.id).state == CaseState.OPEN


@pytest.mark.parametrize(
    "words",
    [
        "Perch M2",
        "It is the red one.",
        "Fuck you, bastards",
        "See https://imgur.com/a/xyz12",
        "是红色的那一款。",
    ],
)
@pytest.mark.parametrize("given", [{"in_reply_to": "m1"}, {}], ids=["reply", "chat"])
def test_an_answer_of_two_words_wakes_the_case_that_waits_for_it(
    app: "Huzhu", words: str, given: dict[str, str]
) -> None:
    case = waiting_case()
    taken(message(2, words, author="ben", **given))
    assert db.session.get_one(Case, case.id).state == CaseState.WAITING
    taken(message(3, words, **given))
    assert db.session.get_one(Case, case.id).state == CaseState.OPEN
    assert breaches() == []


def test_whose_case_it_is_hears_of_each_new_message(app: "Huzhu", dave: Actor) -> None:
    taken(message(1, ANGRY))
    question = question_of(1)
    assert question is not None
    case = open_case_of_question(question.id)
    assert case is not None
    with unit_of_work():
        claiming.claim(case.id, by=dave)
    for number in (2, 3):
        taken(message(number, f"@Kettles the {number}. kettle leaks as well, when do you send a new one?"))
    told = select(Notification).where(Notification.kind == "case-answered", Notification.member_id == dave.id)
    assert len(db.session.scalars(told).all()) == 2


def test_the_page_of_a_case_shows_the_whole_conversation(
    app: "Huzhu", client: FlaskClient, dave: Actor, sign_in: SignIn
) -> None:
    taken(message(1, ANGRY, author_name="Anna K."))
    taken(message(2, "@Kettles and the lid does not close either"))
    question = question_of(1)
    assert question is not None
    case = open_case_of_question(question.id)
    assert case is not None
    page = sign_in(client, dave).get(f"/desk/cases/{case.id}").text
    assert page.count("the lid does not close either") == 1
    assert "Third kettle that burst" in page
    assert "Anna K." in page


def test_private_data_is_covered_wherever_a_message_stands(app: "Huzhu") -> None:
    told = "@Kettles you charged me twice, call me at +49 171 2345678 or write to anna.b@kettle-post.net. Refund me!"
    taken(message(1, told), message(2, f"nice {told}", author="ben"))
    words = " ".join(db.session.scalars(select(ChannelMessage.body)))
    question = question_of(1)
    assert question is not None
    for text in (words, question.body_markdown, question.body_html, question.title):
        assert "2345678" not in text
        assert "anna.b@" not in text


def test_nobody_but_staff_sees_a_message_from_outside(
    app: "Huzhu", alice: Actor, carol: Actor, dave: Actor
) -> None:
    taken(message(1, ANGRY))
    question = question_of(1)
    assert question is not None
    for stranger in (alice, carol, Actor()):
        with pytest.raises(NotFound):
            visible_or_404(question.id, stranger)
    assert visible_or_404(question.id, dave).id == question.id


@both_databases
def test_the_same_messages_at_once_come_in_once(app: "Huzhu") -> None:
    batch = [message(number, ANGRY if number % 3 else CALM, author=f"c{number % 7}") for number in range(40)]
    at_once(app, [lambda: taken(*batch)] * 4)
    assert db.session.scalar(select(func.count()).select_from(ChannelMessage)) == len(batch)
    assert db.session.scalar(select(func.count()).select_from(Conversation)) == 7
    assert breaches() == []
