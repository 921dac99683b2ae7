"""The page of a tag without questions is kept as well, and tells what it says of the tag as soon as others do."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from community.curation import incidents
from community.curation.rules import Facts, IncidentState, News
from community.kernel import clock
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.tags import services as tagging
from community.tags.models import Tag
from tests.conftest import both_databases


@pytest.fixture
def modem(app: Flask) -> int:
    """The id of a tag that is described and that no question carries."""
    with unit_of_work():
        tag = Tag(name="modem", created_at=clock.now(), excerpt="Call Mr Smith at home about these.")
        db.session.add(tag)
    return tag.id


@both_databases
def test_what_is_said_of_a_tag_without_questions_is_mended_for_the_next_who_comes(
    client: FlaskClient, modem: int, carol: Actor
) -> None:
    for _visit in range(2):
        assert "Mr Smith" in client.get("/tags/modem").text
    with unit_of_work():
        tagging.describe(
            db.session.get_one(Tag, modem),
            by=carol,
            excerpt="Boxes that talk to the line.",
            excerpt_zh="",
            wiki_markdown="",
        )
    assert "Mr Smith" not in client.get("/tags/modem").text


@both_databases
def test_a_known_problem_stands_on_the_page_of_a_tag_without_questions_at_once(
    client: FlaskClient, modem: int, carol: Actor
) -> None:
    for _visit in range(2):
        assert "The line is down" not in client.get("/tags/modem").text
    with unit_of_work():
        incidents.open_incident(
            Facts(title="The line is down everywhere", tags=("modem",)),
            News(state=IncidentState.INVESTIGATING, text="We look into it."),
            by=carol,
        )
    assert "The line is down" in client.get("/tags/modem").text
