"""A grown community: everything in it agrees, few do most, and the same plan gives the same rows."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select

from app import commands
from community.accounts.models import Member
from community.answers.models import Answer
from community.imports.export import snapshot
from community.imports.growth.chance import Chance
from community.imports.growth.growing import grow
from community.imports.growth.sizes import Plan, posts_of
from community.imports.growth.vocabulary import Author
from community.imports.growth.words_en import ENGLISH
from community.imports.growth.words_zh import CHINESE
from community.imports.tables import exported_tables, lines
from community.kernel import checks, clock, markup, stamps
from community.kernel.db import Base, db
from community.kernel.web import Huzhu
from community.notifications.models import Notification
from community.posts.models import Post, PostStatus
from community.questions.models import Question
from community.ratings.models import Rating
from community.search import services as search
from community.tags.models import Tag
from gamification.reputation.replay import survey
from moderation.escalation.models import Case
from moderation.review.models import ReviewItem
from moderation.review.rules import ItemState
from tests.conftest import both_databases, make_app

PLAN = Plan(1_200, 1, date(2026, 11, 2))


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory, empty_database: bytes) -> Iterator[Huzhu]:
    """A community of about 1,200 posts, with the clock standing at its end."""
    made = _site(tmp_path_factory.mktemp("grown"), empty_database)
    with made.app_context():
        grow(PLAN, quiet=True)
        search.rebuild()
        with clock.at(PLAN.end):
            yield made
        db.session.remove()
        db.engine.dispose()


def _site(folder: Path, empty: bytes) -> Huzhu:
    (folder / "huzhu.sqlite").write_bytes(empty)
    return make_app(folder)


def _rows() -> dict[str, bytes]:
    """All rows of a site as an export tells them; passwords are the site's own."""
    found = {}
    with snapshot(db.engine) as connection:
        for table in exported_tables(Base.metadata):
            found[table.name] = b"".join(lines(connection, table))
    hashes = db.session.scalars(select(Member.password_hash).where(Member.password_hash.is_not(None))).all()
    for each in hashes:
        found["members"] = found["members"].replace(each.encode(), b"")
    return found


def test_all_that_is_kept_twice_says_the_same_twice(grown: Huzhu) -> None:
    found = checks.run_all(db.session())
    assert len(found) > 40
    assert {slug: lines for slug, lines in found.items() if lines} == {}


def test_a_replay_of_the_points_changes_nothing(grown: Huzhu) -> None:
    report = survey()
    assert report.causes > 1_000
    assert (report.differences, report.stale, report.pairs, report.broken) == ({}, [], False, [])


def test_it_has_about_as_many_posts_as_were_asked_for(grown: Huzhu) -> None:
    count = db.session.scalar(select(func.count()).select_from(Post)) or 0
    assert 0.8 * PLAN.posts < count < 1.2 * PLAN.posts


