"""A member's page: whom they helped, how fast, in what; nothing of what is out of sight; in few statements."""

from datetime import UTC, datetime, timedelta

from flask import Flask
from flask.testing import FlaskClient

from community.accounts import closing
from community.accounts.models import Member
from community.answers import services as answering
from community.comments import services as commenting
from community.kernel import clock
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.posts import services as posts
from community.posts.models import Post
from community.questions.models import Question
from community.reading.profile_numbers import numbers_of
from tests.community.reading.conftest import NOW, Thread, accept, rate, shown_of
from tests.conftest import SignIn, both_databases


def hide(post_id: int, by: Actor) -> None:
    with unit_of_work():
        posts.hide(db.session.get_one(Post, post_id), "off-topic", by=by)


def names_helped(someone: Actor) -> list[str]:
    return [each.person.name for each in shown_of(someone).helped if each.person]


@both_databases
def test_people_are_helped_by_accepted_and_well_rated_answers(
    app: Flask, thread: Thread, alice: Actor, bob: Actor, carol: Actor, dave: Actor, erin: Actor
) -> None:
    accept(thread(alice, bob), alice)
    accept(thread(alice, bob, at=NOW + timedelta(hours=2)), alice)  # the same person
    rate(thread(carol, bob, at=NOW + timedelta(hours=3)), 4, carol)
    poor = thread(dave, bob)
    rate(poor, 5, erin)
    rate(poor, 1, dave)  # three stars on average help nobody
    accept(thread(bob, bob), bob)
    thread(erin, bob)
    numbers = numbers_of(bob.id)
    assert numbers.helped == 2
    assert (numbers.answers, numbers.accepted, numbers.questions) == (6, 3, 1)
    assert numbers.distribution == (1, 0, 0, 1, 1)
    assert names_helped(bob) == ["Alice", "Carol"]  # accepted today


@both_databases
def test_the_usual_time_is_that_of_first_answers_to_others(
    app: Flask, thread: Thread, alice: Actor, bob: Actor
) -> None:
    for minutes in (5, 35, 300):
        first = thread(alice, bob, minutes)
        with clock.at(NOW + timedelta(days=2)), unit_of_work():
            question = db.session.get_one(Question, first.question_id)
            answering.answer(question, f"One more thing to try after {minutes} minutes of waiting.", by=bob)
    thread(bob, bob, minutes=1)
    assert numbers_of(bob.id).response == 35 * 60


@both_databases
def test_topics_are_those_of_answers_to_others_with_their_stars(
    app: Flask, thread: Thread, alice: Actor, bob: Actor
) -> None:
    rate(thread(alice, bob, tag="wifi"), 5, alice)
    rate(thread(alice, bob, tag="wifi"), 4, alice)
    thread(alice, bob, tag="setup")
    thread(bob, bob, tag="own")
    found = {each.name: (each.answers, each.ratings, each.mean) for each in numbers_of(bob.id).topics}
    assert found == {"wifi": (2, 2, 4.5), "setup": (1, 0, None)}


def test_days_are_those_of_utc(thread: Thread, alice: Actor, bob: Actor) -> None:
    late = datetime(2026, 3, 9, 23, 55, tzinfo=UTC)
    thread(alice, bob, minutes=10, at=late)
    thread(alice, bob, minutes=4, at=late)
    with clock.at(NOW):
        numbers = numbers_of(bob.id)
    assert [day.day for day, count in numbers.calendar.days if count] == [9, 10]
    assert (numbers.streaks.current, numbers.streaks.longest) == (2, 2)


def test_nothing_rests_on_what_is_out_of_sight(
    thread: Thread, alice: Actor, bob: Actor, carol: Actor, dave: Actor
) -> None:
    hidden_answer, hidden_question = thread(alice, bob), thread(dave, bob)
    for answer, asker in ((hidden_answer, alice), (hidden_question, dave)):
        accept(answer, asker)
        rate(answer, 5, asker)
    hide(hidden_answer.id, carol)
    hide(hidden_question.question_id, carol)
    numbers, shown = numbers_of(bob.id), shown_of(bob)
    assert (numbers.answers, numbers.helped, sum(numbers.distribution)) == (0, 0, 0)
    assert (numbers.topics, numbers.response) == ([], None)
    assert (list(shown.worth), list(shown.helped)) == ([], [])
    assert sum(count for _day, count in numbers.calendar.days) == 0
    assert numbers_of(dave.id).questions == 0
    assert list(shown_of(dave).asked) == []


