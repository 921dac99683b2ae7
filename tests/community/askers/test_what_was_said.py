"""The page behind a letter shows what was asked, what was answered and what was written back, in its order."""

import re

from flask import Flask
from flask.testing import FlaskClient

from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from moderation.escalation import closing
from moderation.escalation.queries import open_case_of_question
from tests.community.askers.test_hearing_back import ANSWER, answer, asks, letters, path, question
from tests.conftest import both_databases

TOASTER = "This is an absolute disgrace!!! Now the toaster burns my bread, you liars. My money back NOW."
MORE = "It leaks,\nand it hums <b>loudly</b>."


def said(page: str) -> list[str]:
    """What the messages of a page say, in their order."""
    found = re.findall(r'<li class="message[^>]*>(.*?)</li>', page, re.DOTALL)
    return [re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", each)) for each in found]


@both_databases
def test_all_of_it_stands_there_once_the_address_is_confirmed(
    app: Flask, client: FlaskClient, dave: Actor
) -> None:
    asks(app, client)
    there = path(letters(app)[0])
    assert "kettle" not in client.get(there).text  # anybody may have typed this address
    client.post(there)
    page = client.get(there).text
    (asked,) = said(page)
    assert "Third kettle that burst" in asked
    assert "Our team has this" in page
    first = {"question": question().id, "once": "k1", "body": "I forgot: it is the blue one."}
    assert client.post(f"{there}/reply", data=first).status_code == 303
    answer(dave)
    again = {"question": question().id, "once": "k2", "body": MORE}
    assert client.post(f"{there}/reply", data=again).status_code == 303
    page = client.get(there).text
    asked, added, answered, back = said(page)
    assert "the blue one" in added
    assert ANSWER in answered
    assert "&lt;b&gt;loudly&lt;/b&gt;" in back
    assert "<b>loudly" not in page
    assert "Our team has this" not in page


def test_what_was_settled_without_a_word_is_not_waited_for(
    app: Flask, client: FlaskClient, dave: Actor
) -> None:
    asks(app, client)
    there = path(letters(app)[0])
    client.post(there)
    case = open_case_of_question(question().id)
    assert case is not None
    with unit_of_work():
        closing.resolve(case.id, by=dave)
    assert "Our team has this" not in client.get(there).text


def test_each_question_has_its_own_messages(app: Flask, client: FlaskClient, dave: Actor) -> None:
    asks(app, client)
    there = path(letters(app)[0])
    client.post(there)
    asks(app, client, 2, text=TOASTER)
    answer(dave, "Turn the toaster round.")
    kettle, toaster, turned = said(client.get(there).text)
    assert "kettle" in kettle
    assert "bread" in toaster
    assert "Turn" in turned
