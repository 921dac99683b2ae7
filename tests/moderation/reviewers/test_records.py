"""Pauses after missed spot checks, and how right the decisions of reviewers were."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from community.kernel import clock
from community.kernel.db import db
from community.kernel.errors import NotAllowed
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.notifications.models import Notification
from community.posts.queries import post_or_404
from moderation.flags import queries as flag_records
from moderation.flags import services as flags
from moderation.review import claiming
from moderation.review.models import ReviewItem
from moderation.reviewers import records
from moderation.reviewers import services as watching
from moderation.reviewers.models import ReviewerPause
from moderation.reviewers.queries import leaked_checks
from moderation.sanctions.models import Sanction
from tests.conftest import MakeMember, SignIn, actor_of
from tests.moderation.appeals.deeds import GRANT, appeal
from tests.moderation.appeals.deeds import decide as decide_appeal
from tests.moderation.reviewers.conftest import APPROVE, LATER, REFUSE, SPAM, ask, decide, take, waiting


def test_three_missed_checks_bring_a_pause_that_is_explained(
    always: None, later: None, peer: Actor, carol: Actor, real: int, client: FlaskClient, sign_in: SignIn
) -> None:
    for _number in range(3):
        item = take(peer)
        assert item is not None
        decide(item.id, APPROVE, peer)
    pause = db.session.query(ReviewerPause).one()
    assert (pause.number, pause.failed, pause.until) == (1, 3, clock.now() + timedelta(days=3))
    with pytest.raises(NotAllowed, match="You pause from reviewing until"), unit_of_work():
        claiming.claim(real, by=peer)
    told = db.session.query(Notification).filter_by(member_id=peer.member_id, kind="review-paused")
    assert told.count() == 1
    with unit_of_work():
        watching.end_pause(pause.id, "We spoke.", by=carol)
    with unit_of_work():
        claiming.claim(real, by=peer)
    record = records.record_of(peer.id)
    assert (record.passed, record.checks) == (0, 3)


def test_a_pause_ends_by_itself_and_the_next_one_is_longer(always: None, peer: Actor, real: int) -> None:
    lengths = []
    for number in range(3):
        with clock.at(clock.now() + LATER + timedelta(days=8 * number)):
            for _check in range(3):
                item = take(peer)
                assert item is not None
                decide(item.id, APPROVE, peer)
            pause = db.session.query(ReviewerPause).order_by(ReviewerPause.number.desc()).first()
            assert pause is not None
            lengths.append(pause.until - pause.began_at if pause.until else None)
    assert lengths == [timedelta(days=3), timedelta(days=7), None]


def test_decisions_are_right_when_they_agree_and_last(
    alice: Actor, carol: Actor, member: MakeMember, peer: Actor
) -> None:
    other = actor_of(member("moderator", role="moderator"))
    first, second = ask(alice, 1), ask(alice, 2)
    decide(waiting(first), SPAM, peer)
    decide(db.session.query(ReviewItem.id).filter_by(post_id=first, state="open").scalar(), APPROVE, carol)
    decide(waiting(second), APPROVE, carol)
    assert (records.record_of(peer.id).all.right, records.record_of(peer.id).all.wrong) == (0, 1)
    decide(waiting(second), REFUSE, other)  # the same text, decided otherwise
    tally = records.record_of(carol.id).all
    assert (tally.right, tally.wrong, tally.overturned) == (1, 1, 1)
    with unit_of_work():
        watching.overturn(second, "appeal")
    tally = records.record_of(other.id).all
    assert (tally.right, tally.overturned) == (0, 1)
    lines = {each.member.id: each.tally for each in records.overview(1).items}
    assert (lines[carol.id].right, lines[other.id].wrong, lines[peer.id].wrong) == (1, 1, 1)


def test_a_granted_appeal_counts_against_who_removed_and_who_reported(
    alice: Actor, bob: Actor, carol: Actor, member: MakeMember
) -> None:
    other = actor_of(member("moderator", role="moderator"))
    post_id = ask(alice, 1)
    with unit_of_work():
        flags.flag(post_or_404(post_id), "spam", by=bob)
    decide(db.session.query(ReviewItem.id).filter_by(post_id=post_id, state="open").scalar(), SPAM, carol)
    assert (records.record_of(carol.id).all.right, flag_records.record_of(bob.id)) == (1, (1, 1))
    sanction_id = db.session.query(Sanction.id).filter_by(about_id=post_id).scalar()
    decide_appeal(appeal(sanction_id, alice), GRANT, other)
    tally = records.record_of(carol.id).all
    assert (tally.right, tally.overturned) == (0, 1)
    assert flag_records.record_of(bob.id) == (0, 1)


def test_a_check_that_leaks_is_found(always: None, later: None, peer: Actor) -> None:
    item = take(peer)
    assert item is not None
    assert leaked_checks() == []
    with unit_of_work():
        db.session.get_one(ReviewItem, item.id).state = "decided"
    assert len(leaked_checks()) == 2