@both_databases
def test_the_calendar_counts_what_is_in_sight(
    app: Flask, thread: Thread, alice: Actor, bob: Actor, carol: Actor, dave: Actor
) -> None:
    """Also remarks: not those beneath a hidden answer, or anywhere in a thread whose question is hidden."""
    seen, hidden_answer, hidden_question = thread(alice, bob), thread(alice, dave), thread(dave, alice)
    with clock.at(NOW), unit_of_work():
        for post_id, words in (
            (seen.id, "That did it for the one in the kitchen, thank you."),
            (seen.question_id, "Which firmware stands on the label?"),
            (hidden_answer.id, "Mine has no such button at the back."),
            (hidden_question.question_id, "Did it begin after the storm on Monday?"),
        ):
            commenting.comment(db.session.get_one(Post, post_id), words, by=bob)

    def days() -> int:
        with clock.at(NOW):
            return sum(count for _day, count in numbers_of(bob.id).calendar.days)

    assert days() == 5
    hide(hidden_answer.id, carol)
    assert days() == 4
    hide(hidden_question.question_id, carol)
    assert days() == 3
    hide(seen.question_id, carol)
    assert days() == 0


def test_who_has_left_is_counted_but_not_named(thread: Thread, alice: Actor, bob: Actor) -> None:
    accept(thread(alice, bob), alice)
    with unit_of_work():
        closing.close_account(db.session.get_one(Member, alice.id), sure=True)
    assert numbers_of(bob.id).helped == 1
    assert names_helped(bob) == []


def test_ones_own_page_tells_what_people_said_while_it_is_public(
    client: FlaskClient, thread: Thread, alice: Actor, bob: Actor, carol: Actor, sign_in: SignIn
) -> None:
    answer = thread(alice, bob)
    accept(answer, alice)
    said = []
    for words in ("That was it, the scan was on since March.", "And the second node is fine as well now."):
        with unit_of_work():
            parent = db.session.get_one(Post, answer.id)
            said.append(commenting.comment(parent, words, by=alice).id)
    own = sign_in(client.application.test_client(), bob)
    page = own.get("/members/bob").text
    assert "People you helped" in page
    assert "the second node is fine" in page
    assert "the second node is fine" not in client.get("/members/bob").text
    hide(said[1], carol)
    page = own.get("/members/bob").text
    assert "the scan was on since March" in page
    assert "the second node is fine" not in page


def test_poor_answers_are_not_worth_reading(thread: Thread, alice: Actor, bob: Actor) -> None:
    fine, poor, new = thread(alice, bob), thread(alice, bob), thread(alice, bob)
    rate(fine, 5, alice)
    rate(poor, 1, alice)
    assert [each.answer_id for each in shown_of(bob).worth] == [fine.id, new.id]


def test_each_page_says_what_it_shows(
    client: FlaskClient, thread: Thread, alice: Actor, bob: Actor, sign_in: SignIn
) -> None:
    accept(thread(alice, bob, 35), alice)
    rate(thread(alice, bob, 35), 5, alice)
    page = client.get("/members/bob").text
    assert "Helped 1 person, usually within 35 minutes" in " ".join(page.split())
    for words in (
        "People helped",
        "Knows about",
        "Stars received",
        "5.0 stars on average, of 1 rating",
        "Days with a post",
    ):
        assert words in page, words
    assert "Questions asked" in client.get("/members/alice").text


def test_a_newcomers_page_leads_on(client: FlaskClient, alice: Actor, sign_in: SignIn) -> None:
    assert "Nothing written yet" in client.get("/members/alice").text
    own = sign_in(client, alice).get("/members/alice").text
    assert "Questions that wait for an answer" in own
