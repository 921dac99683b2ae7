"""Similar questions beside a question: remembered for its title, and found anew once that is another."""

import pytest
from flask import Flask

from community.kernel import jobs
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.questions import services as asking
from community.questions.models import Question
from community.reading import related
from community.search import services as search

BODY = "It has gone on for a week now, and a new cable changed nothing at all."


def ask(title: str, tag: str, by: Actor) -> Question:
    with unit_of_work():
        return asking.ask(title, BODY, [tag], by=by)


def beside(app: Flask, question_id: int) -> str:
    with app.test_request_context():
        return related.related_questions(question_id)


def test_another_title_has_other_questions_beside_it(app: Flask, alice: Actor, bob: Actor) -> None:
    ask("The printer draws stripes on thick paper", "printer", bob)
    ask("The kettle whistles before the water boils", "kettle", bob)
    asked = ask("My printer draws stripes, whatever paper I take", "printer", alice)
    jobs.run_due()
    assert "draws stripes on thick paper" in beside(app, asked.id)
    with unit_of_work():
        asking.edit(
            asked,
            title="The kettle whistles long before its water boils",
            body=BODY,
            tag_names=["kettle"],
            by=alice,
        )
    found = beside(app, asked.id)
    assert "kettle whistles before the water" in found
    assert "stripes" not in found


def test_that_nothing_is_alike_is_not_remembered_for_long(
    app: Flask, alice: Actor, bob: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = ask("My printer draws stripes, whatever paper I take", "printer", alice)
    jobs.run_due()
    assert beside(app, asked.id) == ""
    ask("The printer draws stripes on thick paper", "printer", bob)
    jobs.run_due()
    search.rebuild()
    assert beside(app, asked.id) == ""
    now = related.time.monotonic()
    monkeypatch.setattr(related.time, "monotonic", lambda: now + related.NOTHING_KEPT_SECONDS)
    assert "draws stripes on thick paper" in beside(app, asked.id)
