"""Articles for programs."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from community.accounts import services as accounts
from community.accounts.models import Member
from community.answers.models import Answer
from community.articles import services
from community.articles.rules import Move
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.questions.models import Question
from tests.community.articles.making import WORDS, drafted, kept, moved, published

Key = Callable[..., dict[str, str]]
API = "/api/v1"


@pytest.fixture
def key(app: Flask) -> Key:
    def make(actor: Actor, *scopes: str) -> dict[str, str]:
        with unit_of_work():
            member = db.session.get_one(Member, actor.id)
            made = accounts.create_token(member, scopes=scopes or None, by=actor)
        return {"Authorization": f"Bearer {made}"}

    return make


def test_an_article_from_a_question_to_its_readers(
    client: FlaskClient, key: Key, question: Question, answer: Answer, dave: Actor, erin: Actor, bob: Actor
) -> None:
    agent, second, reader = key(dave), key(erin), key(bob)
    path = f"{API}/questions/{question.id}/article"
    assert client.post(path, headers=reader).status_code == 403
    made = client.post(path, json={}, headers=agent)
    assert made.status_code == 201
    assert made.json is not None
    number = made.json["id"]
    assert (made.json["state"], made.json["answer_id"], made.json["tags"]) == ("draft", answer.id, ["mesh"])
    assert client.get(f"{API}/articles/{number}").status_code == 404
    changed = client.patch(f"{API}/articles/{number}", json={"cause": "The update", "base": 1}, headers=agent)
    assert changed.json is not None
    assert (changed.json["cause"], changed.json["problem"], changed.json["revision"]) == (
        "The update",
        question.body_markdown,
        2,
    )
    stale = client.patch(f"{API}/articles/{number}", json={"cause": "x", "base": 1}, headers=agent)
    assert stale.status_code == 409
    state = f"{API}/articles/{number}/state"
    assert client.post(state, json={"move": "submit"}, headers=agent).status_code == 200
    assert client.post(state, json={"move": "publish"}, headers=agent).status_code == 403
    done = client.post(state, json={"move": "publish"}, headers=second)
    assert done.json is not None
    assert (done.json["public"], done.json["live_revision"]) == (True, 2)
    voted = client.put(f"{API}/articles/{number}/vote", json={"helpful": True}, headers=reader)
    assert voted.json is not None
    assert (voted.json["helpful"], voted.json["own_vote"]) == (1, True)
    listed = client.get(f"{API}/articles?tag=mesh").json
    assert listed is not None
    assert [each["id"] for each in listed["items"]] == [number]


def test_a_list_is_turned_by_cursor_and_searched(
    client: FlaskClient, key: Key, dave: Actor, erin: Actor
) -> None:
    numbers = [published(dave, erin, title=f"{WORDS.title} in house {each}") for each in range(3)]
    first = client.get(f"{API}/articles?limit=2").json
    assert first is not None
    rest = client.get(f"{API}/articles?limit=2&cursor={first['next']}").json
    assert rest is not None
    assert sorted(each["id"] for each in first["items"] + rest["items"]) == numbers
    assert rest["next"] is None
    found = client.get(f"{API}/articles?q=house+nights&lang=en").json
    assert found is not None
    assert len(found["items"]) == 3
    assert client.get(f"{API}/articles?state=draft").status_code == 401
    assert client.get(f"{API}/articles?state=draft", headers=key(dave)).json == {"items": [], "next": None}


@pytest.mark.usefixtures("question")  # under the tag
def test_what_is_searched_under_a_tag_has_it(client: FlaskClient, dave: Actor, erin: Actor) -> None:
    number = published(dave, erin, tags=("mesh",))
    for tag, found in (("mesh", [number]), ("kettles", [])):
        answer = client.get(f"{API}/articles?q=house+nights+mesh&tag={tag}").json
        assert answer is not None
        assert [each["id"] for each in answer["items"]] == found


@pytest.mark.usefixtures("question")
def test_words_are_looked_for_among_those_of_the_state_that_is_asked_for(
    client: FlaskClient, key: Key, dave: Actor, erin: Actor
) -> None:
    published(dave, erin)
    draft = drafted(dave)
    for words, found in (("MESH", [draft]), ("mesh+100%25", []), ("kettle", [])):
        answer = client.get(f"{API}/articles?state=draft&q={words}", headers=key(dave)).json
        assert answer is not None
        assert [each["id"] for each in answer["items"]] == found
    assert client.get(f"{API}/articles?state=draft&q=mesh").status_code == 401


def test_suggestions_name_articles_and_why(client: FlaskClient, dave: Actor, erin: Actor) -> None:
    number = published(dave, erin)
    found = client.get(f"{API}/suggest?title=The+mesh+drops+at+night").json
    assert found is not None
    assert [(each["id"], "mesh" in each["words"]) for each in found["articles"]] == [(number, True)]


def test_a_translation_is_begun_with_the_words_there_are(
    client: FlaskClient, key: Key, dave: Actor, erin: Actor
) -> None:
    number = published(dave, erin)
    made = client.post(
        f"{API}/articles", json={"translation_of": number, "lang": "zh-Hans"}, headers=key(dave)
    )
    assert made.json is not None
    assert (made.json["translation_of"], made.json["lang"], made.json["title"]) == (
        number,
        "zh-Hans",
        WORDS.title,
    )
    assert client.post(f"{API}/articles", json={"lang": "en"}, headers=key(dave)).status_code == 422


def test_a_program_that_says_what_it_read_publishes_nothing_newer(
    client: FlaskClient, key: Key, dave: Actor, erin: Actor
) -> None:
    number = drafted(dave)
    moved(number, Move.SUBMIT, dave)
    with unit_of_work():
        services.edit(number, replace(WORDS, steps="1. Pay at pay.example before you call us."), by=dave)
    headers = key(erin)
    state = f"{API}/articles/{number}/state"
    stale = client.post(state, json={"move": "publish", "revision": 1}, headers=headers)
    assert (stale.status_code, kept(number).live_number) == (409, None)
    done = client.post(state, json={"move": "publish", "revision": 2}, headers=headers)
    assert (done.status_code, kept(number).live_number) == (200, 2)
