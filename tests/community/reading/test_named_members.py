"""Members found by name: who answered most first, also where the ranking is kept a while."""

import re

import pytest
from flask import Flask

from community.accounts import closing
from community.accounts.models import Member
from community.kernel import kept
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.posts import services as posts
from community.posts.models import Post
from tests.community.reading.conftest import Thread
from tests.conftest import MakeMember, actor_of, both_databases


def found(app: Flask, query: str) -> list[str]:
    page = app.test_client().get(f"/members?{query}").text
    return re.findall(r'class="member__name"><a href="/members/([^"]+)"', page)


@pytest.fixture(params=[0.05, -1.0], ids=["small", "large"])
def ranking(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "SLOW_SECONDS", request.param)


@both_databases
@pytest.mark.usefixtures("ranking")
def test_who_answered_most_comes_first_and_of_equals_who_came_first(
    app: Flask, thread: Thread, member: MakeMember, alice: Actor, bob: Actor
) -> None:
    named = {name: actor_of(member(name)) for name in ("lin", "linda", "linus", "olin")}
    for name in ("linus", "linus", "olin"):
        thread(alice, named[name])
    thread(alice, bob)
    assert found(app, "q=lin") == ["linus", "olin", "lin", "linda"]
    assert found(app, "q=LIN&page=9") == ["linus", "olin", "lin", "linda"]
    assert found(app, "q=lin&sort=new") == ["olin", "linus", "linda", "lin"]
    assert found(app, "q=%25") == found(app, "q=_") == []
    assert found(app, "q=+bob+") == ["bob"]


@both_databases
@pytest.mark.usefixtures("ranking")
def test_letters_stand_in_one_name_in_whatever_width_and_case(app: Flask, member: MakeMember) -> None:
    those = {name: member(name).id for name in ("anna", "bella", "nab")}
    with unit_of_work():
        for name, shown in (("anna", "Ａｎｎａ Ⅱ"), ("bella", "贝拉")):
            db.session.get_one(Member, those[name]).display_name = shown
    assert found(app, "q=nab") == ["nab"]  # not the end of one name and the beginning of the next
    assert found(app, "q=%EF%BC%A1nn") == ["anna"]
    assert found(app, "q=anna+ii") == ["anna"]
    assert found(app, "q=%E6%8B%89") == found(app, "q=%E8%B2%9D") == ["bella"]  # and in either script


@both_databases
@pytest.mark.usefixtures("ranking")
def test_who_left_is_not_found(app: Flask, thread: Thread, alice: Actor, bob: Actor) -> None:
    thread(alice, bob)
    assert found(app, "q=bob") == ["bob"]
    with unit_of_work():
        closing.close_account(db.session.get_one(Member, bob.id), sure=True)
    assert found(app, "q=bob") == []


@both_databases
def test_answers_that_nobody_reads_bring_nobody_forward(
    app: Flask, thread: Thread, member: MakeMember, alice: Actor, carol: Actor
) -> None:
    lin, linda = (actor_of(member(name)) for name in ("lin", "linda"))
    beneath_hidden = [thread(alice, linda).question_id for _ in range(2)]
    thread(alice, lin)
    with unit_of_work():
        for each in beneath_hidden:
            posts.hide(db.session.get_one(Post, each), "abuse", by=carol)
    assert found(app, "q=lin") == ["lin", "linda"]
    assert found(app, "").index("lin") < found(app, "").index("linda")


@both_databases
@pytest.mark.usefixtures("ranking")
def test_each_says_how_many_answers_they_gave_where_the_list_goes_by_that(
    app: Flask, thread: Thread, member: MakeMember, alice: Actor, bob: Actor
) -> None:
    lin = actor_of(member("lin"))
    for who in (lin, lin, bob):
        thread(alice, who)

    def told(query: str) -> list[str]:
        page = app.test_client().get(f"/members?{query}").text
        return re.findall(r"<span>(\d+ answers?)</span>", page)

    assert told("")[:3] == ["2 answers", "1 answer", "0 answers"]
    assert told("q=lin") == ["2 answers"]
    assert told("sort=new") == []
