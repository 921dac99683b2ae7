"""Banners of a tag that became another name of a second one, and room on the front page when many want it at once."""

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from community.curation import services
from community.curation.models import Recommendation
from community.curation.rules import Audience
from community.kernel.db import db
from community.kernel.errors import Conflict
from community.kernel.policy import Actor
from community.kernel.thresholds import whole
from community.kernel.unit_of_work import unit_of_work
from community.posts import queries as posts
from community.questions import services as asking
from community.questions.models import Question
from community.tags import queries as tags
from community.tags import services as tagging
from tests.community.curation.making import announce, open_problem
from tests.community.curation.test_again_and_out_of_sight import several
from tests.conftest import both_databases
from tests.parallel import at_once


def joined(question: Question, by: Actor) -> None:
    """The question moves from `mesh` to `wifi`, and `mesh` is another name of that from now on."""
    with unit_of_work():
        asking.retag(db.session.get_one(Question, question.id), ["wifi"], by=by)
    with unit_of_work():
        tagging.add_synonym(tags.tag_or_404("wifi"), "mesh", by=by)


def test_a_known_problem_stands_on_the_page_that_its_tag_leads_to(
    client: FlaskClient, question: Question, carol: Actor
) -> None:
    open_problem(carol, tags=("mesh",))
    words = "Known problem: Firmware 4.2 drops the 5 GHz band"
    assert words in client.get("/tags/mesh").text
    joined(question, carol)
    assert words in client.get("/tags/wifi").text


def test_an_announcement_for_a_tag_stands_on_the_page_that_it_leads_to(
    client: FlaskClient, question: Question, carol: Actor
) -> None:
    announce(carol, audience=Audience.TAG, audience_of="mesh")
    assert "The line rests" in client.get("/tags/mesh").text
    joined(question, carol)
    assert "The line rests" in client.get("/tags/wifi").text


@both_databases
def test_no_more_posts_are_recommended_at_once_than_there_is_room_for(
    app: Flask, alice: Actor, carol: Actor
) -> None:
    most = whole("recommended_most")
    ids = several(2 * most, alice)

    def recommend(number: int) -> None:
        try:
            with unit_of_work():
                services.recommend(posts.post_or_404(number), "It helps with every mesh.", by=carol)
        except Conflict:
            pass

    at_once(app, [lambda number=number: recommend(number) for number in ids])  # type: ignore[misc]
    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(Recommendation)) == most


def test_another_name_of_a_tag_is_understood_by_curators_too(
    client: FlaskClient, question: Question, carol: Actor
) -> None:
    with unit_of_work():
        tagging.add_synonym(tags.tag_or_404("mesh"), "mesh-wifi", by=carol)
    open_problem(carol, tags=("mesh-wifi", "mesh"))
    announce(carol, audience=Audience.TAG, audience_of="mesh-wifi")
    page = client.get("/tags/mesh").text
    assert "Known problem: Firmware 4.2 drops the 5 GHz band" in page
    assert "The line rests" in page


def test_a_problem_that_touches_both_tags_is_told_once_where_they_are_joined(
    client: FlaskClient, question: Question, carol: Actor
) -> None:
    with unit_of_work():
        asking.retag(db.session.get_one(Question, question.id), ["mesh", "wifi"], by=carol)
    open_problem(carol, tags=("mesh", "wifi"))
    joined(question, carol)
    assert client.get("/tags/wifi").text.count("Known problem: Firmware 4.2 drops the 5 GHz band") == 1
