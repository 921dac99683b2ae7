"""Badges on a real site: given once, told once, taken back when they are no longer true."""

import threading
from datetime import timedelta

from flask import Flask
from sqlalchemy import func, select

from community.answers import services as answers
from community.answers.models import Answer
from community.kernel import checks, clock
from community.kernel.bus import publish
from community.kernel.db import db
from community.kernel.events import BadgeAwarded, CampaignFrozen
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.posts import editing
from community.posts import services as posts
from community.posts.editing import Words
from community.questions import taking_part
from community.questions.models import Question
from community.ratings import services as ratings
from community.routing import services as routing
from community.routing.rules import MoveReason
from gamification.badges import making, services
from gamification.badges.catalogue import BADGES
from gamification.badges.gallery import gallery
from gamification.badges.models import BadgeAward
from gamification.badges.queries import awards_of
from gamification.campaigns.models import Campaign, CampaignStanding
from gamification.reputation.models import MemberStanding
from tests.conftest import MakeMember
from tests.gamification.conftest import RULE, Thread, on_both_databases


def slugs(someone: Actor) -> set[str]:
    db.session.rollback()
    return {award.badge.slug for award in awards_of(someone.id)}


@on_both_databases
def test_first_steps_are_rewarded_and_told_once(app: Flask, thread: Thread, alice: Actor, bob: Actor) -> None:
    told: list[tuple[int, str]] = []
    app.extensions["huzhu_bus"].on(BadgeAwarded, lambda event: told.append((event.member_id, event.badge)))
    for _ in range(2):
        answer = thread(alice, bob)
        with unit_of_work():
            answers.accept(answer, by=alice)
    assert slugs(alice) == {"first-question"}
    assert slugs(bob) == {"first-answer", "first-solution"}
    assert sorted(told) == [
        (alice.id, "first-question"),
        (bob.id, "first-answer"),
        (bob.id, "first-solution"),
    ]


def test_looking_back_gives_what_was_lost_and_then_nothing(
    app: Flask, thread: Thread, alice: Actor, bob: Actor
) -> None:
    bus = app.extensions["huzhu_bus"]
    kept, bus._handlers = bus._handlers, type(bus._handlers)(list)
    thread(alice, bob)
    bus._handlers = kept
    assert slugs(bob) == set()
    assert services.look_back_at_everyone() == 2
    assert slugs(bob) == {"first-answer"}
    assert services.look_back_at_everyone() == 0
    assert not any(checks.run_all(db.session())[slug] for slug in ("badges", "points", "causes"))


def test_a_revocable_badge_goes_when_it_is_no_longer_true(
    app: Flask, thread: Thread, alice: Actor, bob: Actor, people: object
) -> None:
    answer = thread(alice, bob)
    raters = people(25)  # type: ignore[operator]
    for rater in raters:
        with unit_of_work():
            ratings.rate(answer, 5, by=rater)
    assert "five-star-helper" in slugs(bob)
    with unit_of_work():
        ratings.withdraw(answer, by=raters[0])
    assert "five-star-helper" not in slugs(bob)
    assert checks.run_all(db.session())["badges"] == []


def test_secret_badges_are_shown_to_those_who_have_them_alone(
    thread: Thread, alice: Actor, bob: Actor
) -> None:
    secret = {badge.slug for badge in BADGES if badge.secret}
    assert secret
    for reader in (None, bob.id):
        shown = gallery(reader)
        assert not secret & {each.badge.slug for some in shown.families.values() for each in some}
        assert shown.secret == len(secret)


@on_both_databases
def test_stars_count_as_long_as_their_answer_can_be_seen(
    app: Flask, thread: Thread, alice: Actor, bob: Actor, root: Actor
) -> None:
    rule = {**RULE, "tag": "", "metric": "five-stars", "threshold": "1", "revocable": True}
    with unit_of_work():
        making.make(rule, by=root)
    with unit_of_work():
        making.go_live(making.custom_or_404(rule["slug"]), by=root)
    answer = thread(alice, bob)
    with unit_of_work():
        ratings.rate(answer, 5, by=alice)
    assert rule["slug"] in slugs(bob)
    with unit_of_work():
        posts.hide(answer, "off-topic", by=root)
    assert rule["slug"] not in slugs(bob)
    with unit_of_work():
        posts.restore(answer, by=root)
    assert rule["slug"] in slugs(bob)


