"""A browser in which somebody is signed in no more shows no news of theirs."""

from typing import TYPE_CHECKING

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from community.accounts import credentials, hashing, tokens
from community.accounts.models import Member
from community.accounts.tokens import Purpose
from community.kernel import secret_links
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.notifications import pushing
from community.notifications.models import PushDevice
from tests.community.notifications.test_push import PushService, service
from tests.conftest import SignIn

if TYPE_CHECKING:
    from community.kernel.web import Huzhu

__all__ = ["service"]


@pytest.fixture
def browsers(app: "Huzhu", bob: Actor, service: PushService, sign_in: SignIn) -> list[FlaskClient]:
    """Three browsers of Bob: two that show news, and one kept from before, of which nobody knows whose session it is."""
    known = service.subscription()
    made = []
    for number in range(2):
        browser = sign_in(app.test_client(), bob)
        given = known | {"endpoint": f"{known['endpoint']}{number}", "label": f"browser {number}"}
        assert browser.post("/settings/notifications/devices", json=given).status_code == 204
        made.append(browser)
    with unit_of_work():
        pushing.add(bob.id, known | {"endpoint": f"{known['endpoint']}9", "label": "browser of old"})
    return made


def shown() -> list[str]:
    return sorted(db.session.scalars(select(PushDevice.label)))


def test_signing_out_everywhere_else_leaves_the_browser_one_has(browsers: list[FlaskClient]) -> None:
    browsers[0].post("/settings/sessions/end-others")
    assert shown() == ["browser 0"]


def test_a_session_that_is_ended_takes_its_browser_along(browsers: list[FlaskClient]) -> None:
    browsers[0].post("/settings/sessions/2/end")
    assert shown() == ["browser 0", "browser of old"]
    browsers[0].post("/sign-out")
    assert shown() == ["browser of old"]


def test_a_new_password_by_letter_ends_all_of_them(browsers: list[FlaskClient], bob: Actor) -> None:
    with unit_of_work():
        word = secret_links.word_of(tokens.issue(bob.id, Purpose.RESET))
        credentials.reset_password(word, hashing.hashed("a whole new sentence"))
    assert shown() == []


def test_who_signs_in_anew_in_the_same_browser_is_shown_news_until_it_is_signed_out(
    browsers: list[FlaskClient], bob: Actor
) -> None:
    with unit_of_work():
        member = db.session.get_one(Member, bob.id)
        member.password_hash = hashing.hashed("a whole new sentence")
        name = member.name
    answer = browsers[1].post("/sign-in", data={"name": name, "password": "a whole new sentence"})
    assert answer.status_code == 302
    assert shown() == ["browser 0", "browser 1", "browser of old"]
    browsers[1].post("/sign-out")
    assert shown() == ["browser 0", "browser of old"]
