"""A problem that comes back, and recommended posts that went out of sight."""

import re
from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient

from community.curation import incidents, services
from community.curation.rules import News
from community.kernel import clock
from community.kernel.policy import Actor
from community.kernel.thresholds import whole
from community.kernel.unit_of_work import unit_of_work
from community.posts import queries as posts
from community.posts import services as posting
from community.questions import services as asking
from community.questions.models import Question
from tests.community.curation.making import open_problem, recommend, told
from tests.conftest import both_databases


def news(number: int, state: str, by: Actor) -> None:
    with unit_of_work():
        incidents.update(number, News(state=state, text=f"It is {state} now."), by=by)


@both_databases
def test_whoever_has_a_problem_that_came_back_hears_when_it_is_resolved_again(
    app: Flask, carol: Actor, alice: Actor
) -> None:
    number = open_problem(carol)
    with unit_of_work():
        incidents.follow(number, by=alice)
    news(number, "resolved", carol)
    assert told(alice.id, "incident-resolved") == 1
    news(number, "investigating", carol)  # it was not: the next nightly update brought it back
    news(number, "resolved", carol)
    assert told(alice.id, "incident-resolved") == 2


def several(count: int, by: Actor) -> list[int]:
    made = []
    for number in range(count):
        with unit_of_work():
            made.append(
                asking.ask(
                    f"Why does node number {number} drop every night?",
                    "It has done so since the last update, and I have restarted both nodes twice already."
                    + "!" * number,
                    ["mesh"],
                    by=by,
                ).id
            )
    return made


def test_what_went_out_of_sight_takes_no_place_on_the_front_page(
    app: Flask, alice: Actor, carol: Actor
) -> None:
    """The page of the curators shows nothing to take away, so there must be room."""
    most = whole("recommended_most")
    *shown, last = several(most + 1, alice)
    for each in shown:
        with unit_of_work():
            services.recommend(posts.post_or_404(each), "It helps with every mesh.", by=carol)
    for each in shown:
        with unit_of_work():
            posting.delete(posts.post_or_404(each), by=alice)
    question = posts.post_or_404(last)
    assert isinstance(question, Question)
    recommend(question, carol)


def test_a_problem_leads_to_its_question_while_that_can_be_read(
    client: FlaskClient, question: Question, alice: Actor, carol: Actor
) -> None:
    number, link = open_problem(carol, question_id=question.id), f"/posts/{question.id}"
    assert link in client.get(f"/incidents/{number}").text
    with unit_of_work():
        posting.delete(posts.post_or_404(question.id), by=alice)
    assert link not in client.get(f"/incidents/{number}").text


def test_a_feed_is_newer_with_each_piece_of_news_also_after_a_problem_is_resolved(
    client: FlaskClient, carol: Actor
) -> None:
    number, seen, now = open_problem(carol), set(), clock.now()
    for minutes in (1, 2):
        with clock.at(now + timedelta(minutes=minutes)):
            news(number, "resolved", carol)
            seen.add(re.findall(r"<updated>(.*?)</updated>", client.get("/feeds/incidents.atom").text)[-1])
    assert len(seen) == 2
