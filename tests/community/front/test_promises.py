"""Pages promise an answer within the time that the site has set, and within no other."""

from flask import Flask
from flask.testing import FlaskClient

from community.answers import services as answers
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.questions import services as asking
from tests.community.front.conftest import Asks
from tests.conftest import MakeMember, SignIn, actor_of


def test_a_site_that_takes_over_after_a_day_promises_nothing_sooner(
    app: Flask, client: FlaskClient, sign_in: SignIn, asks: Asks, alice: Actor
) -> None:
    app.extensions["huzhu_thresholds"]["unanswered_minutes"] = 24 * 60
    app.extensions["huzhu_thresholds"]["ring_2_minutes"] = 180
    asked = asks(alice)
    shown = {path: client.get(path).text for path in ("/", "/about")}
    theirs = sign_in(client, alice)
    shown |= {
        path: theirs.get(path, follow_redirects=True).text for path in ("/ask", f"/questions/{asked.id}")
    }
    assert "more of them after 3 hours" in shown[f"/questions/{asked.id}"]
    for path, page in shown.items():
        assert "two hours" not in page, path
        assert "within 24 hours" in page, path


def test_newcomers_read_how_many_first_texts_are_looked_at_and_that_all_are_public(
    app: Flask, client: FlaskClient, sign_in: SignIn, asks: Asks, alice: Actor, member: MakeMember
) -> None:
    asked = asks(alice)
    nina = actor_of(member("nina"))
    theirs = sign_in(client, nina)
    app.extensions["huzhu_thresholds"]["newcomer_posts"] = 0
    assert "Your texts are public at once." in theirs.get("/").text
    app.extensions["huzhu_thresholds"]["newcomer_posts"] = 3
    assert "public at once; a person has a look at the first 3, too" in theirs.get("/").text
    with unit_of_work():
        given = answers.answer(asked, "Switch the nightly scan off, then it stays.", by=nina)
    assert given.is_visible
    app.extensions["huzhu_thresholds"]["newcomer_posts"] = 1
    page = theirs.get(f"/questions/{asked.id}", follow_redirects=True).text
    assert "Your first text is also seen by a person." in page


def test_what_is_private_is_covered_as_the_page_about_this_place_says(
    client: FlaskClient, alice: Actor
) -> None:
    with unit_of_work():
        asked = asking.ask(
            "Why is the node silent at night?",
            "Since Tuesday it sleeps. My card is 4111 1111 1111 1111.",
            ["mesh"],
            by=alice,
        )
    assert asked.is_visible
    page = client.get(f"/questions/{asked.id}", follow_redirects=True).text
    assert "4111" not in page
    assert "we cover them for everybody but you and our staff" in client.get("/about").text
