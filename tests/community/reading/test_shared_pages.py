"""A page that one process of the server has made is there for all of them, and stale for none."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import delete, update

from community.accounts.models import SignIn as SignInRow
from community.answers.models import Answer
from community.kernel import clock, page_cache
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.posts.models import Post, PostStatus
from tests.community.kernel.test_page_shelf import in_a_child
from tests.community.reading.conftest import Thread
from tests.community.reading.test_kept_pages import visit
from tests.community.reading.test_own_pages import Reader, gina, own_pages
from tests.community.reading.test_profile_statements import statements
from tests.conftest import MakeMember, SignIn, actor_of, both_databases

__all__ = ["gina"]

PAGES = ("/", "/questions", "/tags/mesh", "/members/bob")


@pytest.fixture
def answer(app: Flask, thread: Thread, alice: Actor, bob: Actor) -> Answer:
    page_cache.share(app)
    return thread(alice, bob)


@pytest.fixture
def paths(app: Flask, answer: Answer) -> tuple[str, ...]:
    """Pages that another process of the server was asked for, and this one never."""
    db.session.rollback()
    question = str(app.test_client().get(f"/questions/{answer.question_id}").location)
    found = (*PAGES, question)
    elsewhere(app, lambda: [visit(app, path) for path in found])
    assert not page_cache.pages_of(app).found
    return found


def elsewhere(app: Flask, ask: Callable[[], object]) -> None:
    """Have another process asked."""
    db.session.remove()
    db.engine.dispose()  # as the server does before it forks
    in_a_child(ask)


@both_databases
def test_what_another_process_made_costs_one_look(app: Flask, paths: tuple[str, ...]) -> None:
    first = {}
    for path in paths:
        with statements() as asked:
            first[path] = visit(app, path).data
        assert len(asked) <= 2, "\n".join([path, *asked])
    page_cache.pages_of(app).clear()
    assert {path: visit(app, path).data for path in paths} == first


@both_databases
def test_what_is_hidden_is_hidden_whoever_made_the_page(
    app: Flask, paths: tuple[str, ...], answer: Answer
) -> None:
    answer_id = answer.id
    with unit_of_work():
        db.session.execute(update(Post).where(Post.id == answer_id).values(status=PostStatus.HIDDEN))
    seen = {path: visit(app, path).data for path in paths}
    page_cache.pages_of(app).clear()
    assert {path: visit(app, path).data for path in paths} == seen


@both_databases
def test_a_newer_page_of_another_takes_the_place_of_an_old_one(
    app: Flask, paths: tuple[str, ...], answer: Answer
) -> None:
    question, answer_id = paths[-1], answer.id
    before = visit(app, question).data
    with unit_of_work():
        db.session.execute(update(Post).where(Post.id == answer_id).values(body_html="<p>Put otherwise.</p>"))
    elsewhere(app, lambda: visit(app, question))
    with statements() as asked:
        after = visit(app, question).data
    assert len(asked) <= 3, "\n".join(asked)  # one of them finds the old one wanting
    assert b"Put otherwise." in after
    assert b"Put otherwise." not in before


@both_databases
def test_it_grows_no_older_than_where_it_was_made(app: Flask, paths: tuple[str, ...]) -> None:
    later = clock.now() + page_cache.SELDOM + timedelta(seconds=1)
    with clock.at(later), statements() as asked:
        assert visit(app, paths[-1]).status_code == 200
    assert len(asked) > 2


@both_databases
def test_what_another_process_made_for_her_browser_is_hers_alone(
    app: Flask, gina: Reader, member: MakeMember, sign_in: SignIn
) -> None:
    own_pages(app).clear()
    elsewhere(app, gina.looks)
    for path in gina.paths:
        with statements() as asked:
            assert "gina" in gina.client.get(path).text
        assert len(asked) <= 2, "\n".join([path, *asked])
    hugo = sign_in(app.test_client(), actor_of(member("hugo")))
    for path in gina.paths:
        assert "gina" not in hugo.get(path).text
        assert "gina" not in visit(app, path).text
    with unit_of_work():
        db.session.execute(delete(SignInRow).where(SignInRow.member_id == gina.actor.id))
    own_pages(app).found.clear()  # what lies on the shelf is as old
    assert b"/sign-out" not in gina.client.get(gina.paths[-1]).data
