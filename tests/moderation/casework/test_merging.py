"""Two cases about one matter become one: nothing is lost, everybody is told once, one open case a need."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from community.accounts.models import Member
from community.answers import threads
from community.kernel import clock
from community.kernel.db import db
from community.kernel.errors import Conflict, DomainError, Invalid
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.notifications.models import Notification
from community.posts import services as posts
from community.questions.models import Question
from community.questions.queries import question_or_404
from community.routing import queries as routing
from moderation.audit.checking import chain_breaches
from moderation.casework import merging, passing
from moderation.casework.models import CaseMerge
from moderation.escalation import noting, replying, working
from moderation.escalation import queries as cases
from moderation.escalation.models import Case, CaseNote, Escalation
from moderation.staff import services as staff
from tests.conftest import MakeMember, SignIn, actor_of, both_databases
from tests.moderation.casework.conftest import MONDAY, At, MakeAgent, OpenCase, case_now
from tests.parallel import at_once


def is_sound() -> None:
    db.session.rollback()
    assert cases.breaches(db.session()) == []
    assert routing.broken_paths(db.session()) == []
    assert chain_breaches(db.session()) == []
    assert (
        db.session.query(CaseNote).join(Case, Case.id == CaseNote.case_id).count()
        == db.session.query(CaseNote).count()
    )


def kinds(who: Actor) -> list[str]:
    rows = db.session.query(Notification).filter_by(member_id=who.id)
    return sorted(each.kind for each in rows if each.kind in {"merged", "joined", "settled", "case-given"})


@pytest.fixture
def omar(agent: MakeAgent) -> Actor:
    return agent("omar")


def test_notes_evidence_and_the_question_go_on_in_the_other_case(
    open_case: OpenCase, omar: Actor, alice: Actor, at: At
) -> None:
    source, target = open_case(1), open_case(2)
    at(MONDAY, lambda: noting.note(source, "She rang twice.", by=omar))
    raised = db.session.query(Escalation).count()
    left = at(MONDAY, lambda: merging.merge(source, target, by=omar))
    assert isinstance(left, Case)
    assert left.id == target
    assert (case_now(source).outcome, case_now(target).state) == ("merged", "open")
    assert [each.body for each in cases.notes_of(target)] == ["She rang twice."]
    assert db.session.query(Escalation).filter_by(case_id=source).count() == 0
    assert db.session.query(Escalation).count() >= raised
    asked = question_or_404(case_now(source).question_id)
    assert asked.merged_into_id == case_now(target).question_id
    kept = db.session.query(CaseMerge).one()
    assert (kept.case_id, kept.into_id, kept.by_id) == (source, target, omar.id)
    assert len(kept.moved["case_notes"]) == 1
    assert kinds(alice) == ["merged"]
    is_sound()


def test_two_customers_are_each_told_once_and_letters_stay_with_theirs(
    open_case: OpenCase, omar: Actor, alice: Actor, member: MakeMember, at: At
) -> None:
    bea = actor_of(member("bea"))
    source, target = open_case(1), open_case(2, by=bea)
    at(MONDAY, lambda: replying.write_privately(source, "Your order number, please.", by=omar))
    at(MONDAY, lambda: merging.merge(source, target, by=omar))
    assert (kinds(alice), kinds(bea)) == (["merged"], ["joined"])
    assert routing.letters_of(case_now(target).need_id) == []
    assert len(routing.letters_of(case_now(source).need_id)) == 1
    is_sound()


def test_with_two_owners_the_target_keeps_its_own_and_without_one_it_gets_the_sources(
    open_case: OpenCase, omar: Actor, agent: MakeAgent, member: MakeMember, at: At
) -> None:
    first, second, third, lin = open_case(1), open_case(2), open_case(3), agent("lin")
    lead = actor_of(member("ida", role="admin"))
    at(MONDAY, lambda: working.claim(first, by=omar))
    at(MONDAY, lambda: working.claim(second, by=lin))
    with pytest.raises(Conflict, match="Already taken by Omar"):
        at(MONDAY, lambda: merging.merge(first, second, by=lin))
    at(MONDAY, lambda: merging.merge(first, second, by=lead))
    assert case_now(second).owner_id == lin.id
    at(MONDAY, lambda: merging.merge(second, third, by=lin))
    assert case_now(third).owner_id == lin.id
    is_sound()


@pytest.mark.parametrize("gone", ["left the staff", "away"])
def test_whoever_is_not_there_is_given_no_case_by_merging(
    gone: str, open_case: OpenCase, omar: Actor, agent: MakeAgent, at: At
) -> None:
    source, target, lin = open_case(1), open_case(2), agent("lin")
    at(MONDAY, lambda: working.claim(source, by=omar))
    at(MONDAY, lambda: working.resolve(source, by=omar))
    if gone == "away":
        until = (MONDAY + timedelta(days=30)).date().isoformat()
        at(MONDAY, lambda: staff.keep(omar.id, staff.Given(away_until=until), by=omar))
    else:
        at(MONDAY, lambda: setattr(db.session.get_one(Member, omar.id), "role", "member"))
    at(MONDAY, lambda: merging.merge(source, target, by=lin))
    assert (case_now(target).state, case_now(target).owner_id) == ("open", None)
    is_sound()


def test_a_closed_case_may_be_the_source_or_the_target_but_not_both(
    open_case: OpenCase, omar: Actor, at: At
) -> None:
    ids = [open_case(number) for number in range(5)]
    for closed in (ids[0], ids[2], ids[4]):
        at(MONDAY, lambda closed=closed: working.resolve(closed, "Rang her.", by=omar))
    at(MONDAY, lambda: merging.merge(ids[0], ids[1], by=omar))
    assert [each.body for each in cases.notes_of(ids[1])] == ["Rang her."]
    at(MONDAY, lambda: merging.merge(ids[3], ids[2], by=omar))
    assert (case_now(ids[2]).state, case_now(ids[3]).outcome) == ("open", "merged")
    is_sound()
    at(MONDAY, lambda: working.resolve(ids[2], by=omar))
    with pytest.raises(Conflict, match="Both cases are closed"):
        at(MONDAY, lambda: merging.merge(ids[4], ids[2], by=omar))


def test_what_was_merged_after_it_had_ended_is_not_taken_up_beside_the_other(
    client: FlaskClient, open_case: OpenCase, omar: Actor, at: At, sign_in: SignIn
) -> None:
    closed, target = open_case(1), open_case(2)
    at(MONDAY, lambda: working.resolve(closed, by=omar))
    questions = [question_or_404(case_now(each).question_id) for each in (closed, target)]
    at(MONDAY, lambda: threads.merge(*questions, by=omar))
    with pytest.raises(Conflict, match="merged already"):
        at(MONDAY, lambda: working.reopen(closed, by=omar))
    assert f"/desk/cases/{closed}/reopen" not in sign_in(client, omar).get(f"/desk/cases/{closed}").text


def test_a_tier_2_case_lifts_the_one_that_it_goes_on_in(open_case: OpenCase, omar: Actor, at: At) -> None:
    source, target = open_case(1), open_case(2)
    told = {"happens": "It dies.", "tried": "Three units.", "needed": "A look at the log."}
    at(MONDAY, lambda: passing.pass_on(source, told, by=omar))
    at(MONDAY, lambda: merging.merge(source, target, by=omar))
    assert case_now(target).tier == 2
    is_sound()


def test_it_is_refused_for_the_same_a_merged_or_an_unknown_case(
    open_case: OpenCase, omar: Actor, at: At
) -> None:
    source, target, other = open_case(1), open_case(2), open_case(3)
    at(MONDAY, lambda: merging.merge(source, target, by=omar))
    for pair in ((target, target), (source, other), (other, source), (other, 999)):
        with pytest.raises(DomainError):
            at(MONDAY, lambda pair=pair: merging.merge(*pair, by=omar))
    with pytest.raises(Conflict, match="goes on in another"):
        at(MONDAY, lambda: working.reopen(source, by=omar))
    with pytest.raises(Invalid):
        at(MONDAY, lambda: merging.merge(target, target, by=omar))
    is_sound()


def test_cases_of_one_customer_in_like_words_are_suggested(open_case: OpenCase, member: MakeMember) -> None:
    case_id, same = open_case(1), open_case(2)
    other_words = (
        "I never got my refund and I am furious",
        "Where is my money? Your service is the worst, I am so angry!",
    )
    open_case(3, words=other_words)
    open_case(4, by=actor_of(member("bea")))
    case = case_now(case_id)
    question = db.session.get_one(Question, case.question_id)
    others = select(Case).where(Case.id.in_(merging.of_customer(case, question.author_id or 0)))
    loaded = others.options(selectinload(Case.question))
    found = merging.alike_of(case, question, db.session.scalars(loaded).all())
    assert [each.case.id for each in found] == [same]
    assert found[0].likeness > 0.5


@both_databases
def test_merging_and_a_reply_at_once_lose_no_word(
    app: Flask, open_case: OpenCase, omar: Actor, agent: MakeAgent
) -> None:
    source, target = open_case(1), open_case(2)
    lin = agent("lin")

    def merge() -> None:
        with clock.at(MONDAY), unit_of_work():
            merging.merge(source, target, by=lin)

    def reply() -> None:
        with clock.at(MONDAY), unit_of_work():
            replying.reply(source, "We are sorry, and ring you today.", by=omar)

    def note() -> None:
        with clock.at(MONDAY), unit_of_work():
            noting.note(source, "She rang.", by=omar)

    def back() -> None:
        with clock.at(MONDAY), unit_of_work():
            merging.merge(target, source, by=lin)

    outcomes = at_once(app, [merge, reply, note, back])
    refused = [each for each in outcomes if isinstance(each, DomainError)]
    assert all(isinstance(each, Conflict) for each in refused)
    is_sound()
    assert db.session.query(CaseNote).count() == 1
    assert db.session.query(CaseMerge).count() <= 1


def test_merging_is_offered_where_it_can_be_done(
    client: FlaskClient, open_case: OpenCase, omar: Actor, agent: MakeAgent, sign_in: SignIn
) -> None:
    source, target, lin = open_case(1), open_case(2), agent("lin")
    address, button = f"/desk/cases/{source}", f'action="/desk/cases/{source}/merge"'
    page = sign_in(client, omar).get(address).text
    assert page.count(button) == 2
    with unit_of_work():
        posts.hide(question_or_404(case_now(target).question_id), "off-topic", by=omar)
    assert client.get(address).text.count(button) == 1
    with unit_of_work():
        working.claim(source, by=lin)
    page = client.get(address).text
    assert "Probably the same matter" in page
    assert button not in page


def test_a_number_that_no_case_has_is_named_as_what_is_wrong(open_case: OpenCase, omar: Actor) -> None:
    source = open_case(1)
    with pytest.raises(Invalid) as refused:
        merging.merge(source, 99_999, by=omar)
    assert refused.value.field == "into"
