"""News about reports tell titles of now without a statement for each of them."""

from typing import TYPE_CHECKING

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event

from community.accounts.models import Member
from community.accounts.services import create_token
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.notifications.models import Notification
from community.notifications.reported import words_now
from community.questions import services as asking
from tests.community.notifications.making import news
from tests.conftest import SignIn, both_databases

if TYPE_CHECKING:
    from community.kernel.web import Huzhu

REPORTS = 8  # lines of the panel


@pytest.fixture
def told(app: "Huzhu", alice: Actor, bob: Actor) -> None:
    """Bob reported eight questions of Alice and heard of all of them."""
    with unit_of_work():
        asked = [
            asking.ask(
                f"Why does lamp {number} of the router blink?", "It blinks all night.", ["lamps"], by=alice
            ).id
            for number in range(REPORTS)
        ]
    for number in asked:
        data = {"title": "as it was", "flag": number, "path": f"/flags/{number}"}
        news(bob, "flag-upheld", cause=f"flag-upheld:{number}", question_id=number, data=data)


@both_databases
@pytest.mark.usefixtures("told")
@pytest.mark.parametrize("path", ["/notifications", "/notifications/panel", "/api/v1/notifications"])
def test_titles_are_read_together(
    app: "Huzhu", client: FlaskClient, sign_in: SignIn, bob: Actor, path: str
) -> None:
    with unit_of_work():
        key = {"Authorization": f"Bearer {create_token(db.session.get_one(Member, bob.id))}"}
    given = key if path.startswith("/api/") else {}
    sign_in(client, bob)
    client.get(path, headers=given)
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        page = client.get(path, headers=given).text
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    assert page.count("of the router blink?") >= REPORTS
    assert "as it was" not in page
    assert len([each for each in seen if each.startswith("SELECT questions.id")]) == 1
    assert len([each for each in seen if each.startswith("SELECT")]) <= 10


@pytest.mark.usefixtures("told")
def test_a_single_piece_of_news_finds_its_question(app: "Huzhu", bob: Actor) -> None:
    one = db.session.query(Notification).filter_by(member_id=bob.id, kind="flag-upheld").first()
    assert one is not None
    assert words_now(one)["title"].startswith("Why does lamp")