def test_few_write_most_and_few_tags_are_on_most_questions(grown: Huzhu) -> None:
    authors = Counter(db.session.scalars(select(Post.author_id).where(Post.kind == "answer")))
    tenth = sum(count for _id, count in authors.most_common(len(authors) // 10))
    assert tenth > 0.35 * authors.total()
    used = sorted(db.session.scalars(select(Tag.question_count)), reverse=True)
    assert sum(used[: len(used) // 5]) > 0.4 * sum(used)
    assert used[0] > 10 * max(1, used[-1])


def test_stars_are_mostly_good_and_half_of_the_questions_are_solved(grown: Huzhu) -> None:
    stars = Counter(db.session.scalars(select(Rating.stars)))
    assert set(stars) == {1, 2, 3, 4, 5}
    assert stars[5] > stars[4] > stars[2]
    solved = db.session.scalar(select(func.count()).where(Question.accepted_count > 0)) or 0
    asked = db.session.scalar(select(func.count()).select_from(Question)) or 0
    assert 0.4 < solved / asked < 0.75


def test_both_languages_are_written_in_their_own_words(grown: Huzhu) -> None:
    langs = Counter(db.session.scalars(select(Post.lang)))
    assert min(langs["en"], langs["zh-Hans"]) > 0.25 * langs.total()
    titles = db.session.scalars(select(Question.title).where(Question.lang == "zh-Hans"))
    assert all(any("一" <= char <= "鿿" for char in title) for title in titles)


def test_staff_and_moderators_have_work(grown: Huzhu) -> None:
    assert db.session.scalar(select(Case.id).limit(1))
    states = Counter(db.session.scalars(select(ReviewItem.state)))
    assert states[ItemState.OPEN]
    assert states[ItemState.DECIDED]
    assert db.session.scalar(select(Notification.id).where(Notification.read_at.is_(None)).limit(1))


def test_nothing_happens_after_the_end_and_answers_follow_questions(grown: Huzhu) -> None:
    latest = db.session.scalar(select(func.max(Post.created_at)))
    assert latest is not None
    assert latest < PLAN.end
    asked = select(Question.asked_at).where(Question.id == Answer.question_id).scalar_subquery()
    assert db.session.scalars(select(Answer.id).where(Answer.created_at <= asked)).all() == []


def test_triggers_watch_again_when_all_is_in(grown: Huzhu) -> None:
    connection = db.session.connection()
    assert stamps.missing(connection) == []
    assert set(db.session.scalars(select(stamps.PageStamp.kind))) == {stamps.LISTS, stamps.SITE, stamps.FOUND}


def test_the_same_plan_gives_the_same_rows_and_another_seed_gives_others(
    tmp_path: Path, empty_database: bytes
) -> None:
    found = []
    for number, seed in enumerate((7, 7, 8)):
        folder = tmp_path / str(number)
        folder.mkdir()
        with _site(folder, empty_database).app_context():
            grow(Plan(500, seed, date(2026, 11, 2)), quiet=True)
            found.append(_rows())
            db.session.remove()
            db.engine.dispose()
    first, again, other = found
    assert [name for name in first if first[name] != again[name]] == []
    assert first["posts"] != other["posts"]


@both_databases
def test_the_command_grows_an_empty_site_and_refuses_any_other(app: Huzhu) -> None:
    def run(*words: str) -> tuple[int, str]:
        outcome = CliRunner().invoke(commands, ["seed", *words], obj=lambda: app)
        return outcome.exit_code, outcome.output

    status, told = run("--size", "500", "--until", "2026-11-02")
    assert status == 0, told
    assert "A community of chance has moved in" in told
    assert {slug for slug, lines in checks.run_all(db.session()).items() if lines} == set()
    members = db.session.scalar(select(func.count()).select_from(Member))
    status, told = run("--size", "500")
    assert status == 0
    assert "The site is not empty, so nothing was added." in told
    assert db.session.scalar(select(func.count()).select_from(Member)) == members


@pytest.mark.parametrize("size", ["499", "11m", "many", "-1", "10 k", ""])
def test_what_is_no_size_is_refused_in_one_line(app: Huzhu, size: str) -> None:
    outcome = CliRunner().invoke(commands, ["seed", "--size", size], obj=lambda: app)
    assert outcome.exit_code == 2
    assert "is no size" in outcome.output


def test_sizes_are_numbers_with_k_and_m() -> None:
    assert [posts_of(text) for text in ("10k", "100K", "1m", "2500")] == [10_000, 100_000, 1_000_000, 2_500]


@pytest.mark.parametrize("said", [ENGLISH, CHINESE], ids=["en", "zh-Hans"])
def test_texts_are_what_the_renderer_would_have_made_of_them(said: object) -> None:
    chance = Chance(3)
    for _turn in range(60):
        author = Author(said, "router", "firmware", chance)  # type: ignore[arg-type]
        for words in (author.question(), author.answer(), author.remark()):
            later = words.and_then(author.edit())
            assert markup.render(words.markdown).html == words.html
            assert markup.render(later.markdown).html == later.html


def test_both_vocabularies_name_the_same_subjects() -> None:
    assert list(ENGLISH.topics) == list(CHINESE.topics)
    assert list(ENGLISH.aspects) == list(CHINESE.aspects)


def test_a_failure_on_the_way_leaves_the_site_empty_and_watched(
    app: Huzhu, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_down(_ground: object) -> None:
        message = "the disk is full"
        raise OSError(message)

    monkeypatch.setitem(app.extensions["huzhu_growth"], "news", break_down)
    with pytest.raises(OSError, match="the disk is full"):
        grow(Plan(500, 1, date(2026, 11, 2)), quiet=True)
    assert db.session.scalar(select(func.count()).select_from(Member)) == 0
    assert db.session.scalar(select(func.count()).where(Post.status == PostStatus.PUBLISHED)) == 0
    assert stamps.missing(db.session.connection()) == []
