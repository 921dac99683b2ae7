"""Whoever deletes, brings back, reports or edits an answer waits for its thread first, as everybody does."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import event

from community.answers import queries as answers_known
from community.answers import services as answers
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.posts import editing, queries, services
from community.posts.editing import Words
from community.questions import queries as questions_known
from community.questions import services as questions
from community.ratings import services as ratings
from moderation.flags import services as flags
from tests.community.api.conftest import Program, token_of
from tests.conftest import MakeMember, actor_of
from tests.parallel import at_once

ANSWER = "Hold the button for ten seconds and watch the lamp blink twice."


@pytest.mark.postgres
@pytest.mark.parametrize("app", ["postgres"], indirect=True)
def test_nobody_waits_in_a_circle(
    app: Flask, member: MakeMember, alice: Actor, bob: Actor, carol: Actor
) -> None:
    with unit_of_work():
        question = questions.ask("Why does the lamp blink at night?", ANSWER, ["wifi"], by=alice)
        number = answers.answer(question, ANSWER, by=bob).id
    raters = [actor_of(member(f"rater{each}"), level=3) for each in range(3)]

    def deed(run: Callable[[], object]) -> Callable[[], object]:
        def attempt() -> object:
            with unit_of_work():
                return run()

        return attempt

    def rate(by: Actor, stars: int) -> Callable[[], object]:
        return deed(lambda: ratings.rate(answers_known.answer_or_404(number), stars, by=by))

    for stars in range(1, 6):
        at_once(
            app,
            [
                deed(
                    lambda: services.delete(
                        queries.post_or_404(number, for_update=True), by=carol, reason="spam"
                    )
                ),
                *(rate(each, stars) for each in raters),
                deed(lambda: answers.accept(answers_known.answer_or_404(number), by=alice)),
                deed(lambda: services.restore(queries.post_or_404(number, for_update=True), by=carol)),
                deed(
                    lambda stars=stars: editing.edit(
                        queries.post_or_404(number), Words(body=f"{ANSWER} {stars}"), by=bob
                    )
                ),
                deed(
                    lambda stars=stars: flags.flag(queries.post_or_404(number), "spam", by=raters[stars % 3])
                ),
            ],
        )


@pytest.mark.postgres
@pytest.mark.parametrize("app", ["postgres"], indirect=True)
def test_a_program_that_edits_an_answer_waits_for_its_thread_first(
    app: Flask, alice: Actor, bob: Actor
) -> None:
    with unit_of_work():
        question = questions.ask("Why does the lamp blink at night?", ANSWER, ["wifi"], by=alice).id
    with unit_of_work():
        number = answers.answer(questions_known.question_or_404(question), ANSWER, by=bob).id
    program = Program(app, {"Authorization": f"Bearer {token_of(bob)}"})
    locked: list[int] = []

    def note(_connection: object, _cursor: object, statement: str, given: dict[str, int], *_: object) -> None:
        if statement.startswith("SELECT") and "FROM posts" in statement and "FOR NO KEY UPDATE" in statement:
            locked.extend(given.values())

    event.listen(db.engine, "before_cursor_execute", note)
    program.done("PATCH", f"/posts/{number}", {"body": f"{ANSWER} Then wait."})
    assert list(dict.fromkeys(locked)) == [question, number]
