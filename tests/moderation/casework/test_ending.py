"""How cases end and come back: a later word reopens, thanks do not, and what happens at once leaves one truth."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from community.comments import services as comments
from community.kernel import checks, clock, events, jobs
from community.kernel.bus import publish
from community.kernel.db import db
from community.kernel.errors import Conflict, DomainError, Invalid
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.notifications.models import Notification
from community.posts.queries import post_or_404
from community.questions.models import Question
from community.routing import asking
from community.routing import queries as routing
from moderation.audit.checking import chain_breaches
from moderation.escalation import queries as cases
from moderation.escalation import replying, working
from moderation.escalation.courtesy import is_only_thanks
from moderation.escalation.models import Case, CaseReply
from moderation.staff import services as staff
from tests.conftest import both_databases
from tests.moderation.casework.conftest import MONDAY, At, MakeAgent, OpenCase, case_now
from tests.moderation.escalation.conftest import EXPERT_EN
from tests.parallel import at_once

STILL = "The new one died this morning as well, so the matter is open for me."


@pytest.fixture
def omar(agent: MakeAgent) -> Actor:
    return agent("omar")


@pytest.fixture
def settled(open_case: OpenCase, omar: Actor, at: At) -> int:
    """A case that Omar answered and settled on Monday."""
    case_id = open_case()
    at(MONDAY, lambda: replying.reply(case_id, "We are sorry; a new one is on its way.", by=omar))
    at(MONDAY, lambda: working.resolve(case_id, by=omar))
    return case_id


def writes(case_id: int, words: str, by: Actor) -> Callable[[], object]:
    question_id = case_now(case_id).question_id
    return lambda: comments.comment(post_or_404(question_id), words, by=by)


def is_sound() -> None:
    db.session.rollback()
    for found in (
        cases.breaches(db.session()),
        routing.broken_paths(db.session()),
        chain_breaches(db.session()),
    ):
        assert found == []


def test_a_later_word_opens_the_same_case_for_whoever_had_it(
    settled: int, omar: Actor, alice: Actor, at: At
) -> None:
    at(MONDAY + timedelta(days=2), writes(settled, STILL, alice))
    found = case_now(settled)
    assert (found.state, found.owner_id, found.clock, found.closed_at) == (
        "open",
        omar.id,
        "first-response",
        None,
    )
    assert found.due_at is not None
    assert db.session.query(Case).count() == 1
    is_sound()


def test_it_goes_to_the_team_where_that_one_is_away(settled: int, omar: Actor, alice: Actor, at: At) -> None:
    with clock.at(MONDAY), unit_of_work():
        staff.keep(omar.id, staff.Given(away_until="2026-12-24T09:00"), by=omar)
    at(MONDAY + timedelta(days=2), writes(settled, STILL, alice))
    assert (case_now(settled).state, case_now(settled).owner_id) == ("open", None)
    is_sound()


def test_the_team_hears_each_time_of_a_case_that_comes_back_to_nobody(
    settled: int, omar: Actor, agent: MakeAgent, alice: Actor, at: At
) -> None:
    lin = agent("lin")
    with clock.at(MONDAY), unit_of_work():
        staff.keep(omar.id, staff.Given(away_until="2026-12-24T09:00"), by=omar)
    heard = db.session.query(Notification).filter(
        Notification.member_id == lin.id, Notification.kind.in_({"case", "case-urgent"})
    )
    for times in (1, 2):
        at(MONDAY + timedelta(days=times), writes(settled, f"{STILL} {times}", alice))
        assert heard.count() == times
        db.session.rollback()
        at(MONDAY + timedelta(days=times, hours=1), lambda: setattr(case_now(settled), "owner_id", omar.id))
        at(MONDAY + timedelta(days=times, hours=1), lambda: working.resolve(settled, by=omar))


def test_the_team_hears_of_the_cases_of_somebody_who_leaves(
    open_case: OpenCase, omar: Actor, agent: MakeAgent, at: At
) -> None:
    case_id, lin = open_case(), agent("lin")
    at(MONDAY, lambda: working.claim(case_id, by=omar))
    with clock.at(MONDAY + timedelta(hours=1)), unit_of_work():
        publish(events.RoleChanged(member_id=omar.id, old="agent", new="member", by_id=None))
    assert case_now(case_id).owner_id is None
    told = db.session.query(Notification).filter_by(member_id=lin.id).one()
    assert told.kind in {"case", "case-urgent"}


def test_after_the_days_it_is_a_new_case(settled: int, alice: Actor, at: At) -> None:
    at(MONDAY + timedelta(days=15), writes(settled, STILL, alice))
    assert case_now(settled).state == "resolved"
    assert db.session.query(Case).filter(Case.state == "open").count() == 1
    is_sound()


def test_thanks_and_words_of_others_open_nothing(settled: int, alice: Actor, bob: Actor, at: At) -> None:
    at(MONDAY + timedelta(days=1), writes(settled, "Thank you so much, great help!", alice))
    at(MONDAY + timedelta(days=1), writes(settled, "I have the same with mine, since May.", bob))
    assert case_now(settled).state == "resolved"


def test_a_specialists_case_comes_back_to_the_specialist(
    open_case: OpenCase, agent: MakeAgent, alice: Actor, at: At
) -> None:

    case_id, petra = open_case(words=EXPERT_EN), agent("petra", role="specialist")
    assert case_now(case_id).tier == 2
    at(MONDAY, lambda: replying.reply(case_id, "Pin the DUID in the configuration.", by=petra))
    at(MONDAY, lambda: working.resolve(case_id, by=petra))
    at(MONDAY + timedelta(days=1), writes(case_id, "The lease is lost after the reboot once more.", alice))
    assert (case_now(case_id).state, case_now(case_id).tier, case_now(case_id).owner_id) == (
        "open",
        2,
        petra.id,
    )
    is_sound()


@both_databases
def test_of_two_closed_cases_of_a_question_the_older_can_be_taken_up(
    app: Flask, open_case: OpenCase, omar: Actor, alice: Actor, at: At
) -> None:
    older = open_case()
    at(MONDAY, lambda: working.claim(older, by=omar))
    at(MONDAY, lambda: working.return_to_crowd(older, "The community knows this best.", by=omar))
    question = db.session.get_one(Question, case_now(older).question_id)
    at(MONDAY, lambda: asking.ask_for_staff(question, STILL, by=alice))
    newer = db.session.query(Case).filter(Case.id != older).one().id
    at(MONDAY, lambda: working.resolve(newer, by=omar))
    at(MONDAY, lambda: working.reopen(older, by=omar))
    assert (case_now(older).state, case_now(older).owner_id) == ("open", omar.id)
    assert case_now(newer).state == "resolved"
    is_sound()


@pytest.mark.parametrize(
    ("text", "only"),
    [
        ("Thank you!", True),
        ("Thanks a lot, you are great", True),
        ("谢谢,没事了", True),
        ("非常感谢!", True),
        ("Thanks, no problem any more", True),
        ("Thanks, but it still drops at night", False),
        ("谢谢,但是还是不行", False),
        ("Thank you, when will it arrive?", False),
        ("It works", False),
        ("", False),
        ("Thanks for the answer. " * 8, False),
    ],
)
def test_only_thanks_is_only_thanks(text: str, *, only: bool) -> None:
    assert is_only_thanks(text) is only


@both_databases
@pytest.mark.parametrize("pair", ["reply-resolve", "customer-resolve", "resolve-resolve", "reopen-customer"])
def test_two_deeds_at_once_leave_one_truth_and_every_word(
    app: Flask, open_case: OpenCase, omar: Actor, alice: Actor, at: At, pair: str
) -> None:
    case_id = open_case()
    question_id = case_now(case_id).question_id
    at(MONDAY, lambda: replying.reply(case_id, "We are sorry; a new one is on its way.", by=omar))
    if pair == "reopen-customer":
        at(MONDAY, lambda: working.resolve(case_id, by=omar))
    deeds: dict[str, Callable[[], object]] = {
        "reply": lambda: replying.reply(case_id, "It leaves the house today.", by=omar),
        "resolve": lambda: working.resolve(case_id, by=omar),
        "reopen": lambda: working.reopen(case_id, by=omar),
        "customer": lambda: comments.comment(post_or_404(question_id), STILL, by=alice),
    }

    def as_one(name: str) -> Callable[[], object]:
        def run() -> object:
            with clock.at(MONDAY + timedelta(hours=1)), unit_of_work():
                return deeds[name]() and None

        return run

    outcomes = at_once(app, [as_one(name) for name in pair.split("-")])
    refused = [each for each in outcomes if isinstance(each, DomainError)]
    assert all(isinstance(each, Conflict) for each in refused)
    assert len(refused) <= 1
    is_sound()
    if "customer" in pair:
        assert db.session.query(comments.Comment).count() == 1
    if pair == "reopen-customer":
        assert case_now(case_id).state == "open"
    if pair == "resolve-resolve":
        assert (len(refused), case_now(case_id).state) == (1, "resolved")
    if pair == "reply-resolve":
        assert db.session.query(CaseReply).count() == 2 - len(refused)
    jobs.run_due(clock.now() + timedelta(days=9))  # the index is one of the things that are checked
    assert {slug: found for slug, found in checks.run_all(db.session()).items() if found} == {}


def test_words_that_are_too_long_are_refused_and_not_cut(open_case: OpenCase, omar: Actor, at: At) -> None:
    case_id = open_case()
    at(MONDAY, lambda: working.claim(case_id, by=omar))
    with pytest.raises(Invalid):
        at(MONDAY, lambda: working.resolve(case_id, "x" * 1_001, by=omar))
    assert case_now(case_id).is_open
