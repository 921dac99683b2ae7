"""Two processes that fill the same empty site fill it once: the other one is told that it is not empty, in a sentence."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import func, select

from community.accounts.models import Member
from community.imports.demonstration import rounds
from community.imports.demonstration.player import NotEmpty, Outcome, is_empty, play
from community.imports.demonstration.reader import read
from community.imports.demonstration.script import Verb
from community.imports.growth.growing import grow
from community.imports.growth.sizes import Plan
from community.kernel.db import db
from community.kernel.policy import Actor
from community.questions.models import Question
from tests.community.imports.test_demonstration_play import NOW
from tests.conftest import both_databases
from tests.parallel import at_once


@both_databases
def test_of_two_at_once_one_fills_it(app: Flask) -> None:
    script = rounds.completed(read())
    brief = replace(script, deeds=(*script.deeds[:120], script.deeds[-1]))

    def fill() -> Outcome | None:
        return play(brief, NOW) if is_empty() else None

    found = at_once(app, [fill, fill])
    filled = [each for each in found if isinstance(each, Outcome)]
    assert len(filled) == 1
    assert db.session.scalar(select(func.count()).select_from(Member)) == filled[0].done[Verb.JOIN]
    assert db.session.scalar(select(func.count()).select_from(Question)) == filled[0].done[Verb.ASK]


@both_databases
@pytest.mark.parametrize(
    "fill",
    [lambda: play(read(), NOW), lambda: grow(Plan(500, 1, NOW.date()), quiet=True)],
    ids=["play", "grow"],
)
def test_where_somebody_has_come_meanwhile_nothing_is_added(alice: Actor, fill: Callable[[], object]) -> None:
    with pytest.raises(NotEmpty):
        fill()
    assert db.session.scalars(select(Member.id)).all() == [alice.member_id]
