"""What is learnt from, and the command that learns."""

from collections.abc import Iterator

import pytest
from click.testing import Result
from flask import Flask
from flask.testing import FlaskCliRunner

from moderation.learning import rules, services
from moderation.learning.cli import learn
from moderation.triage import corrections
from moderation.triage.records import Kind, Message, Score

BODY = "The light of the router blinks twice every morning after the update of version {}."
OFFER = "My cousin repairs satellite dishes in the harbour quarter cheaply, house number {}."


@pytest.fixture(autouse=True)
def shipped() -> Iterator[None]:
    yield
    corrections.use({})


def examples(count: int) -> list[rules.Decided]:
    found = []
    for number in range(count):
        for text, warned in ((OFFER.format(number), True), (BODY.format(number), False)):
            reading = services.Reading(Message(text, kind=Kind.QUESTION))
            found.append(rules.Decided(text, Score(0.1), reading.features, warned))
    return found


def run(app: Flask, *arguments: str) -> Result:
    runner: FlaskCliRunner = app.test_cli_runner()
    return runner.invoke(learn, arguments, obj=lambda: app)
