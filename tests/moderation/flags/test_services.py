"""Reporting posts, taking reports back, and what becomes of them."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from flask import Flask

from community.kernel import clock
from community.kernel.db import db
from community.kernel.errors import Conflict, Invalid, NotAllowed, NotFound, TooMany
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.notifications.models import Notification
from community.posts import editing
from community.posts import services as posting
from community.posts.models import Post
from community.posts.queries import post_or_404
from community.questions import services as asking
from gamification.reputation.models import ReputationEvent
from moderation.audit.models import ModerationLogEntry
from moderation.flags import queries, services, talking, timers
from moderation.flags.models import Flag
from moderation.review.models import ReviewItem
from moderation.review.rules import Decision
from tests.conftest import MakeMember, actor_of, both_databases
from tests.moderation.flags.conftest import Deciding, Flagging
from tests.parallel import at_once


def state_of(flag_id: int) -> str:
    return db.session.get_one(Flag, flag_id, populate_existing=True).state


def item() -> ReviewItem:
    return db.session.query(ReviewItem).order_by(ReviewItem.id.desc()).first() or ReviewItem()


def told(member_id: int | None) -> list[str]:
    rows = db.session.query(Notification).filter_by(member_id=member_id).order_by(Notification.id)
    return [each.kind for each in rows if each.kind != "badge"]


def edit(post_id: int, by: Actor, words: str) -> None:
    later = clock.now() + timedelta(hours=1)
    with clock.at(later), unit_of_work():
        editing.edit(post_or_404(post_id), editing.Words(body=words), by=by)


def test_a_report_opens_a_review_item_and_counts_once(post_id: int, bob: Actor, flag: Flagging) -> None:
    flag(post_id, bob)
    with pytest.raises(Conflict):
        flag(post_id, bob)
    assert db.session.query(ReviewItem).filter_by(post_id=post_id, state="open").one().kind == "flag"
    assert db.session.query(Flag).count() == 1


def test_nobody_reports_their_own_post_or_without_a_reason(
    post_id: int, alice: Actor, bob: Actor, flag: Flagging
) -> None:
    with pytest.raises(NotAllowed):
        flag(post_id, alice)
    with pytest.raises(Invalid):
        flag(post_id, bob, "no such reason")
    with pytest.raises(Invalid):
        flag(post_id, bob, "other")


def test_a_moderator_alone_hides_nothing_by_a_report(post_id: int, carol: Actor, flag: Flagging) -> None:
    flag(post_id, carol, "spam")
    assert post_or_404(post_id).status == "published"


def test_a_report_taken_back_leaves_no_work_and_no_mark(post_id: int, bob: Actor, flag: Flagging) -> None:
    flag_id = flag(post_id, bob)
    with unit_of_work():
        services.withdraw(flag_id, by=bob)
    assert state_of(flag_id) == "withdrawn"
    assert item().state == "moot"
    assert queries.record_of(bob.id) == (0, 0)
    flag(post_id, bob)  # who changes their mind may report again
    assert db.session.query(ReviewItem).filter_by(state="open").count() == 1


def test_only_whoever_reported_takes_a_report_back_and_only_before_a_decision(
    post_id: int, bob: Actor, erin: Actor, carol: Actor, flag: Flagging, decide: Deciding
) -> None:
    flag_id = flag(post_id, bob)
    for other in (erin, carol):
        with pytest.raises(NotFound), unit_of_work():
            services.withdraw(flag_id, by=other)
    decide(post_id, Decision.APPROVE)
    with pytest.raises(Conflict), unit_of_work():
        services.withdraw(flag_id, by=bob)


def test_another_report_still_waits_when_one_is_taken_back(
    post_id: int, bob: Actor, dave: Actor, flag: Flagging
) -> None:
    mine = flag(post_id, bob)
    flag(post_id, dave)
    with unit_of_work():
        services.withdraw(mine, by=bob)
    assert item().state == "open"


def test_the_outcome_is_told_to_whoever_reported_and_never_to_the_author(
    post_id: int, alice: Actor, bob: Actor, flag: Flagging, decide: Deciding
) -> None:
    flag_id = flag(post_id, bob)
    decide(post_id, Decision.REFUSE, "off-topic")
    assert state_of(flag_id) == "upheld"
    assert told(bob.member_id) == ["flag-upheld"]
    assert not [each for each in told(alice.member_id) if each.startswith("flag")]
    for row in db.session.query(Notification).filter_by(member_id=alice.member_id):
        assert "Bob" not in str(row.data)


def test_the_same_text_is_not_reported_twice_but_an_edited_one_is(
    post_id: int, carol: Actor, bob: Actor, flag: Flagging, decide: Deciding
) -> None:
    flag(post_id, bob)
    decide(post_id, Decision.APPROVE)
    with pytest.raises(Conflict):
        flag(post_id, bob)
    edit(post_id, carol, "Now the text is another one, and it is about the cellar and no longer the attic.")
    flag(post_id, bob)
    assert [each.state for each in db.session.query(Flag).order_by(Flag.id)] == ["dismissed", "open"]


def test_what_was_found_fine_takes_twice_the_weight(
    post_id: int, old_member: Callable[..., Actor], flag: Flagging, decide: Deciding
) -> None:
    strong = [old_member(f"strong{number}", level=4) for number in range(5)]
    flag(post_id, strong[0])
    flag(post_id, strong[1])  # 5 + 5 of 8.33: hidden
    assert post_or_404(post_id).status == "hidden"
    decide(post_id, Decision.APPROVE)
    assert post_or_404(post_id).status == "published"
    flag(post_id, strong[2])
    flag(post_id, strong[3])
    assert post_or_404(post_id).status == "published"
    flag(post_id, strong[4], "dangerous")  # a new reason counts in full: 2.5 + 2.5 + 5
    assert post_or_404(post_id).status == "hidden"


def test_a_ring_of_new_accounts_hides_nothing(
    app: Flask, post_id: int, member: MakeMember, old_member: Callable[..., Actor], flag: Flagging
) -> None:
    app.extensions["huzhu_thresholds"]["flag_young_days"] = 7
    for number in range(30):
        flag(post_id, actor_of(member(f"ring{number}")), "spam")
    assert post_or_404(post_id).status == "published"
    flag(post_id, old_member("neighbour", level=4), "spam")
    assert post_or_404(post_id).status == "hidden"


def test_the_daily_number_is_refused_with_a_sentence(
    app: Flask, alice: Actor, post_id: int, bob: Actor, flag: Flagging
) -> None:
    app.extensions["huzhu_thresholds"]["flags_a_day"] = 1
    app.config["RATELIMIT_ENABLED"] = True
    flag(post_id, bob)
    with unit_of_work():
        services.withdraw(1, by=bob)
    with pytest.raises(TooMany):
        flag(post_id, bob)
    with clock.at(clock.now() + timedelta(days=1, minutes=1)):
        flag(post_id, bob)


def test_moderators_are_reminded_once(post_id: int, bob: Actor, carol: Actor, flag: Flagging) -> None:
    flag(post_id, bob)
    now = clock.now()
    timers.remind(now + timedelta(hours=47))
    assert told(carol.member_id) == []
    timers.remind(now + timedelta(hours=49))
    timers.remind(now + timedelta(hours=50))
    assert told(carol.member_id) == ["flags-overdue"]


def test_a_moderator_who_is_suspended_hears_of_no_reports(
    post_id: int, bob: Actor, carol: Actor, flag: Flagging, member: MakeMember
) -> None:
    mona = actor_of(member("mona", role="moderator", status="suspended"))
    flag_id = flag(post_id, bob)
    for words, by in (("Which sentence?", carol), ("The third.", bob)):
        with unit_of_work():
            talking.say(flag_id, words, by=by)
    timers.remind(clock.now() + timedelta(hours=49))
    assert (told(carol.member_id), told(mona.member_id)) == (["flag-asked", "flags-overdue"], [])


def test_after_sixty_days_a_report_is_closed_without_an_effect(
    post_id: int, bob: Actor, flag: Flagging
) -> None:
    flag_id = flag(post_id, bob)
    timers.close_old(clock.now() + timedelta(days=59))
    assert state_of(flag_id) == "open"
    timers.close_old(clock.now() + timedelta(days=61))
    assert state_of(flag_id) == "stale"
    assert told(bob.member_id) == ["flag-stale"]
    assert queries.record_of(bob.id) == (0, 0)
    assert item().state == "moot"


def test_a_hidden_post_never_ceases_to_wait_and_stands_in_nobodys_way(
    post_id: int,
    alice: Actor,
    bob: Actor,
    old_member: Callable[..., Actor],
    flag: Flagging,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first = flag(post_id, old_member("one", level=4))
    flag(post_id, old_member("two", level=4))
    with unit_of_work():
        other = asking.ask(
            "Where does the cable end?",
            "It ends in the attic, and I see no socket there.",
            ["cabling"],
            by=alice,
        )
    third = flag(other.id, bob)
    monkeypatch.setattr(timers, "AT_ONCE", 2)
    timers.close_old(clock.now() + timedelta(days=61))
    assert [state_of(each) for each in (first, third)] == ["open", "stale"]
    assert db.session.query(ReviewItem).filter_by(post_id=post_id, state="open").count() == 1


def test_an_appeal_turns_the_outcome_round_and_points_follow(
    post_id: int, bob: Actor, flag: Flagging, decide: Deciding
) -> None:
    flag_id = flag(post_id, bob)
    decide(post_id, Decision.REFUSE, "off-topic")
    with unit_of_work():
        services.overturn(post_id, since=clock.now() - timedelta(minutes=1))
    assert state_of(flag_id) == "dismissed"
    assert queries.record_of(bob.id) == (0, 1)
    lines = db.session.query(ReputationEvent).filter_by(member_id=bob.member_id).all()
    assert sum(each.points for each in lines) == 0
    assert told(bob.member_id) == ["flag-upheld", "flag-dismissed"]


def test_what_members_have_received_is_counted_for_moderators(
    post_id: int, alice: Actor, bob: Actor, dave: Actor, flag: Flagging, decide: Deciding
) -> None:
    flag(post_id, bob)
    flag(post_id, dave)
    decide(post_id, Decision.REFUSE, "off-topic")
    received = queries.received_by([alice.id, bob.id])
    assert received == {alice.id: queries.Received(upheld=2, dismissed=0, open=0, posts=1)}


@both_databases
def test_thirty_reports_at_once_hide_a_post_once(
    app: Flask, post_id: int, carol: Actor, member: MakeMember, flag: Flagging, alice: Actor
) -> None:
    members = [actor_of(member(f"watcher{number}")) for number in range(30)]
    results = at_once(app, [partial(flag, post_id, each) for each in members])
    found = db.session.get_one(Post, post_id, populate_existing=True)
    assert (found.status, found.hidden_reason) == ("hidden", "flags")
    assert any(isinstance(each, Conflict) for each in results)
    assert db.session.query(ReviewItem).filter_by(post_id=post_id, state="open").count() == 1
    assert db.session.query(ModerationLogEntry).filter_by(act="hidden-by-flags").count() == 1
    assert told(alice.member_id) == ["hidden-by-flags"]


@both_databases
def test_reports_a_decision_and_a_deletion_at_once_leave_nothing_open(
    app: Flask, post_id: int, alice: Actor, carol: Actor, member: MakeMember, flag: Flagging, decide: Deciding
) -> None:
    members = [actor_of(member(f"watcher{number}")) for number in range(12)]
    flag(post_id, members[0])

    def delete() -> None:
        with unit_of_work():
            posting.delete(post_or_404(post_id, for_update=True), by=alice)

    deeds = [partial(flag, post_id, each) for each in members[1:]]
    at_once(app, [*deeds[:6], partial(decide, post_id, Decision.REFUSE, "off-topic"), delete, *deeds[6:]])
    assert queries.contradictions() == []
    waiting = db.session.query(Flag).filter_by(state="open").count()
    items = db.session.query(ReviewItem).filter_by(state="open").count()
    assert items == (1 if waiting else 0)
