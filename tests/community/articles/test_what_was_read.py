"""Who publishes an article publishes what they have read, and nothing private in any field of it."""

import re
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from community.articles import services
from community.articles.rules import ArticleState, Move
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
