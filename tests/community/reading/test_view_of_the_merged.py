"""Whoever asked a question that was merged is told so once, and finds their matter where it goes on."""

import pytest
from flask.testing import FlaskClient

from community.answers import threads
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.notifications.models import Notification
from community.questions import services as asking
from community.questions.queries import question_or_404
from tests.conftest import SignIn

HERE = "Your question goes on here"


@pytest.fixture
def merged(alice: Actor, bob: Actor, carol: Actor) -> tuple[int, int]:
    """A question of Alice that was merged into one of Bob."""
    with unit_of_work():
        old = asking.ask("Why does the mesh drop at two?", "It drops every night at two.", ["mesh"], by=alice)
        new = asking.ask(
            "Mesh loses a node every night", "At two it is gone, at three back.", ["mesh"], by=bob
        )
        numbers = old.id, new.id
    with unit_of_work():
        threads.merge(question_or_404(numbers[0]), question_or_404(numbers[1]), by=carol)
    return numbers


def test_one_alert_tells_of_a_merge(merged: tuple[int, int], alice: Actor) -> None:
    told = (
        db.session.query(Notification)
        .filter(Notification.question_id.is_not(None))
        .filter_by(member_id=alice.id)
    )
    assert [(each.kind, each.question_id) for each in told] == [("merged", merged[1])]


def test_the_page_where_it_goes_on_says_so_to_whoever_asked(
    merged: tuple[int, int], client: FlaskClient, alice: Actor, bob: Actor, sign_in: SignIn
) -> None:
    old, new = merged
    assert HERE not in client.get(f"/questions/{new}", follow_redirects=True).text
    for reader, told in ((alice, True), (bob, False)):
        page = sign_in(client, reader).get(f"/questions/{old}", follow_redirects=True)
        assert page.request.path.startswith(f"/questions/{new}/")
        assert (HERE in page.text) == told
