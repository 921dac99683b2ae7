"""Titles with something covered in them, where other pages name them: in words, never as the mark in the text."""

from flask import Flask

from community.answers.models import Answer
from community.curation import services as curation
from community.kernel import jobs, masks
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.ports import Mask
from community.kernel.unit_of_work import unit_of_work
from community.posts import vault
from community.posts.models import PostLink
from community.posts.rules import LinkKind
from community.questions import services as asking
from community.questions.models import CloseReason, Question
from tests.community.reading.conftest import Thread, rate
from tests.conftest import SignIn


def covered(answer: Answer) -> Question:
    """The question of an answer, once a part of its title is covered."""
    with unit_of_work():
        question = db.session.get_one(Question, answer.question_id)
        vault.set_covered(question, [Mask(kind="phone", where="title", start=8, end=12)])
    assert masks.BAR in question.title
    return question


def test_a_linked_question_is_named_in_words(app: Flask, thread: Thread, alice: Actor, bob: Actor) -> None:
    hidden, other = covered(thread(alice, bob)), thread(alice, bob)
    with unit_of_work():
        db.session.add(
            PostLink(
                from_id=other.question_id,
                to_id=hidden.id,
                kind=LinkKind.RELATED,
                created_at=hidden.created_at,
            )
        )
    page = app.test_client().get(f"/questions/{other.question_id}", follow_redirects=True).text
    assert "Linked questions" in page
    assert masks.BAR not in page


def test_the_front_page_and_the_profile_name_it_in_words(
    app: Flask, thread: Thread, alice: Actor, bob: Actor, carol: Actor
) -> None:
    answer = thread(alice, bob)
    hidden = covered(answer)
    with unit_of_work():
        curation.recommend(hidden, "It helps with every mesh.", by=carol)
    rate(answer, 5, alice)
    for path in ("/", "/members/bob"):
        page = app.test_client().get(path).text
        assert "mesh drop at night, case 1?" in page, path
        assert masks.BAR not in page, path


def test_a_question_that_it_repeats_is_named_in_words(
    app: Flask, thread: Thread, alice: Actor, bob: Actor, carol: Actor
) -> None:
    hidden, other = covered(thread(alice, bob)), thread(alice, bob)
    with unit_of_work():
        asking.close(
            db.session.get_one(Question, other.question_id),
            CloseReason.DUPLICATE,
            duplicate_of=hidden,
            by=carol,
        )
    page = app.test_client().get(f"/questions/{other.question_id}", follow_redirects=True).text
    assert f"/questions/{hidden.id}/" in page
    assert masks.BAR not in page


def test_lists_searches_and_what_is_offered_while_typing_name_it_in_words(
    app: Flask, thread: Thread, alice: Actor, bob: Actor
) -> None:
    covered(thread(alice, bob))
    jobs.run_due()
    for path in (
        "/questions",
        "/search?q=mesh+drop",
        "/search/suggestions?title=Why+does+the+mesh+drop+at+night",
    ):
        page = app.test_client().get(path).text
        assert "drop" in page, path
        assert "[phone number, hidden]" in page, path
        assert masks.BAR not in page, path


def test_pages_of_deeds_name_it_in_words(
    app: Flask, sign_in: SignIn, thread: Thread, alice: Actor, bob: Actor, carol: Actor
) -> None:
    answer = thread(alice, bob)
    hidden = covered(answer)
    moderator = sign_in(app.test_client(), carol)
    for path in (
        f"/questions/{hidden.id}/close",
        f"/questions/{hidden.id}/merge",
        f"/posts/{hidden.id}/deeds",
    ):
        page = moderator.get(path)
        assert page.status_code == 200, path
        assert masks.BAR not in page.text, path
