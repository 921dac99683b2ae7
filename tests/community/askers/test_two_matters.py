"""Who asked twice from outside writes back about either matter, each in its own conversation."""

import re

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from community.channels.models import ChannelMessage, Conversation
from community.kernel.db import db
from community.kernel.policy import Actor
from tests.community.askers.test_hearing_back import answer, asks, letters, path, question

REPLY = "It leaks, too."


def test_each_matter_that_was_answered_can_be_replied_to(
    app: Flask, client: FlaskClient, dave: Actor
) -> None:
    asks(app, client)
    there = path(letters(app)[0])
    client.post(there)
    answer(dave)
    first = question().id
    asks(app, client, 2)
    answer(dave, "The second one leaves tomorrow.")
    page = client.get(there).get_data(as_text=True)
    offered = [int(each) for each in re.findall(r'name="question" value="(\d+)"', page)]
    assert offered == [first, question().id]
    assert page.index("The second one") > page.index(f'value="{first}"')
    refused = client.post(f"{there}/reply", data={"question": first, "body": "!"}).get_data(as_text=True)
    assert refused.count("Write something first.") == 1
    client.post(f"{there}/reply", data={"question": first, "body": REPLY})
    of_reply = select(Conversation.question_id).join(ChannelMessage).where(ChannelMessage.body == REPLY)
    assert db.session.scalars(of_reply).all() == [first]


def test_other_words_under_the_name_of_a_form_that_was_sent_are_another_reply(
    app: Flask, client: FlaskClient, dave: Actor
) -> None:
    """A second tab of the page, or the page that the back button shows again."""
    asks(app, client)
    there = path(letters(app)[0])
    client.post(there)
    answer(dave)
    given = {"question": question().id, "once": "k1"}
    for words in (REPLY, REPLY, "And the lid does not close."):
        assert client.post(f"{there}/reply", data={**given, "body": words}).status_code == 303
    said = db.session.scalars(select(ChannelMessage.body).order_by(ChannelMessage.id)).all()
    assert said[1:] == [REPLY, "And the lid does not close."]
