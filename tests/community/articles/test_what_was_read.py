"""Who publishes an article publishes what they have read, and nothing private in any field of it."""

import re
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from community.articles import checking, queries, services
from community.articles.rules import ArticleState, Move
from community.kernel.db import db
from community.kernel.errors import Invalid
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from tests.community.articles.making import WORDS, drafted, kept, moved, published
from tests.conftest import SignIn

HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')


def button_of(client: FlaskClient, number: int) -> dict[str, str]:
    """What the form with the button "Publish" sends."""
    page = client.get(f"/articles/{number}/{kept(number).slug}").text
    at = page.index('value="publish"')
    return dict(HIDDEN.findall(page[page.rindex("<form", 0, at) : at])) | {"move": "publish"}


def test_words_that_changed_after_they_were_read_are_not_published(
    app: Flask, sign_in: SignIn, dave: Actor, erin: Actor
) -> None:
    number = drafted(dave)
    moved(number, Move.SUBMIT, dave)
    reviewer = sign_in(app.test_client(), erin)
    sent = button_of(reviewer, number)
    with unit_of_work():
        services.edit(number, replace(WORDS, steps="1. Pay at pay.example before you call us."), by=dave)
    answer = reviewer.post(f"/articles/{number}/move", data=sent)
    found = kept(number)
    assert (found.live_number, found.state) == (None, ArticleState.REVIEW)
    assert answer.status_code == 409


def test_who_reads_the_changes_reads_the_name_of_the_product_too(
    app: Flask, sign_in: SignIn, dave: Actor, erin: Actor
) -> None:
    number = published(dave, erin)
    with unit_of_work():
        services.edit(number, replace(WORDS, product="Wren Kettle 7"), by=dave)
    moved(number, Move.SUBMIT, dave)
    reviewer = sign_in(app.test_client(), erin)
    page = reviewer.get(f"/articles/{number}/{kept(number).slug}").text
    assert "Wren Kettle 7" in re.sub("<[^>]+>", "", page)


def test_what_looks_private_in_the_name_of_the_product_is_asked_about_too(dave: Actor, erin: Actor) -> None:
    number = drafted(dave, product="Wren Mesh 3 of jane.doe@fastpost.net")
    moved(number, Move.SUBMIT, dave)
    with pytest.raises(Invalid) as refused:
        moved(number, Move.PUBLISH, erin)
    assert refused.value.field == "sure"


@pytest.mark.parametrize("put_away", [True, False], ids=["put away", "waiting"])
def test_an_article_that_is_brought_back_is_published_as_it_is_read(
    app: Flask, sign_in: SignIn, dave: Actor, erin: Actor, put_away: bool
) -> None:
    number, never = published(dave, erin), "1. Pay at pay.example before you call us."
    with unit_of_work():
        services.edit(number, replace(WORDS, steps=never), by=dave)
    if put_away:
        moved(number, Move.DROP, dave)
    moved(number, Move.RETIRE, erin)
    moved(number, Move.BRING_BACK, erin)
    moved(number, Move.SUBMIT, erin)
    page = sign_in(app.test_client(), dave).get(f"/articles/{number}/{kept(number).slug}").text
    assert "pay.example" not in page
    moved(number, Move.PUBLISH, dave)
    found = kept(number)
    assert (found.steps, found.state) == (WORDS.steps, ArticleState.PUBLISHED)
    assert [each.revision.steps for each in queries.history(number)] == [WORDS.steps, never, WORDS.steps]
    assert checking.breaches(db.session()) == []
