"""Pages that everyone reads, and the deeds that start on them."""

import io

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image

from community.answers import services as answers
from community.answers.models import Answer
from community.comments import services as comments
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.questions import services as asking
from community.questions.models import Question
from tests.conftest import SignIn

TITLE = "Why does the mesh drop every night at two?"


@pytest.fixture
def question(alice: Actor) -> Question:
    with unit_of_work():
        return asking.ask(
            TITLE,
            "Since Tuesday both nodes lose each other at two in the morning and come back at three.",
            ["mesh", "wifi"],
            by=alice,
        )


@pytest.fixture
def answer(question: Question, bob: Actor) -> Answer:
    with unit_of_work():
        given = answers.answer(
            question, "The nightly channel scan does it; switch it off in the radio settings.", by=bob
        )
        comments.comment(given, "Which of the radios do you mean by that?", by=bob)
        return given


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/questions",
        "/questions?sort=hot",
        "/questions?sort=unanswered&state=new&tag=mesh&page=2",
        "/tags",
        "/tags/mesh",
        "/members",
        "/members/bob",
        "/about",
        "/feeds/questions.atom",
        "/feeds/tags/mesh.atom",
        "/sitemap.xml",
        "/sitemap-0.xml",
        "/robots.txt",
        "/manifest.webmanifest",
    ],
)
@pytest.mark.parametrize("lang", ["en", "zh-Hans"])
def test_every_public_page_answers_in_both_languages(
    client: FlaskClient, answer: Answer, address: str, lang: str
) -> None:
    joined = "&" if "?" in address else "?"
    page = client.get(f"{address}{joined}lang={lang}")
    assert page.status_code == 200
    if page.content_type.startswith("text/html"):
        assert f'<html lang="{lang}"' in page.text


def test_a_question_shows_its_answers_and_has_one_address(client: FlaskClient, answer: Answer) -> None:
    moved = client.get(f"/questions/{answer.question_id}/old-title")
    assert moved.status_code == 301
    page = client.get(moved.location)
    assert page.status_code == 200
    assert TITLE in page.text
    assert "nightly channel scan" in page.text
    assert "Which of the radios" in page.text


def test_signed_in_pages(client: FlaskClient, answer: Answer, alice: Actor, sign_in: SignIn) -> None:
    sign_in(client, alice)
    for address in (
        "/ask",
        f"/questions/{answer.question_id}/edit",
        f"/questions/{answer.question_id}/answer",
        f"/questions/{answer.question_id}/close",
        f"/posts/{answer.id}/comment",
        f"/posts/{answer.id}/edit",
        f"/posts/{answer.id}/history",
        f"/posts/{answer.question_id}/delete",
    ):
        assert client.get(address).status_code == 200, address


def test_the_whole_way_through_the_forms(
    client: FlaskClient, alice: Actor, bob: Actor, sign_in: SignIn
) -> None:
    sign_in(client, alice)
    sent = client.post(
        "/ask",
        data={
            "title": "How can I give my guests their own network?",
            "body": "I want a second name for visitors that cannot see my printer or my disks.",
            "tags": "wifi guests",
        },
    )
    assert sent.status_code == 303, sent.text
    address = client.get(sent.location).location
    other = sign_in(client.application.test_client(), bob)
    number = address.split("/")[2]
    given = other.post(
        f"/questions/{number}/answer", data={"body": "Switch on the guest network in the app, under Home."}
    )
    assert given.status_code == 303
    anchor = other.get(given.location).location
    answer_id = anchor.rpartition("-")[2]
    assert client.post(f"/answers/{answer_id}/rating", data={"stars": "5"}).status_code == 303
    assert client.post(f"/answers/{answer_id}/acceptance").status_code == 303
    page = client.get(address)
    assert "Solved it for the asker" in page.text
    assert other.post(f"/answers/{answer_id}/rating", data={"stars": "5"}).status_code == 403


def test_what_was_typed_is_there_after_a_refusal(client: FlaskClient, alice: Actor, sign_in: SignIn) -> None:
    sign_in(client, alice)
    page = client.post(
        "/ask", data={"title": "Too short", "body": "A body that nobody wants to type twice.", "tags": "x"}
    )
    assert page.status_code == 422
    assert "A body that nobody wants to type twice." in page.text
    assert "a little longer" in page.text


def test_unknown_things_are_not_found(client: FlaskClient) -> None:
    for address in ("/questions/999", "/questions/999/x", "/tags/none", "/members/none", "/posts/999"):
        assert client.get(address).status_code == 404


def test_programs_that_ask_for_an_icon_get_one_of_every_size_to_keep(client: FlaskClient) -> None:
    with client.get("/favicon.ico") as answer:
        assert (answer.status_code, answer.mimetype) == (200, "image/x-icon")
        assert answer.cache_control.max_age == 30 * 24 * 3600
        with Image.open(io.BytesIO(answer.data)) as icon:
            assert set(icon.info["sizes"]) == {(16, 16), (32, 32), (48, 48)}


def test_whoever_answered_is_told_so_on_every_page_of_the_answers(
    app: Flask,
    client: FlaskClient,
    sign_in: SignIn,
    question: Question,
    answer: Answer,
    bob: Actor,
    carol: Actor,
) -> None:
    for number in range(11):
        with unit_of_work():
            found = db.session.get_one(Question, question.id)
            answers.answer(found, f"Another way, number {number}: give both nodes a fixed channel.", by=carol)
    sign_in(client, bob)
    path = client.get(f"/questions/{question.id}").location
    for number in (1, 2):
        page = client.get(f"{path}?page={number}&sort=new").text
        assert ("nightly channel scan" in page) == (number == 2)
        assert "You have answered this." in page
        assert f"/posts/{answer.id}/edit" in page
    assert "You have answered this." not in app.test_client().get(path).text
