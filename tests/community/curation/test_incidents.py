"""Known problems: where they stand, who is told, and when they go."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from community.curation import board, incidents, queries
from community.curation.rules import News
from community.kernel import clock
from community.kernel.errors import Conflict, Invalid
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.questions.models import Question
from tests.community.curation.making import open_problem, told
from tests.conftest import SignIn, both_databases
from tests.parallel import at_once


def test_a_known_problem_stands_where_people_would_ask(
    client: FlaskClient, sign_in: SignIn, question: Question, carol: Actor, bob: Actor
) -> None:
    number = open_problem(carol, tags=("mesh",), question_id=question.id)
    sign_in(client, bob)
    words = "Known problem: Firmware 4.2 drops the 5 GHz band"
    for path in (
        "/",
        "/tags/mesh",
        "/ask?title=Since+firmware+4.2+the+band+is+gone",
        "/search/suggestions?title=firmware+4.2+band",
    ):
        assert words in client.get(path).text, path
    assert words not in client.get("/ask?title=How+do+I+print").text
    page = client.get(f"/incidents/{number}").text
    assert "<script>alert" not in page
    assert f"/posts/{question.id}" in page


@both_databases
def test_whoever_has_it_too_is_counted_once_and_told_when_it_is_resolved(
    app: Flask, carol: Actor, alice: Actor, bob: Actor
) -> None:
    number = open_problem(carol)

    def follow(by: Actor) -> None:
        with unit_of_work():
            incidents.follow(number, by=by)

    at_once(app, [lambda by=by: follow(by) for by in (alice, bob) * 6])  # type: ignore[misc]
    assert queries.incident_or_404(number).follower_count == 2
    for state in ("watching", "resolved"):
        with unit_of_work():
            incidents.update(number, News(state=state, text="News"), by=carol)
    assert [told(by.id, "incident-resolved") for by in (alice, bob, carol)] == [1, 1, 0]
    with pytest.raises(Conflict):
        follow(carol)


def test_a_resolved_problem_stays_a_while_as_good_news(client: FlaskClient, carol: Actor) -> None:
    number = open_problem(carol)
    with unit_of_work():
        incidents.update(number, News(state="resolved", text="Mended in 4.3"), by=carol)
    assert "Solved again" in client.get("/").text
    with clock.at(clock.now() + timedelta(hours=49)):
        assert board.problems() == []
    assert "Mended in 4.3" in client.get(f"/incidents/{number}").text


def test_a_word_more_about_a_problem_leaves_it_as_it_stands(
    client: FlaskClient, sign_in: SignIn, carol: Actor
) -> None:
    number = open_problem(carol)
    with unit_of_work():
        incidents.update(number, News(state="resolved", text="Mended in 4.3"), by=carol)
    page = sign_in(client, carol).get(f"/incidents/{number}").text
    assert re.search(r'<option value="resolved"[^>]*selected', page) or re.search(
        r'<option[^>]*selected[^>]* value="resolved"', page
    )


def test_a_problem_that_comes_back_is_open_again(app: Flask, carol: Actor) -> None:
    number = open_problem(carol)
    for state in ("resolved", "investigating"):
        with unit_of_work():
            incidents.update(number, News(state=state, text="News"), by=carol)
    assert queries.incident_or_404(number).resolved_at is None


@pytest.mark.parametrize(
    "wrong", [{"title": "", "title_zh": ""}, {"tags": ("no-such-tag",)}, {"question_id": 999}]
)
def test_a_problem_without_name_or_with_what_is_not_there_is_refused(
    app: Flask, carol: Actor, wrong: dict[str, object]
) -> None:
    with pytest.raises(Invalid):
        open_problem(carol, **wrong)
