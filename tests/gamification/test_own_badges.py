"""Badges made on the site: typed, rehearsed, live, changed, retired, and refused in one sentence."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from community.answers.models import Answer
from community.kernel import checks, jobs
from community.kernel.db import db
from community.kernel.errors import Conflict, Invalid, NotAllowed
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.questions import services as questions
from community.questions.models import Question
from community.ratings import services as ratings
from gamification.badges import making, rehearsals, services
from gamification.badges.models import BadgeAward, CustomBadge
from gamification.badges.moment import news_of
from gamification.badges.queries import awards_of
from gamification.reputation.models import MemberStanding
from moderation.audit.models import ModerationLogEntry
from tests.gamification.conftest import RULE, Thread, on_both_databases


def make(root: Actor, **given: Any) -> CustomBadge:
    with unit_of_work():
        return making.make({**RULE, **given}, by=root)


def go_live(root: Actor, slug: str = RULE["slug"]) -> None:
    with unit_of_work():
        making.go_live(making.custom_or_404(slug), by=root)


def holders(slug: str = RULE["slug"]) -> set[int]:
    db.session.rollback()
    return set(db.session.scalars(select(BadgeAward.member_id).where(BadgeAward.badge == slug)))


def nothing_is_broken() -> bool:
    db.session.rollback()
    found = checks.run_all(db.session())
    db.session.rollback()
    return not any(found[slug] for slug in ("badges", "lapsed-badges", "own-badges", "audit-chain"))


def everything() -> tuple[list[Any], ...]:
    db.session.rollback()
    tables = (CustomBadge, BadgeAward, MemberStanding, ModerationLogEntry)
    found = tuple(db.session.execute(select(table.__table__)).all() for table in tables)
    db.session.rollback()
    return found  # type: ignore[return-value]


@on_both_databases
@pytest.mark.parametrize(
    "rule",
    [
        {},
        {"tag": "", "metric": "five-stars", "threshold": 1},
        {"window": "30d", "repeatable": True, "threshold": 1},
        {"window": "month", "expires_after": 40, "threshold": 1},
        {"repeatable": True, "threshold": 1},
        {
            "tag": "",
            "lang": "en",
            "metric": "people-helped",
            "threshold": 1,
            "gate_mean": 4,
            "gate_ratings": 1,
        },
    ],
    ids=["tag", "stars", "window", "lapsing", "repeatable", "gate"],
)
def test_a_rehearsal_tells_what_going_live_does(
    app: Flask, helpers: list[Actor], root: Actor, alice: Actor, rule: dict[str, Any]
) -> None:
    for answer in db.session.scalars(select(Answer)).all()[:4]:
        with unit_of_work():
            ratings.rate(answer, 5, by=alice)
    made = make(root, **rule)
    before = everything()
    rehearsed = rehearsals.of_custom(made)
    assert everything() == before, "a rehearsal changes nothing"
    assert rehearsed.members > 0
    go_live(root)
    assert len(holders()) == rehearsed.members
    assert {winner.member.id for winner in rehearsed.winners} == holders()
    count = len(db.session.scalars(select(BadgeAward.id).where(BadgeAward.badge == RULE["slug"])).all())
    assert count == rehearsed.awards
    assert sum(number for _period, number in rehearsed.spread) == rehearsed.members
    assert rehearsals.of_custom(making.custom_or_404(RULE["slug"])).members == 0
    with unit_of_work():  # deeds find nothing to add: the count of deeds and that of looking back agree
        assert services.look_at_all(sorted(holders())) == 0
    assert nothing_is_broken()


def test_a_badge_gone_live_is_no_news_for_the_past_and_news_from_then_on(
    app: Flask, thread: Thread, helpers: list[Actor], root: Actor, alice: Actor
) -> None:
    for helper in helpers:
        with unit_of_work():
            db.session.query(BadgeAward).filter_by(member_id=helper.id).update({"seen_at": None})
    make(root)
    go_live(root)
    assert holders() == {each.id for each in helpers[:3]}
    award = db.session.query(BadgeAward).filter_by(badge=RULE["slug"], member_id=helpers[0].id).one()
    second = db.session.scalars(
        select(Answer.created_at).where(Answer.author_id == helpers[0].id).order_by(Answer.id)
    ).all()[1]
    assert award.awarded_at == second
    assert award.seen_at is not None

    thread(alice, helpers[3])
    assert helpers[3].id in holders()
    news = news_of(helpers[3].id)
    assert news is not None
    assert RULE["slug"] in {badge.slug for badge in news.badges}


def test_a_live_badge_keeps_its_rule_until_the_change_goes_live(
    app: Flask, thread: Thread, helpers: list[Actor], root: Actor, alice: Actor
) -> None:
    make(root, revocable="y")
    go_live(root)
    assert len(holders()) == 3
    with unit_of_work():
        making.change(
            making.custom_or_404(RULE["slug"]),
            {**RULE, "threshold": 3, "tier": "gold", "revocable": "y"},
            by=root,
        )
    thread(alice, helpers[3])
    assert len(holders()) == 4, "the old rule still gives"
    thread(alice, helpers[0])
    rehearsed = rehearsals.of_custom(making.custom_or_404(RULE["slug"]))
    assert (rehearsed.members, rehearsed.losing) == (0, 3)
    go_live(root)
    assert holders() == {helpers[0].id}
    assert {each.tier for each in db.session.query(BadgeAward).filter_by(badge=RULE["slug"])} == {"gold"}
    assert db.session.get_one(MemberStanding, helpers[0].id).gold == 1
    assert nothing_is_broken()


def test_a_retired_badge_stays_and_is_given_to_nobody_else(
    app: Flask, thread: Thread, helpers: list[Actor], root: Actor, alice: Actor
) -> None:
    make(root)
    with pytest.raises(Conflict), unit_of_work():
        making.retire(making.custom_or_404(RULE["slug"]), by=root)
    go_live(root)
    with pytest.raises(Conflict), unit_of_work():
        making.go_live(making.custom_or_404(RULE["slug"]), by=root)
    with unit_of_work():
        making.retire(making.custom_or_404(RULE["slug"]), by=root)
    thread(alice, helpers[3])
    assert holders() == {each.id for each in helpers[:3]}
    assert RULE["slug"] in {each.badge.slug for each in awards_of(helpers[0].id)}
    go_live(root)
    assert helpers[3].id in holders()


def test_on_a_large_site_a_job_looks_back_and_says_how_far_it_is(
    app: Flask, helpers: list[Actor], root: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(making, "SMALL_SITE", 1)
    monkeypatch.setattr(services, "AT_ONCE", 2)
    make(root)
    go_live(root)
    assert holders() == set()
    while jobs.run_one():
        pass
    assert len(holders()) == 3
    made = making.custom_or_404(RULE["slug"])
    assert (made.given, made.to_give) == (3, 3)


def test_what_was_changed_after_the_rehearsal_does_not_slip_through(
    app: Flask, helpers: list[Actor], root: Actor
) -> None:
    seen = make(root).changed_at
    with unit_of_work():
        making.change(making.custom_or_404(RULE["slug"]), {**RULE, "threshold": "1"}, by=root)
    with pytest.raises(Conflict), unit_of_work():
        making.go_live(making.custom_or_404(RULE["slug"]), by=root, rehearsed=seen)
    assert holders() == set()


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"metric": "karma"}, "metric"),
    ({"metric": ""}, "metric"),
    ({"threshold": "0"}, "threshold"),
    ({"threshold": "-3"}, "threshold"),
    ({"threshold": "many"}, "threshold"),
    ({"threshold": "1000001"}, "threshold"),
    ({"threshold": True}, "threshold"),
    ({"window": "0d"}, "window"),
    ({"window": "4000d"}, "window"),
    ({"window": "fortnight"}, "window"),
    ({"window": "2026-13"}, "window"),
    ({"metric": "years", "window": "30d", "tag": ""}, "window"),
    ({"tag": "no-such-tag"}, "tag"),
    ({"metric": "campaign-wins"}, "tag"),
    ({"lang": "fr"}, "lang"),
    ({"slug": "helper"}, "slug"),
    ({"slug": "new"}, "slug"),
    ({"slug": "Has Spaces"}, "slug"),
    ({"slug": "x" * 41}, "slug"),
    ({"title": "", "title_zh": " "}, "title"),
    ({"title": "x" * 61}, "title"),
    ({"blurb": "", "blurb_zh": ""}, "blurb"),
    ({"tier": "platinum"}, "tier"),
    ({"family": "heroes"}, "family"),
    ({"glyph": "skull"}, "glyph"),
    ({"gate_mean": "6", "gate_ratings": "10"}, "gate_mean"),
    ({"gate_mean": "nan", "gate_ratings": "10"}, "gate_mean"),
    ({"gate_mean": "4", "gate_ratings": ""}, "gate_ratings"),
    ({"metric": "questions", "gate_mean": "4", "gate_ratings": "10"}, "gate_mean"),
    ({"expires_after": "30"}, "expires_after"),
    ({"expires_after": "0", "window": "30d"}, "expires_after"),
]


@pytest.mark.parametrize(("wrong", "field"), REFUSED, ids=[str(wrong)[:50] for wrong, _ in REFUSED])
def test_a_rule_that_makes_no_sense_is_refused_in_one_sentence(
    app: Flask, thread: Thread, alice: Actor, bob: Actor, root: Actor, wrong: dict[str, Any], field: str
) -> None:
    thread(alice, bob)
    before = everything()
    with pytest.raises(Invalid) as refused, unit_of_work():
        making.make({**RULE, **wrong}, by=root)
    assert refused.value.field == field
    assert str(refused.value).endswith((".", "please."))
    assert everything() == before


@on_both_databases
def test_two_badges_of_one_name_are_refused(app: Flask, helpers: list[Actor], root: Actor) -> None:
    make(root)
    with pytest.raises(Conflict) as refused:
        make(root)
    assert refused.value.field == "slug"


def test_each_act_stands_in_the_log(app: Flask, helpers: list[Actor], root: Actor) -> None:
    make(root)
    go_live(root)
    with unit_of_work():
        making.change(making.custom_or_404(RULE["slug"]), {**RULE, "threshold": 5}, by=root)
    with unit_of_work():
        making.discard(making.custom_or_404(RULE["slug"]), by=root)
    with unit_of_work():
        making.retire(making.custom_or_404(RULE["slug"]), by=root)
    acts = db.session.scalars(
        select(ModerationLogEntry.act)
        .where(ModerationLogEntry.subject == f"badge:{RULE['slug']}", ModerationLogEntry.by_id == root.id)
        .order_by(ModerationLogEntry.number)
    ).all()
    assert acts == ["badge-made", "badge-live", "badge-changed", "badge-discarded", "badge-retired"]


def test_only_admins_make_badges(app: Flask, carol: Actor, dave: Actor, bob: Actor) -> None:
    for someone in (carol, dave, bob):
        with pytest.raises(NotAllowed), unit_of_work():
            making.make({**RULE, "tag": ""}, by=someone)


def test_a_rule_that_this_version_does_not_know_gives_nothing_and_is_named_by_the_check(
    app: Flask, thread: Thread, helpers: list[Actor], root: Actor, alice: Actor
) -> None:
    make(root)
    go_live(root)
    with unit_of_work():
        db.session.query(CustomBadge).update({"metric": "karma"})
    thread(alice, helpers[3])
    assert helpers[3].id not in holders()
    found = checks.run_all(db.session())["own-badges"]
    assert len(found) == 1
    assert RULE["slug"] in found[0]


def test_other_tags_give_a_question_another_place(
    app: Flask, thread: Thread, alice: Actor, bob: Actor, root: Actor
) -> None:
    question_id = thread(alice, bob, ("wifi",)).question_id
    thread(alice, bob, ("mesh",))
    make(root, metric="questions", family="asking")
    go_live(root)
    assert holders() == set()
    with unit_of_work():
        questions.retag(db.session.get_one(Question, question_id), ["wifi", "mesh"], by=root)
    assert holders() == {alice.id}
