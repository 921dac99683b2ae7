"""A visitor's page is kept, and never tells what is no longer so."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, insert, select, text, update
from werkzeug.test import TestResponse

from community.accounts.models import Member
from community.answers import services as answering
from community.answers.models import Answer
from community.comments import services as commenting
from community.kernel import checks, clock, page_cache, schema, stamps, throttle
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.posts.models import LinkKind, Post, PostLink, PostStatus
from community.questions.models import Question
from community.ratings import services as rating
from community.tags.models import Tag
from tests.community.reading.conftest import Thread, accept, rate
from tests.community.reading.test_profile_statements import statements
from tests.conftest import MakeMember, SignIn, actor_of, both_databases, make_app
from tests.parallel import at_once

PAGES = ("/", "/questions", "/tags/mesh", "/members/bob")
Deed = Callable[[Answer, Actor], object]


def visit(app: Flask, path: str, **headers: str) -> TestResponse:
    """What somebody sees who comes for the first time."""
    db.session.rollback()
    return app.test_client().get(
        path, headers={name.replace("_", "-"): value for name, value in headers.items()}
    )


def kept(app: Flask) -> int:
    return len(page_cache.pages_of(app).found)


@pytest.fixture
def answer(thread: Thread, alice: Actor, bob: Actor) -> Answer:
    """An answer of Bob's, written long ago, so that no page says how long."""
    return thread(alice, bob)


@pytest.fixture
def paths(app: Flask, answer: Answer) -> tuple[str, ...]:
    """The pages on which it stands, each kept."""
    found = (*PAGES, str(visit(app, f"/questions/{answer.question_id}").location))
    for each in found:
        assert visit(app, each).status_code == 200
    assert kept(app) == len(found)
    return found


@both_databases
def test_a_kept_page_asks_once_and_is_the_same(app: Flask, paths: tuple[str, ...]) -> None:
    for path in paths:
        first = page_cache.pages_of(app).found
        made = visit(app, path)
        with statements() as asked:
            again = visit(app, path)
        assert len(asked) == 1, path
        assert again.data == made.data
        assert again.headers["X-Request-ID"] != made.headers["X-Request-ID"]
        assert "Set-Cookie" not in again.headers
        assert "Content-Security-Policy" in again.headers
        assert first


def hide(answer: Answer, by: Actor) -> None:
    db.session.get_one(Post, answer.id).status = PostStatus.HIDDEN


def rename(answer: Answer, by: Actor) -> None:
    db.session.get_one(Member, answer.author_id).display_name = "Somebody Else"


def rename_tag(answer: Answer, by: Actor) -> None:
    db.session.query(Tag).filter_by(name="mesh").one().excerpt = "About nets of nodes."


def bulk(answer: Answer, by: Actor) -> None:
    db.session.execute(text("UPDATE posts SET body_html = '<p>Changed behind the back.</p>'"))
    db.session.execute(text("UPDATE questions SET title = 'Changed behind the back'"))


DEEDS: dict[str, Deed] = {
    "a rating": lambda answer, by: rating.rate(db.session.get_one(Answer, answer.id), 1, by=by),
    "a comment": lambda answer, by: commenting.comment(
        db.session.get_one(Answer, answer.id), "Which firmware did you have when this happened to you?", by=by
    ),
    "hiding": hide,
    "a name": rename,
    "a bulk statement": bulk,
    "another answer": lambda answer, by: answering.answer(
        db.session.get_one(Question, answer.question_id),
        "Give both nodes a fixed channel, and they stay.",
        by=by,
    ),
}


@both_databases
@pytest.mark.parametrize("deed", DEEDS)
def test_what_changed_is_seen_by_the_next_who_comes(
    app: Flask, paths: tuple[str, ...], answer: Answer, member: MakeMember, deed: str
) -> None:
    by = actor_of(member("gina"), level=5)
    before = {path: visit(app, path).data for path in paths}
    with unit_of_work():
        DEEDS[deed](answer, by)
    after = {path: visit(app, path).data for path in paths}
    page_cache.pages_of(app).clear()
    assert after == {path: visit(app, path).data for path in paths}
    assert after[paths[-1]] != before[paths[-1]]


