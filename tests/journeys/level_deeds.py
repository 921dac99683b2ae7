"""Deeds whose permission depends on the post, so that a service asks the policy table; each on a fresh thread."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from itertools import count
from typing import Any

from community.answers import services as answers
from community.answers.models import Answer
from community.kernel import clock
from community.kernel.db import db
from community.kernel.policy import Actor, Permission, Role
from community.kernel.unit_of_work import unit_of_work
from community.posts import editing
from community.posts import services as posts
from community.posts.models import Post
from community.questions import services as questions
from community.questions.models import Question
from moderation.appeals import services as appeals
from moderation.review.models import ReviewItem
from moderation.sanctions.models import Sanction

Try = Callable[[Actor, Actor], tuple[str, str, dict[str, Any]]]
DEEDS: list[tuple[Permission, str, Try]] = []


def deed(permission: Permission) -> Callable[[Try], Try]:
    """Something that one tries on a fresh thread of others."""

    def keep(attempt: Try) -> Try:
        DEEDS.append((permission, attempt.__name__, attempt))
        return attempt

    return keep


NUMBERS = count(1)


def thread(asker: Actor, author: Actor) -> Answer:
    """A question of last week with an answer."""
    with clock.at(clock.now() - timedelta(days=9)):
        with unit_of_work():
            question = questions.ask(
                f"Why does the mesh drop at night, case {next(NUMBERS)}?",
                "Since Tuesday both nodes lose each other at two in the morning and come back at three.",
                ["mesh"],
                by=replace(asker, level=4),
            )
        with unit_of_work():
            found = db.session.get_one(Question, question.id)
            return answers.answer(
                found, f"The nightly scan {next(NUMBERS)} does it; switch it off.", by=author
            )


@deed(Permission.COMMENT_ANYWHERE)
def comments(alice: Actor, bob: Actor) -> tuple[str, str, dict[str, Any]]:
    answer = thread(alice, bob)
    words = f"Does that hold for the second generation, too? Number {answer.id}."
    return "POST", f"/posts/{answer.id}/comment", {"body": words}


@deed(Permission.COMMENT_ANYWHERE)
def comments_by_a_program(alice: Actor, bob: Actor) -> tuple[str, str, dict[str, Any]]:
    answer = thread(alice, bob)
    words = f"Does that hold for the second generation, too? Number {answer.question_id}."
    return "POST", f"/api/v1/posts/{answer.question_id}/comments", {"body": words}


@deed(Permission.COMMENT_ANYWHERE)
def opens_the_form_for_comments(alice: Actor, bob: Actor) -> tuple[str, str, dict[str, Any]]:
    return "GET", f"/posts/{thread(alice, bob).id}/comment", {}


@deed(Permission.RATE_ANSWER)
def rates(alice: Actor, bob: Actor) -> tuple[str, str, dict[str, Any]]:
    return "POST", f"/answers/{thread(alice, bob).id}/rating", {"stars": "5"}


@deed(Permission.RATE_ANSWER)
def rates_by_a_program(alice: Actor, bob: Actor) -> tuple[str, str, dict[str, Any]]:
    return "PUT", f"/api/v1/answers/{thread(alice, bob).id}/rating", {"stars": 5}


@deed(Permission.ACCEPT_FOR_ASKER)
def accepts_for_the_asker(alice: Actor, bob: Actor) -> tuple[str, str, dict[str, Any]]:
    return "POST", f"/answers/{thread(alice, bob).id}/acceptance", {}


@deed(Permission.ACCEPT_FOR_ASKER)
def accepts_by_a_program(alice: Actor, bob: Actor) -> tuple[str, str, dict[str, Any]]:
    return "PUT", f"/api/v1/answers/{thread(alice, bob).id}/acceptance", {}


@deed(Permission.RETAG)
def retags(alice: Actor, bob: Actor) -> tuple[str, str, dict[str, Any]]:
    return "POST", f"/questions/{thread(alice, bob).question_id}/tags", {"tags": "wifi setup"}


@deed(Permission.RETAG)
def retags_by_a_program(alice: Actor, bob: Actor) -> tuple[str, str, dict[str, Any]]:
    return "PATCH", f"/api/v1/posts/{thread(alice, bob).question_id}", {"tags": ["wifi", "setup"]}


@deed(Permission.EDIT_TAG)
def describes_a_tag(alice: Actor, bob: Actor) -> tuple[str, str, dict[str, Any]]:
    thread(alice, bob)
    return "POST", "/tags/mesh/edit", {"excerpt": "Several nodes that make one network."}


@deed(Permission.MARK_DUPLICATE)
def marks_a_duplicate(alice: Actor, bob: Actor) -> tuple[str, str, dict[str, Any]]:
    other = thread(alice, bob).question_id
    form = {"reason": "duplicate", "duplicate_of": str(other)}
    return "POST", f"/questions/{thread(alice, bob).question_id}/close", form


@deed(Permission.CLOSE)
def closes(alice: Actor, bob: Actor) -> tuple[str, str, dict[str, Any]]:
    return "POST", f"/questions/{thread(alice, bob).question_id}/close", {"reason": "off-topic"}


@deed(Permission.CLOSE)
def reopens(alice: Actor, bob: Actor) -> tuple[str, str, dict[str, Any]]:
    number = thread(alice, bob).question_id
    with unit_of_work():
        steward = replace(bob, level=4)
        questions.close(db.session.get_one(Question, number), questions.CloseReason.OFF_TOPIC, by=steward)
    return "POST", f"/questions/{number}/reopen", {}


@deed(Permission.EDIT_ANY)
def restores_an_earlier_state(alice: Actor, bob: Actor) -> tuple[str, str, dict[str, Any]]:
    answer = thread(alice, bob)
    with unit_of_work():
        words = editing.Words(
            body=f"The nightly scan does it; update the firmware instead, number {answer.id}."
        )
        editing.edit(db.session.get_one(Post, answer.id), words, by=bob)
    return "POST", f"/posts/{answer.id}/history/1/restore", {}


@deed(Permission.EDIT_ANY)
def edits_by_a_program(alice: Actor, bob: Actor) -> tuple[str, str, dict[str, Any]]:
    answer = thread(alice, bob)
    return (
        "PATCH",
        f"/api/v1/posts/{answer.id}",
        {"body": f"Switch off the nightly scan {answer.id} and restart."},
    )


@deed(Permission.DECIDE_REVIEW)
def decides_on_a_suggestion(alice: Actor, bob: Actor) -> tuple[str, str, dict[str, Any]]:
    answer = thread(alice, bob)
    with unit_of_work():
        words = editing.Words(
            body=f"The nightly scan does it, number {answer.id}; switch it off, then restart."
        )
        suggestion = editing.suggest(db.session.get_one(Post, answer.id), words, by=alice)
        number = suggestion.id
    item = db.session.query(ReviewItem).filter_by(suggestion_id=number).one()
    return "POST", f"/review/{item.id}/decision", {"decision": "approve", "again": "1"}


@deed(Permission.REVIEW)
def takes_the_next_item(alice: Actor, bob: Actor) -> tuple[str, str, dict[str, Any]]:
    return "POST", "/review/next", {}


@deed(Permission.DECIDE_APPEALS)
def takes_an_appeal(alice: Actor, bob: Actor) -> tuple[str, str, dict[str, Any]]:
    return "POST", f"/appeals/{appeal_of(alice, bob)}/claim", {}


@deed(Permission.DECIDE_APPEALS)
def takes_an_appeal_by_a_program(alice: Actor, bob: Actor) -> tuple[str, str, dict[str, Any]]:
    return "POST", f"/api/v1/appeals/{appeal_of(alice, bob)}/claim", {}


@deed(Permission.INVITE)
def makes_a_link_for_somebody_new(alice: Actor, bob: Actor) -> tuple[str, str, dict[str, Any]]:
    return "POST", "/invitations", {"way": "link", "uses": "1"}


def appeal_of(remover: Actor, author: Actor) -> int:
    """An answer that somebody else took away, and its author's appeal."""
    answer = thread(remover, author)
    with unit_of_work():
        posts.hide(db.session.get_one(Post, answer.id), "off-topic", by=replace(remover, role=Role.MODERATOR))
    sanction = db.session.query(Sanction).filter_by(about_id=answer.id).one()
    with unit_of_work():
        return appeals.appeal(sanction.id, "It is about the mesh.", by=author).id
