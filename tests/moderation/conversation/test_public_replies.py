"""Private data never goes into a public reply silently; private solutions come back to the thread."""

import pytest
from flask import Flask

from community.answers import services as answers
from community.answers import threads
from community.kernel.db import db
from community.kernel.errors import Invalid
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.posts.models import Post
from community.questions import services as questions
from community.questions.models import Question
from community.ratings import services as ratings
from community.routing import asking, letters
from community.routing import queries as routing
from community.routing.models import Letter, Stage
from gamification.reputation import queries as reputation
from moderation.audit.models import ModerationLogEntry
from moderation.escalation import privacy, replying, working
from moderation.escalation.models import Case, CaseReply
from moderation.escalation.privacy import Choice, Privacy, PrivateFound
from tests.conftest import both_databases
from tests.moderation.conversation.conftest import BODY, Browser

HELD = "We sent the new router to mei.lin@wrenmail.de and called 0171 2345678 today. It arrives tomorrow."


def answer_count() -> int:
    return db.session.query(CaseReply).count()


def test_a_reply_with_private_data_is_shown_with_three_ways_and_not_sent(
    browser: Browser, question: Question, case: Case, dave: Actor
) -> None:
    agent = browser(dave)
    refused = agent.post(f"/desk/cases/{case.id}/replies", data={"body": HELD, "then": "wait"})
    assert refused.status_code == 422
    assert '<mark class="private__part" title="e-mail address">mei.lin@wrenmail.de' in refused.text
    assert "[email left out]" in refused.text
    for word in ("Leave it out and send", "Send all of it in private", "Send as it is"):
        assert word in refused.text
    assert HELD in refused.text  # nothing that was typed is lost
    assert '<input type="hidden" name="after" value="wait" />' in refused.text
    assert answer_count() == 0
    assert db.session.get_one(Case, case.id).owner_id is None


def test_left_out_means_that_no_trace_of_it_is_in_the_answer(
    browser: Browser, question: Question, case: Case, dave: Actor
) -> None:
    data = {"body": HELD, "private": "mask", "after": "wait"}
    assert browser(dave).post(f"/desk/cases/{case.id}/replies", data=data).status_code == 303
    reply = db.session.query(CaseReply).one()
    text = db.session.get_one(Post, reply.answer_id).body_markdown
    assert "wrenmail" not in text
    assert "2345678" not in text
    assert text.endswith("It arrives tomorrow.")
    assert db.session.get_one(Case, case.id).state == "waiting-for-customer"


def test_all_of_it_goes_to_the_asker_alone(
    browser: Browser, question: Question, case: Case, dave: Actor
) -> None:
    data = {"body": HELD, "private": "letter"}
    assert browser(dave).post(f"/desk/cases/{case.id}/replies", data=data).status_code == 303
    assert answer_count() == 0
    assert db.session.query(Letter).one().body_markdown == HELD


def test_what_is_not_private_is_sent_with_a_reason_that_the_log_keeps(
    browser: Browser, question: Question, case: Case, dave: Actor
) -> None:
    agent = browser(dave)
    address = f"/desk/cases/{case.id}/replies"
    seen = agent.post(address, data={"body": HELD}).text.split('name="seen" value="')[1].split('"')[0]
    without = agent.post(address, data={"body": HELD, "private": "keep", "seen": seen})
    assert without.status_code == 422
    assert "Say why this is not private" in without.text
    kept = {"body": HELD, "private": "keep", "seen": seen, "reason": "Our own example address."}
    more = agent.post(address, data=kept | {"body": HELD + " Or to john.doe@wrenmail.de."})
    assert more.status_code == 422  # something else than what was judged
    assert agent.post(address, data=kept).status_code == 303
    reply = db.session.query(CaseReply).one()
    assert db.session.get_one(Post, reply.answer_id).body_markdown == HELD
    entry = db.session.query(ModerationLogEntry).filter_by(act="case-private-kept").one()
    assert entry.reason == "Our own example address."
    assert "wrenmail" not in str(entry.data)


