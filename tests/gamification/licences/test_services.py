"""Applying, deciding, giving back: who may, what is told, and what the database decides."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from community.accounts import closing
from community.accounts.models import Member
from community.kernel import checks, clock
from community.kernel.db import db
from community.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.notifications.models import Notification
from gamification.licences import queries, services
from gamification.licences.models import RepLicence, RepLicenceMove
from gamification.licences.rules import Act, State
from moderation.audit.models import ModerationLogEntry
from tests.gamification.conftest import on_both_databases
from tests.gamification.licences.conftest import WHY, WORDS, apply, decide
from tests.parallel import at_once


def breaches() -> list[str]:
    found = checks.run_all(db.session())["licences"]
    db.session.rollback()
    return found


@on_both_databases
def test_from_application_to_senior_and_back(
    app: Flask, licence: int, bob: Actor, dave: Actor, erin: Actor
) -> None:
    assert decide(licence, Act.APPROVE, dave) is State.PROBATION
    assert decide(licence, Act.PROMOTE, erin) is State.LICENSED
    assert decide(licence, Act.PROMOTE, dave) is State.SENIOR
    assert queries.looked_at(State.SENIOR) == 0.2
    assert queries.held_by([bob.id, dave.id]) == {bob.id: [("mesh", "en", "senior")]}
    assert decide(licence, Act.SUSPEND, dave) is State.SUSPENDED
    assert queries.held_by([bob.id]) == {}
    assert decide(licence, Act.RESUME, dave) is State.PROBATION
    with unit_of_work():
        services.resign(licence, by=bob)
    assert apply(bob) == licence
    moves = queries.history([licence])[licence]
    assert [move.number for move in moves] == list(range(1, 9))
    assert [move.by_id == bob.id for move in moves] == [True, *[False] * 5, True, True]
    assert breaches() == []


def test_every_move_is_logged_and_those_of_staff_are_told(
    app: Flask, licence: int, bob: Actor, dave: Actor
) -> None:
    decide(licence, Act.APPROVE, dave)
    log = db.session.scalars(
        select(ModerationLogEntry).where(ModerationLogEntry.act.like("licence-%")).order_by("number")
    ).all()
    assert [(each.act, each.by_id, each.member_id, each.reason) for each in log] == [
        ("licence-applied", bob.id, bob.id, ""),
        ("licence-probation", dave.id, bob.id, WHY),
    ]
    told = db.session.scalars(select(Notification).filter_by(kind="licence")).one()
    assert (told.member_id, told.data["reason"], told.data["tag"]) == (bob.id, WHY, "mesh")


def test_an_applicant_needs_answers_that_helped_in_that_topic_and_language(
    app: Flask, helped: Callable[[int], None], bob: Actor, dave: Actor
) -> None:
    helped(2)
    with pytest.raises(NotAllowed, match="3 well-rated answers"):
        apply(bob)
    helped(1)
    with pytest.raises(NotAllowed, match="you have 0"):
        apply(bob, lang="zh-Hans")
    app.extensions["huzhu_thresholds"]["licence_level"] = 2
    with pytest.raises(NotAllowed, match="higher level"):
        apply(bob)
    app.extensions["huzhu_thresholds"]["licence_level"] = 1
    with pytest.raises(NotAllowed, match="on the team"):
        apply(dave)
    apply(bob)
    with pytest.raises(Conflict, match="already"):
        apply(bob)


def test_words_and_reasons_have_their_length(app: Flask, licence: int, bob: Actor, dave: Actor) -> None:
    for words in ("x" * 19, "x" * 1_001, "  " + "x" * 19 + "  "):
        with pytest.raises(Invalid), unit_of_work():
            services.apply("mesh", "en", words, by=bob)
    for reason in ("    no    ", "x" * 401):
        with pytest.raises(Invalid), unit_of_work():
            services.decide(licence, Act.APPROVE, by=dave, reason=reason)


def test_who_was_refused_waits_thirty_days(app: Flask, licence: int, bob: Actor, dave: Actor) -> None:
    decide(licence, Act.REFUSE, dave)
    with clock.at(clock.now() + timedelta(days=29)), pytest.raises(Conflict, match="again from"):
        apply(bob)
    with clock.at(clock.now() + timedelta(days=31)):
        assert apply(bob) == licence
    assert breaches() == []


def test_nobody_decides_on_their_own_and_members_on_none(
    app: Flask, licence: int, alice: Actor, bob: Actor, dave: Actor
) -> None:
    with unit_of_work():
        db.session.execute(update(RepLicence).values(member_id=dave.id))
    with pytest.raises(NotAllowed, match="your own"):
        decide(licence, Act.APPROVE, dave)
    for someone in (alice, bob):
        with pytest.raises(NotAllowed):
            decide(licence, Act.APPROVE, someone)
    with pytest.raises(NotFound), unit_of_work():
        services.resign(licence, by=alice)


@pytest.mark.parametrize("act", [Act.APPLY, Act.RESIGN, Act.PROMOTE, Act.SUSPEND, Act.RESUME])
def test_what_does_not_fit_the_state_is_refused(app: Flask, licence: int, dave: Actor, act: Act) -> None:
    with pytest.raises(Conflict, match="moved on"):
        decide(licence, act, dave)


def test_a_decision_on_an_older_state_is_refused(app: Flask, licence: int, dave: Actor, erin: Actor) -> None:
    decide(licence, Act.APPROVE, dave, number=1)
    decide(licence, Act.PROMOTE, dave, number=2)
    with pytest.raises(Conflict, match="Dave has decided"):
        decide(licence, Act.PROMOTE, erin, number=2)


@on_both_databases
def test_of_two_who_decide_at_once_one_wins_and_the_other_is_told(
    app: Flask, licence: int, dave: Actor, erin: Actor
) -> None:
    results = at_once(
        app, [lambda: decide(licence, Act.APPROVE, dave, 1), lambda: decide(licence, Act.REFUSE, erin, 1)]
    )
    refused = [each for each in results if isinstance(each, Conflict)]
    (won,) = [each for each in results if isinstance(each, State)]
    assert len(refused) == 1
    assert "has decided about this meanwhile" in str(refused[0])
    assert queries.licence_or_404(licence).state == won
    assert db.session.scalar(select(func.count()).select_from(RepLicenceMove)) == 2
    assert breaches() == []


@on_both_databases
def test_one_application_sent_many_times_at_once_is_kept_once(
    app: Flask, helped: Callable[[int], None], bob: Actor
) -> None:
    helped(3)
    results = at_once(app, [lambda: apply(bob)] * 5)
    assert sum(isinstance(each, Conflict) for each in results) == 4
    assert db.session.scalar(select(func.count()).select_from(RepLicenceMove)) == 1
    assert breaches() == []


def test_who_leaves_gives_everything_back_and_their_words_go(
    app: Flask, licence: int, bob: Actor, dave: Actor
) -> None:
    decide(licence, Act.APPROVE, dave)
    with unit_of_work():
        closing.close_account(db.session.get_one(Member, bob.id), sure=True)
    found = queries.licence_or_404(licence)
    assert (found.state, found.words) == (State.RESIGNED, "")
    assert queries.held_by([bob.id]) == {}
    assert breaches() == []


def test_check_finds_a_state_that_no_move_says_and_a_gap(app: Flask, licence: int, dave: Actor) -> None:
    assert breaches() == []
    with unit_of_work():
        db.session.execute(update(RepLicence).values(state="senior"))
    assert breaches() == [f"licence {licence} is senior, and its last move says applied"]
    with unit_of_work():
        db.session.execute(update(RepLicence).values(state="applied", move_count=2))
        db.session.execute(update(RepLicenceMove).values(from_state="refused"))
    assert breaches() == [
        f"licence {licence} counts 2 moves, and has 1",
        f"move 1 of licence {licence} does not begin where the one before ended",
    ]


def test_words_are_kept_as_typed(app: Flask, licence: int) -> None:
    assert queries.seen_or_404(licence).licence.words == WORDS
