"""First steps: shown to who is new, put away for good, with an account or without."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask, g
from flask.testing import FlaskClient

from community.accounts.models import Member
from community.answers import services as answers
from community.kernel import clock
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.questions import services as asking
from community.questions.models import Question
from community.welcome import queries, rules
from tests.community.reading.test_profile_statements import statements
from tests.conftest import SignIn, actor_of

BODY = "Since Tuesday both nodes lose each other at two in the morning and come back at three."


def ask(by: Actor) -> Question:
    with unit_of_work():
        return asking.ask("Why does the mesh drop every night at two?", BODY, ["mesh"], by=by)


def test_a_first_visit_says_what_this_place_is_and_never_again(client: FlaskClient) -> None:
    assert "New here?" in client.get("/").text
    away = client.post("/welcome/away/visit", headers={"Referer": "http://localhost/"})
    assert away.status_code == 303
    assert away.location == "/"
    assert "New here?" not in client.get("/").text


def test_putting_away_leads_nowhere_outside(client: FlaskClient) -> None:
    away = client.post("/welcome/away/visit", headers={"Referer": "http://elsewhere.example/x"})
    assert away.location == "/"
    double = client.post("/welcome/away/visit", headers={"Referer": "http://localhost//evil.example/x"})
    assert double.location == "/"
    assert client.post("/welcome/away/nonsense").status_code == 404


def test_a_newcomer_has_a_list_that_can_be_put_away(
    client: FlaskClient, sign_in: SignIn, member: Callable[..., Member]
) -> None:
    sign_in(client, actor_of(member("nina")))
    assert "Your first steps" in client.get("/").text
    client.post("/welcome/away/steps")
    assert "Your first steps" not in client.get("/").text


def test_an_admin_of_a_young_site_is_told_how_to_begin(
    client: FlaskClient, sign_in: SignIn, member: Callable[..., Member]
) -> None:
    sign_in(client, actor_of(member("ines", "admin")))
    page = client.get("/").text
    assert "Start your community" in page
    assert "Write down the first twenty questions" in page


def test_only_newcomers_are_offered_first_steps() -> None:
    assert rules.is_newcomer("member", 0, timedelta(days=400))
    assert rules.is_newcomer("member", 2, timedelta(days=3))
    assert not rules.is_newcomer("member", 2, timedelta(days=400))
    assert not rules.is_newcomer("moderator", 0, timedelta(days=1))


def test_a_grown_site_needs_no_beginning() -> None:
    done = rules.beginnings(chose_preset=False, tags=0, questions=20, members=10)
    assert rules.is_grown(done)
    assert not rules.is_grown(rules.beginnings(chose_preset=True, tags=9, questions=3, members=10))


def test_after_the_first_question_it_is_said_what_happens_now_and_only_to_the_asker(
    client: FlaskClient, sign_in: SignIn, alice: Actor, bob: Actor
) -> None:
    question = ask(alice)
    address = f"/questions/{question.id}/{question.slug}"
    assert "What happens now?" not in client.get(address).text
    sign_in(client, alice)
    assert "What happens now?" in client.get(address).text
    client.post("/welcome/away/question")
    assert "What happens now?" not in client.get(address).text


def test_after_the_first_answer_stars_and_levels_are_explained(
    client: FlaskClient, sign_in: SignIn, alice: Actor, bob: Actor
) -> None:
    question = ask(alice)
    address = f"/questions/{question.id}/{question.slug}"
    sign_in(client, bob)
    assert "Thank you for your first answer" not in client.get(address).text
    with unit_of_work():
        answers.answer(question, "The nightly channel scan does it; switch it off in the settings.", by=bob)
    assert "Thank you for your first answer" in client.get(address).text


@pytest.mark.parametrize(("lang", "words"), [("en", "4 of 4"), ("zh-Hans", '<html lang="zh-Hans"')])
def test_the_way_round_is_a_page_without_a_script(client: FlaskClient, lang: str, words: str) -> None:
    assert words in client.get(f"/welcome?lang={lang}").text


def test_the_tour_is_there_only_when_it_is_asked_for(client: FlaskClient) -> None:
    assert 'data-behaviour="tour"' not in client.get("/").text
    assert 'data-behaviour="tour"' in client.get("/?tour=1").text


def test_who_is_long_here_costs_no_statement_more(app: Flask, alice: Actor) -> None:
    question = ask(alice)
    old = db.session.get_one(Member, alice.id)
    with app.test_request_context(), clock.at(clock.now() + timedelta(days=400)):
        g.huzhu_actor = replace(alice, level=3)
        with statements() as asked:
            assert queries.first_moment(question, old) == ""
        assert asked == []


def test_a_site_is_counted_no_further_than_its_list_says(app: Flask, member: Callable[..., Member]) -> None:
    for number in range(rules.PEOPLE + 2):
        member(f"somebody{number}")
    with app.test_request_context(), statements() as asked:
        done = {step.slug: step.done for step in queries._beginnings()}
    assert done == {"preset": False, "tags": False, "questions": False, "invite": True}
    assert asked[0].count("LIMIT") == 3