def test_what_the_asker_told_in_private_is_known_in_this_case(
    question: Question, case: Case, alice: Actor, dave: Actor
) -> None:
    bare = "We have found 88123977 in the system and corrected the tariff."
    assert privacy.private_in(bare, case) == []
    with unit_of_work():
        letters.write_to_team(
            db.session.get_one(Question, question.id), "My order number is 88123977.", by=alice
        )
    with pytest.raises(PrivateFound) as refused, unit_of_work():
        replying.reply(case.id, bare, by=dave)
    assert refused.value.without == "We have found [number left out] in the system and corrected the tariff."


@both_databases
def test_what_was_told_in_private_about_a_merged_question_is_known_in_the_case_where_it_goes_on(
    app: Flask, question: Question, case: Case, alice: Actor, bob: Actor, carol: Actor, dave: Actor
) -> None:
    with unit_of_work():
        letters.write_to_team(
            db.session.get_one(Question, question.id), "My order number is 88123977.", by=alice
        )
        into = questions.ask("How do I rename the network of guests?", BODY, ["wifi"], by=bob)
        asking.ask_for_staff(into, "It is about my contract, too.", by=bob)
    with unit_of_work():
        threads.merge(db.session.get_one(Question, question.id), into, by=carol)
    other = db.session.query(Case).filter_by(question_id=into.id).one()
    with pytest.raises(PrivateFound) as refused, unit_of_work():
        replying.reply(other.id, "We have found 88123977 in the system and corrected the tariff.", by=dave)
    assert refused.value.without == "We have found [number left out] in the system and corrected the tariff."


def test_in_a_private_letter_private_data_is_in_its_place(case: Case, dave: Actor) -> None:
    with unit_of_work():
        assert replying.write_privately(case.id, HELD, by=dave).body_markdown == HELD


def test_chinese_replies_are_left_out_in_chinese(case: Case) -> None:
    text = "已经给您的手机13812345678发了短信，请查收。"
    found = privacy.private_in(text, case)
    assert privacy.without(text, found) == "已经给您的手机（电话略）发了短信，请查收。"
    assert "".join(piece for piece, _kind in privacy.pieces(text, found)) == text


def test_the_thread_is_told_without_private_data_and_the_crowd_keeps_its_credit(
    browser: Browser, question: Question, case: Case, alice: Actor, bob: Actor, dave: Actor
) -> None:
    with unit_of_work():
        partial = answers.answer(
            question, "In the app it is under Network, then Guests; not all have it.", by=bob
        )
        ratings.rate(partial, 4, by=alice)
    points = reputation.totals_of([bob.id])
    with unit_of_work():
        letters.write_to_team(
            db.session.get_one(Question, question.id), "My order number is 88123977.", by=alice
        )
        replying.write_privately(case.id, "Order 88123977 had no guest network; it has one now.", by=dave)
        working.resolve(case.id, by=dave)
    agent = browser(dave)
    page = agent.get(f"/desk/cases/{case.id}/summary").text
    assert "88123977" not in page
    assert "&gt; My order number is [number left out]." in page
    told = {
        "body": "The contract had no guest network. Our team switched it on; order 88123977 had the same."
    }
    assert agent.post(f"/desk/cases/{case.id}/summary", data=told).status_code == 422
    assert agent.post(f"/desk/cases/{case.id}/summary", data=told | {"private": "mask"}).status_code == 303
    db.session.expire_all()
    thread = browser(alice).get(f"/questions/{question.id}/{question.slug}").text
    assert "Our team switched it on" in thread
    assert "88123977" not in thread
    assert "not all have it" in thread
    assert db.session.get_one(Post, partial.id).rating_count == 1  # type: ignore[attr-defined]
    need = routing.need_of(question.id)
    assert need is not None
    assert (need.stage, need.resolved_by) == (Stage.RESOLVED, Stage.TIER_1)
    assert points[bob.id] > 0
    assert reputation.totals_of([bob.id]) == points


def test_a_reason_is_needed_to_keep(case: Case, dave: Actor) -> None:
    with pytest.raises(Invalid, match="Say why"), unit_of_work():
        replying.reply(case.id, HELD, by=dave, privacy=Privacy(Choice.KEEP, "  "))
