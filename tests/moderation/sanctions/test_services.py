"""Imposing, changing and ending sanctions: accounts follow, everything is written down, one of two wins."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from community.accounts.models import Member
from community.kernel import clock, worker
from community.kernel.db import db
from community.kernel.errors import Conflict, DomainError, Invalid, NotAllowed, TooMany
from community.kernel.policy import Actor, Permission, Role, ensure, may
from community.kernel.unit_of_work import unit_of_work
from community.notifications.models import Notification
from community.posts.models import Post
from community.posts.services import Refused
from moderation.audit.models import ModerationLogEntry
from moderation.sanctions import conduct, ending, queries, services
from moderation.sanctions.models import Sanction, SanctionPost
from moderation.sanctions.rules import Kind
from tests.conftest import MakeMember, actor_of, both_databases
from tests.moderation.sanctions.deeds import ask, breaches, impose, now_as, order
from tests.parallel import at_once


def kinds_told(member: Actor) -> list[str]:
    rows = db.session.query(Notification).filter_by(member_id=member.id).order_by(Notification.id)
    return [each.kind for each in rows]


def acts() -> list[str]:
    return [each.act for each in db.session.query(ModerationLogEntry).order_by(ModerationLogEntry.number)]


@both_databases
def test_a_suspended_member_reads_and_does_nothing_else_until_the_end(
    app: Flask, alice: Actor, carol: Actor
) -> None:
    impose(alice, carol)
    seen = now_as(alice)
    assert may(seen, Permission.READ)
    assert may(seen, Permission.APPEAL)
    with pytest.raises(NotAllowed, match="suspended"):
        ask(seen)
    assert breaches() == []
    with clock.at(clock.now() + timedelta(days=3, minutes=1)):
        assert not now_as(alice).suspended
        worker.tick()
        worker.tick()
        ask(now_as(alice))
        assert breaches() == []
    assert kinds_told(alice).count("sanction-ended") == 1
    assert acts().count("sanction-expired") == 1


def test_each_sanction_is_logged_told_and_shown_on_the_next_request(alice: Actor, carol: Actor) -> None:
    impose(alice, carol, Kind.WARN, template="tone")
    impose(alice, carol, Kind.LIMIT, limit="no-flags")
    impose(alice, carol)
    assert kinds_told(alice) == ["warned", "limited", "suspended"]
    assert acts() == ["sanction-warn", "sanction-limit", "sanction-suspend"]
    assert now_as(alice).restraints == {"warned", "no-flags"}
    assert breaches() == []


def test_the_end_is_told_by_the_calendar_of_the_member(alice: Actor, carol: Actor) -> None:
    with unit_of_work():
        db.session.get_one(Member, alice.id).timezone = "Asia/Shanghai"
    with clock.at(datetime(2026, 3, 2, 20, tzinfo=UTC)):  # 3 March there
        impose(alice, carol, Kind.LIMIT)
    told = db.session.query(Notification).filter_by(member_id=alice.id, kind="limited").one()
    assert told.data["until"] == "2026-03-06"


def test_a_warning_holds_until_it_is_read(alice: Actor, bob: Actor, carol: Actor) -> None:
    sanction_id = impose(alice, carol, Kind.WARN, template="tone", words="")
    assert "warned" in now_as(alice).restraints
    with pytest.raises(DomainError), unit_of_work():
        ending.acknowledge(sanction_id, by=bob)
    with unit_of_work():
        ending.acknowledge(sanction_id, by=alice)
    with unit_of_work():
        ending.acknowledge(sanction_id, by=alice)
    assert now_as(alice).restraints == frozenset()
    assert db.session.get_one(Sanction, sanction_id).end == "read"


@pytest.mark.parametrize(
    ("limit", "permission"),
    [
        ("no-comments", Permission.COMMENT),
        ("no-ratings", Permission.RATE_ANSWER),
        ("no-flags", Permission.FLAG),
        ("no-edits", Permission.SUGGEST_EDIT),
    ],
)
def test_a_limit_takes_one_thing_and_leaves_the_rest(
    alice: Actor, carol: Actor, limit: str, permission: Permission
) -> None:
    impose(alice, carol, Kind.LIMIT, limit=limit)
    seen = replace(now_as(alice), level=4)
    with pytest.raises(NotAllowed, match="for now"):
        ensure(seen, permission)
    ensure(seen, Permission.ASK)
    with clock.at(clock.now() + timedelta(days=4)):
        ensure(replace(now_as(alice), level=4), permission)


def test_posts_of_a_limited_member_wait_or_lose_their_links(alice: Actor, carol: Actor) -> None:
    impose(alice, carol, Kind.LIMIT, limit="no-links")
    with pytest.raises(Refused):
        ask(now_as(alice), body="See https://example.org/shop for the thing that solved all of this for me.")
    post_id = ask(now_as(alice))
    impose(alice, carol, Kind.LIMIT, limit="looked-at")
    held_id = ask(now_as(alice), title="Which channel is best for the mesh?")
    statuses = [db.session.get_one(Post, each).status for each in (post_id, held_id)]
    assert statuses == ["published", "held"]


def test_a_member_with_few_posts_a_day_stops_at_that_many(alice: Actor, carol: Actor) -> None:
    impose(alice, carol, Kind.LIMIT, limit="few-posts")
    for number in range(3):
        ask(now_as(alice), title=f"Why does node number {number} drop at night?")
    with pytest.raises(TooMany):
        ask(now_as(alice), title="Why does the last node drop at night?")
    with clock.at(clock.now() + timedelta(days=1, minutes=1)):
        ask(now_as(alice), title="Why does the last node drop at night?")


@both_databases
def test_of_two_moderators_at_once_one_suspends_and_the_other_is_told_who(
    app: Flask, alice: Actor, carol: Actor, mona: Actor
) -> None:
    def deed(by: Actor) -> int:
        with unit_of_work():
            return services.impose(alice.id, order(), by=by).id

    results = at_once(app, [lambda: deed(carol), lambda: deed(mona)] * 3)
    made = [each for each in results if isinstance(each, int)]
    refused = [each for each in results if isinstance(each, Conflict)]
    assert (len(made), len(refused)) == (1, 5)
    assert {str(each.params["name"]) for each in refused} <= {"Carol", "Mona"}
    assert breaches() == []


@both_databases
def test_of_two_admins_who_suspend_each_other_at_once_one_can_still_run_the_site(
    app: Flask, member: MakeMember
) -> None:
    ruth, carla = (actor_of(member(name, role=Role.ADMIN)) for name in ("ruth", "carla"))

    def deed(whom: Actor, by: Actor) -> int:
        with unit_of_work():
            return services.impose(whom.id, order(), by=by).id

    results = at_once(app, [lambda: deed(ruth, carla), lambda: deed(carla, ruth)])
    assert sum(isinstance(each, NotAllowed) for each in results) == 1
    assert sorted(now_as(each).suspended for each in (ruth, carla)) == [False, True]


@both_databases
def test_a_sanction_that_runs_out_while_it_is_lifted_ends_once(
    app: Flask, alice: Actor, carol: Actor
) -> None:
    sanction_id = impose(alice, carol)
    later = clock.now() + timedelta(days=3, seconds=1)

    def lift() -> None:
        with clock.at(later), unit_of_work():
            ending.lift(sanction_id, "It was a misunderstanding.", by=carol)

    def expire() -> None:
        with clock.at(later), unit_of_work():
            ending.expire(sanction_id)

    at_once(app, [lift, expire] * 3)
    assert len([act for act in acts() if act in {"sanction-lifted", "sanction-expired"}]) == 1
    assert db.session.get_one(Member, alice.id).status == "active"
    assert breaches() == []


def test_who_may_not_be_sanctioned(alice: Actor, carol: Actor, mona: Actor, dave: Actor, root: Actor) -> None:
    for target in (carol, mona, dave, root):
        with pytest.raises(NotAllowed):
            impose(target, carol)
    with pytest.raises(NotAllowed):
        impose(root, root)
    with pytest.raises(NotAllowed):
        impose(alice, alice)
    impose(dave, root)
    assert db.session.query(Sanction).count() == 1


def test_lifting_and_extending_need_a_reason_and_move_the_account(alice: Actor, carol: Actor) -> None:
    sanction_id = impose(alice, carol)
    before = db.session.get_one(Sanction, sanction_id).until
    assert before is not None
    with pytest.raises(Invalid), unit_of_work():
        ending.extend(sanction_id, 4, " ", by=carol)
    with unit_of_work():
        ending.extend(sanction_id, 4, "It went on by letter.", by=carol)
    assert db.session.get_one(Member, alice.id).suspended_until == before + timedelta(days=4)
    with unit_of_work():
        ending.lift(sanction_id, "We talked it over.", by=carol)
    with pytest.raises(Conflict), unit_of_work():
        ending.lift(sanction_id, "Once more.", by=carol)
    assert not now_as(alice).suspended
    assert kinds_told(alice) == ["suspended", "sanction-changed", "sanction-ended"]
    assert breaches() == []


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"reason": "no-such"}, "reason"),
        ({"reason": "other", "words": ""}, "words"),
        ({"days": 0}, "days"),
        ({"days": 10_000}, "days"),
        ({"kind": Kind.LIMIT, "limit": "no-such"}, "limit"),
        ({"kind": Kind.LIMIT, "days": None}, "days"),
        ({"kind": Kind.WARN, "words": ""}, "words"),
        ({"words": "x" * 1_001}, "words"),
        ({"post_ids": (999,)}, "posts"),
    ],
)
def test_an_order_that_says_too_little_names_the_field(
    alice: Actor, carol: Actor, given: dict[str, object], field: str
) -> None:
    kind = given.pop("kind", Kind.SUSPEND)
    with pytest.raises(Invalid) as refused:
        impose(alice, carol, Kind(str(kind)), **given)
    assert refused.value.field == field
    assert db.session.query(Sanction).count() == 0


def test_the_posts_that_led_to_it_are_kept_as_they_were_with_private_data_masked(
    alice: Actor, carol: Actor
) -> None:
    post_id = ask(alice, body="You fool, call me at 138 0013 8123 or write to jane.doe@gmail.com at once.")
    sanction_id = impose(alice, carol, post_ids=(post_id,))
    copy = db.session.query(SanctionPost).filter_by(sanction_id=sanction_id).one()
    assert copy.title == "Why does the mesh drop at night?"
    assert "jane.doe" not in copy.body_markdown + copy.body_html
    assert "You fool" in copy.body_html


def test_the_next_step_follows_the_record_and_forgets(alice: Actor, carol: Actor) -> None:
    assert conduct.suggested(alice.id, "abuse").kind is Kind.WARN
    assert conduct.suggested(alice.id, "threats").kind is Kind.SUSPEND
    impose(alice, carol, Kind.WARN)
    assert conduct.suggested(alice.id, "abuse").kind is Kind.LIMIT
    with clock.at(clock.now() + timedelta(days=400)):
        assert conduct.suggested(alice.id, "abuse").kind is Kind.WARN


def test_the_page_of_conduct_has_everything(alice: Actor, carol: Actor) -> None:
    impose(alice, carol)
    with unit_of_work():
        services.add_note(alice.id, "Writes by letter, too.", by=carol)
    found = conduct.conduct_of(db.session.get_one(Member, alice.id))
    assert [each.kind for each in found.sanctions] == ["suspend"]
    assert [each.words for each in found.notes] == ["Writes by letter, too."]
    assert queries.posts_of(found.sanctions[0].id) == []
