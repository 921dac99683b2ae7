"""Helpers who stay, coverage, what customers talk about and how right decisions were: counted by hand."""

from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from community.askers.models import Asker, AskerQuestion
from community.kernel.asking import asked
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.posts.models import PostStatus
from community.questions.models import Question
from moderation.escalation.models import Case, Escalation
from moderation.insights import accuracy, cohorts, coverage, rules, voice
from moderation.insights.hours_of_week import HourGap
from moderation.insights.rules import Mood, Rate
from moderation.insights.voice import Heard
from moderation.review.models import ReviewDecision, ReviewItem
from moderation.review.rules import ItemKind, ItemState
from moderation.reviewers.models import SpotCheck
from tests.conftest import both_databases
from tests.moderation.insights.conftest import DAY, HOUR, NOW, WEEK, Record, angry_message, scope


@both_databases
def test_helpers_are_followed_from_the_month_of_their_first_answer(
    record: Record, alice: Actor, bob: Actor, carol: Actor, dave: Actor
) -> None:
    def helped(who: Actor, month: int, day: int = 5, by: Actor = alice) -> None:
        record.answered(record.asked(datetime(2026, month, day, 9, tzinfo=UTC), by), who, HOUR)

    for month in (8, 9, 11):
        helped(bob, month)
    helped(bob, 9, 20)  # twice in a month is once
    helped(carol, 8)
    helped(dave, 10, 31)
    helped(alice, 9, by=alice)  # answering oneself is no help
    record.answered(record.asked(datetime(2025, 9, 1, tzinfo=UTC), bob), alice, HOUR)
    helped(alice, 11, by=bob)  # whoever began before the last twelve months is in no row
    found = {each.month: each for each in asked(cohorts.cohorts(scope(4)))}
    assert len(found) == 12
    assert (found["2026-08"].size, list(found["2026-08"].later)) == (2, [1, 0, 1])
    assert (found["2026-10"].size, list(found["2026-10"].later)) == (1, [0])
    assert sum(each.size for each in found.values()) == 3


@given(st.dates(date(2001, 1, 1)), st.integers(1, 24))
def test_months_follow_each_other_to_this_one(today: date, count: int) -> None:
    names = rules.months_back(today, count)
    assert len(names) == count
    assert names[-1] == today.isoformat()[:7]
    assert list(names) == sorted(set(names))
    assert {name[5:] for name in names} <= {f"{number:02d}" for number in range(1, 13)}
    assert (
        int(names[-1][:4]) * 12 + int(names[-1][5:]) - int(names[0][:4]) * 12 - int(names[0][5:]) == count - 1
    )


@both_databases
def test_tags_are_held_against_whoever_answered_there_lately(
    record: Record, alice: Actor, bob: Actor, carol: Actor
) -> None:
    for days in (1, 2, 3, 40):
        question = record.asked(NOW - days * DAY, alice, tags=["mesh", "wifi"])
        record.answered(question, bob, HOUR if days < 3 else 5 * HOUR)
    record.answered(record.asked(NOW - 4 * DAY, carol, tags=["wifi"]), carol, HOUR)
    old = record.asked(NOW - 35 * DAY, alice, tags=["lamp"])
    record.answered(old, carol, HOUR)
    found = {each.name: each for each in asked(coverage.coverage(scope(12))).tags}
    assert list(found) == ["wifi", "mesh", "lamp"]
    mesh, wifi, lamp = found["mesh"], found["wifi"], found["lamp"]
    assert (mesh.asked, mesh.expected, mesh.helpers, mesh.answered) == (4, 0.75, 1, 0.75)
    assert (mesh.in_time, mesh.each) == (Rate(2, 4), 0.75)
    assert (wifi.asked, wifi.expected, wifi.helpers) == (5, 1.0, 1)  # who asks and answers helps nobody
    assert (lamp.expected, lamp.helpers, lamp.each, lamp.is_thin) == (0.0, 0, None, True)
    narrowed = {
        each.name: each for each in asked(coverage.coverage(scope(12, tag="mesh", tag_id=mesh.tag_id))).tags
    }
    assert set(narrowed) == {"mesh", "wifi"}
    assert (narrowed["wifi"].expected, narrowed["wifi"].answered) == (0.75, 0.75)


@both_databases
def test_hours_without_answers_stand_out_by_the_clock_on_the_wall(
    record: Record, service: None, alice: Actor, bob: Actor
) -> None:
    thursday = datetime(2026, 11, 26, 20, 40, tzinfo=UTC)
    record.asked(thursday, alice)
    record.asked(thursday - WEEK, alice)
    record.answered(record.asked(thursday - WEEK, alice), bob, HOUR)
    record.asked(datetime(2026, 11, 23, 0, 5, tzinfo=UTC), alice)
    found = asked(coverage.coverage(scope(4)))
    assert found.zone == "UTC"
    assert list(found.hours) == [HourGap(3, 20, 3, 2), HourGap(0, 0, 1, 1)]
    assert found.gaps == [HourGap(3, 20, 3, 2)]


def _raised(record: Record, question: Question, rule: str, verdict: str = "") -> None:
    need = record.need(question)
    with unit_of_work():
        db.session.add(
            Escalation(need_id=need.id, rule=rule, tier=1, score=0.9, created_at=NOW - DAY, verdict=verdict)
        )