@both_databases
def test_a_page_stops_naming_a_question_that_was_hidden(
    app: Flask, paths: tuple[str, ...], answer: Answer, thread: Thread, alice: Actor, bob: Actor
) -> None:
    other = db.session.get_one(Question, thread(alice, bob).question_id)
    link = {
        "from_id": answer.question_id,
        "to_id": other.id,
        "kind": LinkKind.RELATED,
        "created_at": clock.now(),
    }
    with unit_of_work():
        db.session.execute(insert(PostLink).values(link))
    place = f"/questions/{other.id}/"
    assert place in visit(app, paths[-1], Accept_Encoding="identity").text
    assert place in visit(app, paths[-1], Accept_Encoding="identity").text
    with unit_of_work():
        db.session.get_one(Question, other.id).listed = False
    assert place not in visit(app, paths[-1], Accept_Encoding="identity").text


@both_databases
def test_the_rest_of_the_site_stays_kept(
    app: Flask, paths: tuple[str, ...], thread: Thread, alice: Actor, member: MakeMember
) -> None:
    other = thread(alice, actor_of(member("hugo")), tag="other")
    visit(app, paths[-1])
    with statements() as asked:
        rate(other, 5, alice)
    assert any("page_stamps" in each or "questions" in each for each in asked)
    with statements() as asked:
        visit(app, paths[-1])
    assert len(asked) == 1


def test_who_is_signed_in_or_chose_something_gets_a_page_of_their_own(
    app: Flask, paths: tuple[str, ...], client: FlaskClient, sign_in: SignIn, bob: Actor
) -> None:
    number = kept(app)
    sign_in(client, bob)
    assert b"/sign-out" in client.get(paths[-1]).data
    assert b"/sign-out" not in visit(app, paths[-1]).data
    asked = app.test_client()
    asked.set_cookie("list", "sort=new")
    asked.get(paths[-1])
    assert kept(app) == number


def test_each_language_has_its_own(app: Flask, paths: tuple[str, ...]) -> None:
    path = paths[-1]
    assert visit(app, path, Accept_Language="zh-CN").headers["Content-Language"] == "zh-Hans"
    assert visit(app, path, Accept_Language="zh-CN").headers["Content-Language"] == "zh-Hans"
    assert visit(app, path, Accept_Language="en").headers["Content-Language"] == "en"
    reader = app.test_client()
    reader.set_cookie("lang", "zh-Hans")
    assert reader.get(path).headers["Content-Language"] == "zh-Hans"


def test_an_address_that_chooses_a_language_is_remembered_each_time(
    app: Flask, paths: tuple[str, ...]
) -> None:
    for _visit in range(2):
        assert "lang=zh-Hans" in visit(app, f"{paths[-1]}?lang=zh-Hans").headers["Set-Cookie"]


def test_who_has_the_page_already_is_told_so(app: Flask, paths: tuple[str, ...]) -> None:
    etag = visit(app, paths[-1]).headers["ETag"]
    answer = visit(app, paths[-1], If_None_Match=etag)
    assert (answer.status_code, answer.data) == (304, b"")
    assert app.test_client().head(paths[-1]).data == b""


def test_who_cannot_unpack_gets_it_unpacked(app: Flask, paths: tuple[str, ...]) -> None:
    packed = visit(app, paths[-1], Accept_Encoding="gzip")
    assert packed.headers["Content-Encoding"] == "gzip"
    assert len(packed.data) < len(visit(app, paths[-1]).data) / 2


def test_what_no_stamp_covers_is_made_anew_after_a_while(app: Flask, paths: tuple[str, ...]) -> None:
    with clock.at(clock.now() + page_cache.SELDOM * 2), statements() as asked:
        visit(app, paths[-1])
    assert len(asked) > 2
    with clock.at(clock.now() - page_cache.SELDOM), statements() as asked:
        visit(app, paths[-1])
    assert len(asked) > 2


