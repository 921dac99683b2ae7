"""What is hot, page by page: what others lately had as well first, then the rest by activity, however it is narrowed."""

from typing import Any

import pytest
from flask import Flask

from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.questions.models import Question
from community.questions.taking_part import mark_same_problem
from community.reading import queries as lists
from community.reading.filters import Filters
from tests.community.api.conftest import AsProgram
from tests.community.api.test_questions import ask_seven
from tests.conftest import both_databases


def pages(program: AsProgram, query: str) -> list[list[int]]:
    """The ids on each page of three, to the end."""
    found: list[list[int]] = []
    cursor = ""
    while len(found) < 9:
        page: dict[str, Any] = program().done("GET", f"/questions?sort=hot&limit=3{query}{cursor}")
        found.append([row["id"] for row in page["items"]])
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    return found


@both_databases
@pytest.mark.parametrize("query", ["", "&tag=remote", "&state=new", "&state=unanswered&tag=remote"])
def test_what_others_had_as_well_comes_first_on_whatever_page_it_would_stand(
    program: AsProgram, alice: Actor, bob: Actor, carol: Actor, query: str
) -> None:
    made = ask_seven(program, alice)
    for question, people in ((made[0], (bob, carol)), (made[2], (bob,))):
        for one in people:
            with unit_of_work():
                mark_same_problem(db.session.get_one(Question, question), by=one)
    order = [made[0], made[2], *reversed([*made[3:]]), made[1]]
    assert pages(program, query) == [order[:3], order[3:6], order[6:]]


@both_databases
def test_of_more_than_a_page_holds_what_most_had_as_well_comes_first(
    program: AsProgram, alice: Actor, bob: Actor, carol: Actor
) -> None:
    made = ask_seven(program, alice)
    for question, people in ((made[1], (bob, carol)), *((made[place], (bob,)) for place in (0, 2, 3, 4))):
        for one in people:
            with unit_of_work():
                mark_same_problem(db.session.get_one(Question, question), by=one)
    order = [made[1], made[4], made[3], made[2], made[0], made[6], made[5]]
    assert pages(program, "") == [order[:3], order[3:6], order[6:]]


@both_databases
def test_what_stands_under_another_tag_does_not_come_in(program: AsProgram, alice: Actor, bob: Actor) -> None:
    made = ask_seven(program, alice)
    with unit_of_work():
        mark_same_problem(db.session.get_one(Question, made[0]), by=bob)
    assert pages(program, "&tag=printer") == [[]]
    assert pages(program, "&state=solved") == [[]]


def test_the_page_of_a_list_says_the_same(app: Flask, program: AsProgram, alice: Actor, bob: Actor) -> None:
    made = ask_seven(program, alice)
    with unit_of_work():
        mark_same_problem(db.session.get_one(Question, made[3]), by=bob)
    with app.test_request_context():
        shown = [row.id for row in lists.question_page(Filters(sort="hot")).items]
    assert shown == [each for page in pages(program, "") for each in page]
