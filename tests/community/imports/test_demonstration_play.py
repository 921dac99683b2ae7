"""Filling a site with the demonstration: through the real rules, all or nothing, the same every time."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import func, select

from app import commands
from community.accounts.hashing import fits
from community.accounts.models import Member
from community.answers.models import Answer
from community.comments.models import Comment
from community.curation.models import Announcement, Incident, Recommendation
from community.factors import queries, rules
from community.imports.demonstration import guarded, parts, rounds, sign_ins
from community.imports.demonstration.player import Outcome, is_empty, play
from community.imports.demonstration.reader import read
from community.imports.demonstration.script import Script, Verb
from community.kernel import checks, clock, jobs, mail
from community.kernel.db import db
from community.kernel.ports import standing_of
from community.kernel.web import Huzhu
from community.kernel.worker import add_tick
from community.posts.models import Post
from community.questions.models import Question
from community.questions.queries import state_of
from community.questions.rules import QuestionState
from community.ratings.models import Rating
from gamification.integrity.models import IntegrityFinding
from moderation.appeals.models import Appeal
from moderation.escalation.models import Case
from moderation.review.models import ReviewItem
from moderation.review.rules import ItemState
from moderation.sanctions.models import Sanction
from tests.community.imports.conftest import NewSite, within
from tests.conftest import make_app

NOW = datetime(2026, 5, 6, 15, 30, tzinfo=UTC)  # a Wednesday afternoon


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory, empty_database: bytes) -> Iterator[Outcome]:
    """The whole demonstration on a site of its own, with the clock standing at its end."""
    folder = tmp_path_factory.mktemp("demonstration")
    (folder / "huzhu.sqlite").write_bytes(empty_database)
    with make_app(folder).app_context():
        outcome = play(rounds.completed(read()), NOW)
        with clock.at(NOW):
            yield outcome
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def brief() -> Script:
    """The first deeds only: enough to join, to ask, to answer and to rate."""
    script = rounds.completed(read())
    return replace(script, deeds=(*script.deeds[:120], script.deeds[-1]))


def count(model: type) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_the_sites_own_rules_refuse_nothing_but_what_hangs_on_held_posts(played: Outcome) -> None:
    held = set(read().expectations)
    assert not [line for line in played.refused if line.split()[1].split("/")[0] not in held]


def test_the_gate_holds_what_it_should_and_no_honest_post(played: Outcome) -> None:
    script = read()
    titles = {deed.words["title"]: deed.thread for deed in script.deeds if deed.verb is Verb.ASK}
    held = [
        post
        for post in db.session.scalars(select(Post))
        if any(finding["verdict"] == "hold" for finding in post.findings)
    ]
    assert {titles[post.title] for post in held if isinstance(post, Question)} == {
        thread for thread, expected in script.expectations.items() if expected == "held"
    }
    assert all(isinstance(post, Question) for post in held)


def test_every_invariant_of_the_site_holds(played: Outcome) -> None:
    assert not [
        line for lines in checks.run_all(db.session()).values() for line in lines if "index" not in line
    ]


def test_every_word_of_the_script_has_become_a_post(played: Outcome) -> None:
    assert count(Member) == played.done[Verb.JOIN] == len(read().people)
    assert count(Question) == played.done[Verb.ASK] >= 48
    assert count(Answer) >= played.done[Verb.ANSWER] >= 80
    assert count(Comment) >= played.done[Verb.COMMENT] >= 70
    assert count(Rating) == played.done[Verb.RATE] >= 300


def test_a_visitor_meets_questions_in_every_state(played: Outcome) -> None:
    shown = {state_of(question) for question in db.session.scalars(select(Question))}
    assert shown >= set(QuestionState) - {QuestionState.HELD}


MOST_A_RULE = 2  # who shouts a question in capitals counts as angry, too


def cases() -> list[Case]:
    return list(db.session.scalars(select(Case).order_by(Case.opened_at)))


@pytest.mark.parametrize("lang", ["en", "zh-Hans"])
@pytest.mark.parametrize(("rule", "tier"), [("angry-complaint", 1), ("expert-level", 2)])
def test_anger_and_expertise_reach_their_tier_in_each_language(
    played: Outcome, lang: str, rule: str, tier: int
) -> None:
    found = [case for case in cases() if rule in case.reasons and case.lang == lang]
    assert {case.tier for case in found} == {tier}
    assert len({case.need_id for case in found}) == len(found) <= MOST_A_RULE
    assert any(case.owner_id is not None for case in found)


def test_the_desk_has_cases_in_several_states(played: Outcome) -> None:
    assert {case.state for case in cases()} >= {"open", "waiting-for-customer", "resolved"}
    assert {case.outcome for case in cases()} >= {"resolved", "returned"}
    assert any(case.owner_id is None for case in cases())


def test_what_nobody_answered_in_time_is_with_staff(played: Outcome) -> None:
    assert sum("unanswered" in case.reasons for case in cases()) >= 2


def test_the_queue_has_something_of_several_kinds(played: Outcome) -> None:
    waiting = db.session.scalars(select(ReviewItem.kind).where(ReviewItem.state == ItemState.OPEN)).all()
    assert {"flag", "edit", "duplicate", "low-quality"} <= set(waiting)


def test_sanctions_appeals_and_findings_are_there_to_be_looked_at(played: Outcome) -> None:
    assert set(db.session.scalars(select(Sanction.kind))) >= {"limit", "suspend", "removal"}
    assert set(db.session.scalars(select(Appeal.state))) >= {"open", "partly"}
    assert set(db.session.scalars(select(IntegrityFinding.kind))) >= {"new-accounts", "copied-answers"}


@pytest.mark.parametrize("of", [Recommendation, Announcement, Incident])
def test_the_front_page_has_something_of_each_kind(played: Outcome, of: type) -> None:
    assert count(of) >= 2


def test_one_member_signs_in_with_a_code_of_an_app(played: Outcome) -> None:
    member = db.session.scalars(select(Member).where(Member.name == guarded.GUARDED)).one()
    assert member.second_factor_at is not None
    found = queries.protection_of(member.id)
    assert found.app_since is not None
    assert 0 < found.codes_left < rules.CODES


def test_the_best_helpers_have_risen(played: Outcome) -> None:
    marguerite = db.session.scalars(select(Member).where(Member.name == "marguerite")).one()
    newcomer = db.session.scalars(select(Member).where(Member.name == "stream_deals")).one()
    assert standing_of(marguerite.id).level > standing_of(newcomer.id).level
    assert standing_of(marguerite.id).badges


def test_nothing_happened_in_the_future(played: Outcome) -> None:
    latest = db.session.scalar(select(func.max(Post.created_at)))
    assert latest is not None
    assert latest <= NOW


def test_no_mail_leaves_for_what_happened_before(played: Outcome) -> None:
    assert not db.session.scalar(select(func.count()).where(jobs.Job.kind == mail.JOB))


def test_each_sign_in_works_with_the_printed_password(played: Outcome) -> None:
    greeting = sign_ins.greeting()
    roles = Counter(member.role for member in sign_ins.sign_ins())
    assert {"admin", "moderator", "agent", "specialist", "member"} == set(roles)
    for member in sign_ins.sign_ins():
        assert member.name in greeting
        assert fits(greeting.splitlines()[0].split()[-1], member.password_hash)


def test_a_real_site_prints_no_sign_ins(app: Huzhu) -> None:
    assert sign_ins.greeting() == ""


def test_a_failure_on_the_way_leaves_an_empty_site(app: Huzhu, brief: Script) -> None:
    def stumble(script: Script) -> None:
        raise RuntimeError(len(script.deeds))

    parts.furnish(app, stumble)
    with pytest.raises(RuntimeError):
        play(brief, NOW)
    assert is_empty()


def test_a_timer_that_fails_on_the_way_is_noticed(app: Huzhu, brief: Script) -> None:
    def stumble(now: datetime) -> None:
        db.session.rollback()

    add_tick(app, "stumbling", stumble)
    with pytest.raises(RuntimeError, match="stumbling"):
        play(brief, NOW)
    assert is_empty()


def test_the_same_script_makes_the_same_site(
    app: Huzhu, brief: Script, tmp_path_factory: pytest.TempPathFactory, empty_database: bytes
) -> None:
    assert first_and_last_words(brief) == in_another_site(
        brief, tmp_path_factory.mktemp("again"), empty_database
    )


def first_and_last_words(script: Script) -> list[tuple[object, ...]]:
    play(script, NOW)
    rows = select(Post.id, Post.kind, Post.status, Post.author_id, Post.body_html, Post.created_at)
    return [tuple(row) for row in db.session.execute(rows.order_by(Post.id))]


def in_another_site(script: Script, folder: Path, empty_database: bytes) -> list[tuple[object, ...]]:
    (folder / "huzhu.sqlite").write_bytes(empty_database)
    with make_app(folder).app_context():
        rows = first_and_last_words(script)
        db.session.remove()
        db.engine.dispose()
    return rows


def test_the_small_size_keeps_everyone_and_the_last_days(app: Huzhu) -> None:
    whole = read()
    small = rounds.shortened(whole)
    assert small.people == whole.people
    asked = [deed for deed in small.deeds if deed.verb is Verb.ASK]
    assert 20 <= len(asked) < sum(deed.verb is Verb.ASK for deed in whole.deeds)
    assert all(deed.moment >= -rounds.SMALL for deed in asked)


@pytest.mark.postgres
def test_the_demonstration_plays_on_postgres_too(on_postgres: NewSite, brief: Script) -> None:
    with within(on_postgres("demonstration")):
        assert not play(brief, NOW).refused
        assert count(Question) > 0


def test_the_command_fills_an_empty_site_and_leaves_a_full_one_alone(tmp_path: Path) -> None:
    site = make_app(tmp_path)
    first = huzhu(site, "seed", "--size", "small", "--json")
    told = json.loads(first.stdout)
    assert told["seeded"] is True
    assert told["questions"] >= 20
    assert told["password"]

    again = huzhu(site, "seed")
    assert again.exit_code == 0
    assert "not empty" in again.stdout
    assert told["password"] in again.stdout
    with within(site):
        assert count(Question) == told["questions"]


def huzhu(site: Huzhu, *words: str) -> Result:
    return CliRunner().invoke(commands, list(words), obj=lambda: site, catch_exceptions=False)
