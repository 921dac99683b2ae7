"""Short lists, and figures, that are read in one statement are what each of them is by itself."""

from collections.abc import Sequence
from typing import Any

from flask import Flask
from sqlalchemy import func, null, select, true

from community.accounts.models import Member
from community.kernel import clock
from community.kernel.asking import Asking, asked, side_by_side
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.sheaf import Sheaf
from community.kernel.unit_of_work import unit_of_work
from community.posts.models import Draft
from community.tags.models import Tag, TagFollow
from tests.community.reading.test_profile_statements import statements
from tests.conftest import both_databases


def _tagged(*names: str) -> list[Tag]:
    with unit_of_work():
        tags = [Tag(name=name, created_at=clock.now()) for name in names]
        db.session.add_all(tags)
    return tags


@both_databases
def test_the_lists_of_a_sheaf_come_in_one_statement_each_in_its_order(
    app: Flask, alice: Actor, bob: Actor
) -> None:
    tags = _tagged("one", "two", "three")
    with unit_of_work():
        db.session.add(TagFollow(member_id=alice.id, tag_id=tags[1].id, created_at=clock.now()))
    db.session.remove()
    sheaf = Sheaf()
    by_name = sheaf.list_of(Tag, order=[Tag.name])
    last = sheaf.list_of(Tag, order=[Tag.id.desc()], most=1)
    nothing = sheaf.list_of(Draft, Draft.member_id == alice.id)
    followed = sheaf.list_of(TagFollow, TagFollow.member_id == alice.id)
    members = sheaf.list_of(Member, Member.id.in_([alice.id, bob.id]), order=[Member.id])
    count = sheaf.figure_of(select(func.count()).select_from(Tag))
    highest = sheaf.figure_of(select(func.max(Draft.id)))
    with statements() as said:
        sheaf.read()
    assert len(said) == 1
    assert [each.name for each in by_name] == ["one", "three", "two"]
    assert [each.name for each in last] == ["three"]
    assert nothing == []
    assert [each.tag_id for each in followed] == [by_name[2].id]
    assert [each.id for each in members] == sorted([alice.id, bob.id])
    assert (count.found, highest.found) == (3, 0)


def _figure(rounds: int) -> Asking[list[Sequence[Any]]]:
    found = []
    for _ in range(rounds):
        named = select(Tag.name, Tag.id > 0, null(), Tag.id * 0.5).order_by(Tag.name.desc()).limit(2)
        names, joined = yield [named, select(func.min(Member.created_at).label("first"), true())]
        found += [tuple(each) for each in names]
        found += [(each.first, each[1]) for each in joined]
    return found


@both_databases
def test_figures_side_by_side_are_those_that_each_is_alone(app: Flask, alice: Actor) -> None:
    _tagged("one", "two", "three")
    alone = asked(_figure(1))
    with statements() as said:
        short, long, none = side_by_side([_figure(1), _figure(2), _figure(0)])
    assert (short, long, none) == (alone, alone * 2, [])
    assert len(said) == 2
    assert [each[:3] for each in alone[:2]] == [("two", True, None), ("three", True, None)]
    assert alone[2][0] == db.session.scalars(select(func.min(Member.created_at))).one()
