"""Questions that repeat each other: whoever follows one to the other comes to an end."""

from functools import partial

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from community.answers import threads
from community.kernel.db import db
from community.kernel.errors import Invalid
from community.kernel.policy import Actor, Role
from community.kernel.unit_of_work import unit_of_work
from community.posts.models import LinkKind, PostLink
from community.questions import services
from community.questions.models import CloseReason, Question
from community.questions.queries import question_or_404
from tests.conftest import MakeMember, SignIn, actor_of, both_databases
from tests.parallel import at_once

BODY = "The second node restarts every hour since the update, and I tried another outlet."


@pytest.fixture
def three(app: Flask, alice: Actor) -> list[int]:
    """Three questions about the same."""
    made = []
    for title in (
        "The second node restarts every hour",
        "My node restarts",
        "Why does a node restart at night",
    ):
        with unit_of_work():
            made.append(services.ask(title, f"{BODY} ({title})", ["mesh"], by=alice).id)
    return made


def repeat(number: int, of: int, by: Actor) -> None:
    with unit_of_work():
        services.close(
            question_or_404(number), CloseReason.DUPLICATE, by=by, duplicate_of=question_or_404(of)
        )


def merge(number: int, into: int, by: Actor) -> None:
    with unit_of_work():
        threads.merge(question_or_404(number), question_or_404(into), by=by)


def test_two_questions_do_not_repeat_each_other(three: list[int], carol: Actor) -> None:
    first, second, third = three
    repeat(first, second, carol)
    for deed in (repeat, merge):
        with pytest.raises(Invalid):
            deed(second, first, carol)
    repeat(second, third, carol)
    for deed in (repeat, merge):
        with pytest.raises(Invalid):
            deed(third, first, carol)
    assert question_or_404(third).closed_at is None


def test_a_merged_question_leads_on_and_not_back(three: list[int], carol: Actor) -> None:
    first, second, third = three
    repeat(third, first, carol)
    merge(first, second, carol)
    with pytest.raises(Invalid):
        merge(second, third, carol)
    with unit_of_work():
        services.reopen(question_or_404(third), by=carol)
    merge(second, third, carol)
    assert question_or_404(third).closed_at is None


@both_databases
def test_what_a_question_repeats_is_named_however_many_others_are_linked(
    app: Flask, three: list[int], alice: Actor, carol: Actor, client: FlaskClient
) -> None:
    first, second, _ = three
    repeat(first, second, carol)
    for number in range(10):
        with unit_of_work():
            other = services.ask(
                f"Node {number} restarts at night", f"{BODY} (No. {number})", ["mesh"], by=alice
            )
            services.link(question_or_404(first), other, LinkKind.RELATED)
    page = client.get(f"/questions/{first}", follow_redirects=True).text
    assert f'<a href="/questions/{second}/' in page.partition("It repeats another question.")[2][:40]


def test_what_a_question_repeats_is_named_where_that_one_was_merged_since(
    app: Flask, three: list[int], carol: Actor, client: FlaskClient
) -> None:
    first, second, third = three
    repeat(first, second, carol)
    merge(second, third, carol)
    page = client.get(f"/questions/{first}", follow_redirects=True).text
    assert f'<a href="/questions/{third}/' in page.partition("It repeats another question.")[2][:40]


@both_databases
def test_of_two_who_close_either_as_the_other_one_is_refused(
    app: Flask, three: list[int], member: MakeMember
) -> None:
    moderators = [actor_of(member(f"mona{number}", role=Role.MODERATOR)) for number in range(2)]
    ways = (three[:2], three[1::-1])
    deeds = [partial(repeat, *way, by) for way, by in zip(ways, moderators, strict=True)]
    results = at_once(app, deeds)
    assert sorted(type(each).__name__ for each in results) == ["Invalid", "NoneType"]
    assert db.session.query(Question).filter(Question.closed_at.is_(None)).count() == 2


@both_databases
@pytest.mark.parametrize("number", ["2147483648", "9" * 15, "9" * 40])
def test_a_number_that_no_question_has_is_answered_on_the_form(
    app: Flask, three: list[int], carol: Actor, sign_in: SignIn, number: str
) -> None:
    browser = sign_in(app.test_client(), carol)
    first = three[0]
    for address, field in (("merge", "into"), ("close", "duplicate_of")):
        answer = browser.post(f"/questions/{first}/{address}", data={field: number, "reason": "duplicate"})
        assert answer.status_code == 422, address
        assert number in answer.text, "what was typed is still there"


@both_databases
def test_what_is_related_to_a_merged_question_is_related_to_the_other(
    app: Flask, three: list[int], alice: Actor, carol: Actor
) -> None:
    """Its links led to an address that nobody comes to any more: neither page named the other one."""
    old, new, other = three
    with unit_of_work():
        elsewhere = services.ask("Which outlet does a node need", BODY, ["mesh"], by=alice).id
        for source, target in ((old, other), (elsewhere, old), (old, new), (new, other)):
            services.link(question_or_404(source), question_or_404(target), LinkKind.RELATED)
    merge(old, new, carol)
    related = select(PostLink.from_id, PostLink.to_id).where(PostLink.kind == LinkKind.RELATED)
    assert {tuple(row) for row in db.session.execute(related)} == {(new, other), (elsewhere, new)}
    page = app.test_client().get(f"/questions/{new}", follow_redirects=True).text
    assert f"/questions/{elsewhere}/" in page.partition("Linked questions")[2]
