"""Whoever cannot ask now reads so on the page, before anything is written."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from community.accounts.models import Member, MemberStatus
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.thresholds import whole
from community.kernel.unit_of_work import unit_of_work
from community.posts import services as post_services
from community.questions import services
from tests.conftest import SignIn

SAID = "It cannot be posted now"


def test_who_posted_as_often_as_an_hour_allows_reads_so_first(
    app: Flask, client: FlaskClient, alice: Actor, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "RATELIMIT_ENABLED", True)
    monkeypatch.setattr(post_services, "whole", lambda name: 1 if name == "posts_an_hour" else whole(name))
    browser = sign_in(client, alice)
    assert SAID not in browser.get("/ask").text
    with unit_of_work():
        services.ask("Why is the node silent at night?", "Since Tuesday it sleeps.", ["mesh"], by=alice)
    page = browser.get("/ask").text
    assert SAID in page
    assert "a lot of posts in one hour" in page


def test_who_is_suspended_reads_so_first(client: FlaskClient, alice: Actor, sign_in: SignIn) -> None:
    with unit_of_work():
        db.session.get_one(Member, alice.id).status = MemberStatus.SUSPENDED
    page = sign_in(client, alice).get("/ask").text
    assert SAID in page
    assert "Your account is suspended" in page


def test_who_is_suspended_while_writing_finds_the_words_again(
    client: FlaskClient, alice: Actor, sign_in: SignIn
) -> None:
    browser = sign_in(client, alice)
    with unit_of_work():
        db.session.get_one(Member, alice.id).status = MemberStatus.SUSPENDED
    words = "Since Tuesday it sleeps from two to three in the morning."
    typed = {"title": "Why is the node silent at night?", "body": words, "tags": "mesh", "once": "a-form"}
    assert browser.post("/ask", data=typed).status_code == 403
    assert words in browser.get("/ask").text


def test_the_form_takes_and_names_as_many_tags_as_the_site_allows(
    app: Flask, client: FlaskClient, alice: Actor, sign_in: SignIn
) -> None:
    app.extensions["huzhu_thresholds"]["tags_most"] = 8
    with unit_of_work():
        asked = services.ask(
            "Why is the node silent at night?", "Since Tuesday it sleeps.", ["mesh"], by=alice
        )
    browser = sign_in(client, alice)
    for path in ("/ask", f"/questions/{asked.id}/edit"):
        assert 'data-most="8"' in browser.get(path).text, path
    assert "Up to 8, with spaces between them" in browser.get("/ask").text
