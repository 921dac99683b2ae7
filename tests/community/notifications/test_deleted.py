"""News about what one has deleted oneself lead nowhere, so they go out of sight with it, and come back with it."""

from flask.testing import FlaskClient

from community.answers import services as answers
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.notifications import queries
from community.posts import services as posts
from community.posts.queries import post_or_404
from community.questions import services as asking
from tests.conftest import SignIn

TITLE = "Which lamp of the router blinks?"


def test_news_about_a_deleted_question_of_ones_own_are_neither_shown_nor_counted(
    client: FlaskClient, sign_in: SignIn, alice: Actor, bob: Actor
) -> None:
    with unit_of_work():
        asked = asking.ask(TITLE, "It blinks in green all the time, why is that?", ["lamps"], by=alice)
        answers.answer(asked, "It looks for the other node; turn that one on.", by=bob)
        number = asked.id
    browser = sign_in(client, alice)
    for deed, seen in ((None, True), (posts.delete, False), (posts.restore, True)):
        if deed is not None:
            with unit_of_work():
                deed(post_or_404(number, for_update=True), by=alice)
        assert (TITLE in browser.get("/notifications").text) is seen
        told = [each.kind for each in queries.inbox(alice, 1).items]
        assert ("answer" in told) is seen
        assert queries.unread_count(alice) == len(told)