@both_databases
def test_what_is_said_is_told_by_topic_mood_channel_and_week(record: Record, alice: Actor) -> None:
    angry = record.asked(NOW - DAY, alice, tags=["mesh"])
    _raised(record, angry, "angry-complaint")
    leaving = record.asked(NOW - DAY, alice, tags=["mesh"])
    _raised(record, leaving, "leaving")
    wrongly = record.asked(NOW - DAY, alice, tags=["mesh"])
    _raised(record, wrongly, "angry-complaint", verdict="wrong")
    record.asked(NOW - 8 * DAY, alice, tags=["wifi"], external_source="old-forum", external_id="1")
    record.asked(NOW - DAY, alice, tags=["mesh"], status=PostStatus.HIDDEN, listed=False)
    through_the_widget = record.asked(NOW - DAY, tags=["wifi"])
    with unit_of_work():
        asker = Asker(
            email="a@example.com",
            email_key="a@example.com",
            lang="en",
            seed="s",
            token_hash="t",
            created_at=NOW,
            asked_at=NOW,
        )
        db.session.add(asker)
        db.session.flush()
        db.session.add(AskerQuestion(question_id=through_the_widget.id, asker_id=asker.id))
    _from_outside(record)
    found = asked(voice.voice(scope(4)))
    assert sorted(map(repr, found.heard)) == sorted(
        map(
            repr,
            [
                Heard("", "mastodon", Mood.ANGRY, 3, 1),
                Heard("mesh", "web", Mood.ANGRY, 3, 1),
                Heard("mesh", "web", Mood.COMPLAINT, 3, 1),
                Heard("mesh", "web", Mood.CALM, 3, 1),
                Heard("wifi", "import", Mood.CALM, 2, 1),
                Heard("wifi", "widget", Mood.CALM, 3, 1),
            ],
        )
    )
    assert [each.name for each in found.topics] == ["mesh", "", "wifi"]
    assert list(found.topics[0].unhappy) == [0, 0, 0, 2]
    assert {each.question_id: each.mood for each in found.quotes} == {
        angry.id: Mood.ANGRY,
        leaving.id: Mood.COMPLAINT,
    }


def _from_outside(record: Record) -> Question:
    """A private question that came by a channel, angrily."""
    private = record.asked(NOW - DAY, status=PostStatus.PRIVATE, listed=False, published_at=None)
    with unit_of_work():
        angry_message(private.id, at=NOW - DAY)
    return private


def test_a_quote_shows_nothing_that_is_private(record: Record, alice: Actor) -> None:
    body = (
        "<p>I am <em>furious</em>. Call me at ▒phone-1▒ or at +49 170 1234567,"
        " write to jane.doe@gmail.com. " + "It blinks. " * 40 + "</p>"
    )
    question = record.asked(NOW - DAY, alice, body_html=body)
    need = record.need(question)
    with unit_of_work():
        db.session.add(
            Case(
                need_id=need.id,
                question_id=question.id,
                tier=1,
                team="care",
                anger=0.8,
                opened_at=NOW - DAY,
                waiting_since=NOW - DAY,
            )
        )
    (quote,) = asked(voice.voice(scope(4))).quotes
    assert quote.words.startswith("I am furious. Call me at [phone number, hidden] or at ")
    for secret in ("1234567", "170", "jane", "doe", "▒phone", "<"):
        assert secret not in quote.words
    assert len(quote.words) <= voice.QUOTED
    assert quote.mood == Mood.ANGRY


def test_a_number_on_the_edge_of_a_quote_is_covered_too(record: Record) -> None:
    for length in range(150, 185):
        words = voice.covered("<p>" + "x" * length + " +49 170 1234567 </p>")
        assert "170" not in words
        assert "+49" not in words


@both_databases
def test_rules_and_reviewers_are_held_against_what_people_said(
    record: Record, alice: Actor, bob: Actor, carol: Actor
) -> None:
    for verdict in ("right", "right", "wrong", ""):
        _raised(record, record.asked(NOW - 2 * DAY, alice), "leaving", verdict)
    ways = (("approve", "approve", None), ("approve", "refuse", None), ("approve", "approve", "appeal"))
    for decision, outcome, overturned in ways:
        _decided(record, alice, bob, decision, outcome, overturned)
    for passed in (True, True, False):
        _checked(record, alice, bob, passed=passed)
    found = asked(accuracy.accuracy(scope(4)))
    (line,) = found.lines
    assert (line.slug, line.precision.raised, line.precision.right, line.precision.wrong) == (
        "leaving",
        4,
        2,
        1,
    )
    assert (found.reviews.right, found.reviews.wrong, found.reviews.overturned) == (1, 2, 1)
    assert (found.passed, found.checks) == (2, 3)


def _item(record: Record, author: Actor, state: ItemState, decision: str | None = None) -> ReviewItem:
    made = ReviewItem(
        post_id=record.asked(NOW - DAY, author).id,
        kind=ItemKind.FIRST_POST,
        state=state,
        decision=decision,
        rank_at=NOW,
        created_at=NOW - DAY,
    )
    db.session.add(made)
    db.session.flush()
    return made


def _decided(
    record: Record, author: Actor, by: Actor, decision: str, outcome: str, overturned: str | None
) -> None:
    with unit_of_work():
        item = _item(record, author, ItemState.DECIDED, outcome)
        db.session.add(
            ReviewDecision(
                item_id=item.id,
                reviewer_id=by.member_id,
                decision=decision,
                overturned=overturned,
                created_at=NOW - DAY,
            )
        )


def _checked(record: Record, author: Actor, by: Actor, *, passed: bool) -> None:
    with unit_of_work():
        item = _item(record, author, ItemState.SPOT_CHECKED)
        db.session.add(
            SpotCheck(
                item_id=item.id,
                reviewer_id=by.member_id,
                post_id=item.post_id,
                source_id=item.id,
                expected="approve",
                basis="test",
                status="published",
                served_at=NOW - DAY,
                decided_at=NOW - DAY,
                passed=passed,
            )
        )