def test_the_page_that_nobody_wanted_longest_leaves_first(app: Flask, paths: tuple[str, ...]) -> None:
    pages = page_cache.pages_of(app)
    visit(app, paths[0])
    pages.most = sum(each.size for each in pages.found.values()) - 1
    visit(app, f"{paths[-1]}?sort=new")
    assert any(key[2] == paths[0] for key in pages.found)
    assert not any(key[2] == paths[1] for key in pages.found)
    assert pages.size == sum(each.size for each in pages.found.values()) <= pages.most


def test_a_reader_who_asks_too_often_is_stopped_by_kept_pages_too(
    tmp_path: Path, empty_database: bytes
) -> None:
    (tmp_path / "huzhu.sqlite").write_bytes(empty_database)
    hurried = make_app(tmp_path, rate_limits="on")
    answers = [hurried.test_client().get("/questions") for _turn in range(205)]
    assert [answers[0].status_code, answers[-1].status_code] == [200, 429]
    assert int(answers[-1].headers["Retry-After"]) > 0
    assert kept(hurried) == 1


def test_a_limiter_that_fails_does_not_close_kept_pages(
    tmp_path: Path, empty_database: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "huzhu.sqlite").write_bytes(empty_database)
    app = make_app(tmp_path, rate_limits="on", redis_url="")
    assert app.test_client().get("/questions").status_code == 200

    def gone(*_about: object) -> bool:
        raise ConnectionError

    monkeypatch.setattr(throttle.limiter.limiter, "hit", gone)
    monkeypatch.setattr(throttle.limiter, "_storage_dead", False)
    assert kept(app) == 1
    assert app.test_client().get("/questions").status_code == 200


@both_databases
def test_old_stamps_go_and_what_is_new_is_seen_all_the_same(
    app: Flask, paths: tuple[str, ...], answer: Answer, alice: Actor
) -> None:
    rate(answer, 2, alice)
    earlier = visit(app, paths[-1]).data
    before = db.session.scalar(select(func.count()).select_from(stamps.PageStamp))
    with clock.at(clock.now() + timedelta(days=1)):
        stamps.forget(clock.now())  # a tick that believes it is tomorrow
    assert db.session.scalar(select(func.count()).select_from(stamps.PageStamp)) == before
    db.session.execute(update(stamps.PageStamp).values(at=1))
    db.session.commit()
    stamps.forget(clock.now())
    assert db.session.scalar(select(func.count()).select_from(stamps.PageStamp)) == 0
    rate(answer, 4, alice)
    after = visit(app, paths[-1]).data
    page_cache.pages_of(app).clear()
    assert after == visit(app, paths[-1]).data != earlier


@both_databases
def test_two_who_change_each_others_pages_do_not_wait(
    app: Flask, thread: Thread, alice: Actor, bob: Actor
) -> None:
    pairs = [(thread(alice, bob).id, alice) for _ in range(4)] + [
        (thread(bob, alice).id, bob) for _ in range(4)
    ]

    def accepting(number: int, by: Actor) -> Callable[[], None]:
        return lambda: accept(db.session.get_one(Answer, number), by)

    at_once(app, [accepting(*pair) for pair in pairs])


@both_databases
def test_a_trigger_that_is_gone_is_found(app: Flask, paths: tuple[str, ...]) -> None:
    assert checks.run_all(db.session())["page-stamps"] == []
    db.session.rollback()
    sqlite = db.engine.dialect.name == "sqlite"
    name = "stamp_thread_answers_update" if sqlite else "stamp_thread_answers"
    with db.engine.begin() as connection:
        connection.execute(text(f"DROP TRIGGER {name}" + ("" if sqlite else " ON answers")))
    assert checks.run_all(db.session())["page-stamps"] == [f"page stamps: the trigger {name} is gone"]
    db.session.rollback()
    assert schema.upgrade(app) is False  # nothing to migrate, and mended all the same
    assert checks.run_all(db.session())["page-stamps"] == []