@on_both_databases
def test_twenty_triggers_at_once_give_a_badge_once(
    app: Flask, thread: Thread, alice: Actor, bob: Actor
) -> None:
    bus = app.extensions["huzhu_bus"]
    kept, bus._handlers = bus._handlers, type(bus._handlers)(list)
    thread(alice, bob)
    bus._handlers = kept
    failures: list[BaseException] = []

    def look() -> None:
        try:
            with app.app_context(), unit_of_work():
                services.look_at_all([bob.id])
        except BaseException as error:  # noqa: BLE001 - told by the assertion below
            failures.append(error)
        finally:
            with app.app_context():
                db.session.remove()

    threads = [threading.Thread(target=look) for _ in range(20)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert failures == []
    db.session.rollback()
    count = select(func.count()).select_from(BadgeAward).where(BadgeAward.member_id == bob.id)
    assert db.session.scalar(count) == 1
    assert db.session.get_one(MemberStanding, bob.id).bronze == 1


@on_both_databases
def test_who_has_the_problem_too_is_in_the_same_boat(
    app: Flask, thread: Thread, alice: Actor, bob: Actor
) -> None:
    answer = thread(alice, alice)
    with unit_of_work():
        taking_part.mark_same_problem(db.session.get_one(Question, answer.question_id), by=bob)
    assert slugs(bob) == {"same-boat"}


def test_a_retold_deed_gives_nothing_twice(app: Flask, thread: Thread, alice: Actor, bob: Actor) -> None:
    thread(alice, bob)
    for _ in range(3):
        with unit_of_work():
            services.look_at_all([alice.id, bob.id])
    count = select(func.count()).select_from(BadgeAward)
    assert db.session.scalar(count) == 2


def test_a_campaign_that_is_frozen_is_rewarded(app: Flask, member: MakeMember) -> None:
    ids = [member(f"runner{number}").id for number in range(5)]
    now = clock.now()
    with unit_of_work():
        campaign = Campaign(
            slug="spring",
            title_key="spring",
            orientation="community",
            title="Spring",
            weights={},
            starts_at=now - timedelta(days=9),
            ends_at=now,
            daily_cap=1,
            pair_cap=1,
            ties="shared",
            created_at=now,
            edited_at=now,
        )
        db.session.add(campaign)
        db.session.flush()
        for place, member_id in enumerate(ids, start=1):
            db.session.add(
                CampaignStanding(
                    campaign_id=campaign.id,
                    member_id=member_id,
                    rank=place,
                    score=9 - place,
                    reached_on=now.date(),
                    frozen_at=now,
                )
            )
        db.session.flush()
        publish(
            CampaignFrozen(
                campaign_id=campaign.id,
                slug="spring",
                title="Spring",
                title_zh="",
                member_ids=tuple(ids),
                ranks=tuple(range(1, 6)),
                rewards=(0,) * 5,
            )
        )
    held = [{award.badge.slug for award in awards_of(member_id)} for member_id in ids]
    podium = {"joined-in", "podium"}
    assert held == [podium | {"champion"}, podium, podium, {"joined-in"}, {"joined-in"}]


def test_an_answer_turns_out_to_have_been_calm(app: Flask, thread: Thread, alice: Actor, bob: Actor) -> None:
    answer = thread(alice, bob)
    with unit_of_work():
        ratings.rate(answer, 5, by=alice)
    assert "patient-ear" not in slugs(bob)
    with unit_of_work():
        routing.move(answer.question_id, MoveReason.ANGRY, rule="test")
    assert "patient-ear" in slugs(bob)


@on_both_databases
def test_a_good_answer_that_is_translated_counts_for_the_other_language(
    app: Flask, thread: Thread, alice: Actor, bob: Actor
) -> None:
    given = [thread(alice, bob) for _ in range(2)]
    for answer in given:
        with unit_of_work():
            answers.accept(db.session.get_one(Answer, answer.id), by=alice)
    words = Words(body="夜里的扫描会断开网络，请在设置里关掉它，然后重新启动两个节点。")
    with unit_of_work():
        editing.edit(db.session.get_one(Answer, given[0].id), words, by=bob)
    assert "two-tongues" in slugs(bob)
    assert services.look_back_at_everyone() == 0
