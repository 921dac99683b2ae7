"""Secrets that are shown once, and forms whose button is pressed twice: the answer that stays says what is in force."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from community.accounts.models import ApiToken
from community.factors.models import RecoveryCode
from community.invites.models import Invite
from community.kernel import clock, shown_again
from community.kernel.db import db
from community.kernel.secret_links import fingerprint
from community.webhooks.models import Webhook
from tests.community.accounts.conftest import PASSWORD, Enter, MakePerson, enter, person
from tests.community.factors.conftest import CODE, app_code
from tests.community.webhooks.conftest import receiver
from tests.community.webhooks.receiver import Receiver
from tests.conftest import both_databases
from tests.parallel import at_once

if TYPE_CHECKING:
    from community.kernel.web import Huzhu

__all__ = ["enter", "person", "receiver"]

ONCE = re.compile(r'name="once" value="([\w-]+)"')
SECRET = re.compile(r"(hz_[\w-]{43}|whsec_[\w+/=]+|/join/[\w-]{43})")
Browser = tuple[int, FlaskClient]
LATER = shown_again.LASTS + timedelta(minutes=1)


@pytest.fixture
def admin(person: MakePerson, enter: Enter) -> Browser:
    """Ada, who may do all of it, and her browser."""
    return person("ada", role="admin").id, enter("ada")


def once_on(client: FlaskClient, page: str) -> str:
    return ONCE.findall(client.get(page).text)[0]


def makes(kind: str, receiver: Receiver) -> tuple[str, dict[str, str], Callable[[], int]]:
    """Where the form stands that makes such a secret, what it sends, and how many there are."""
    places = {
        "token": ("/settings/tokens", {"label": "backup"}, ApiToken),
        "webhook": ("/admin/webhooks", {"url": receiver.url}, Webhook),
        "link": ("/invitations", {"way": "link", "uses": "5", "days": "14", "lang": "en"}, Invite),
    }
    place, sent, table = places[kind]

    def count() -> int:
        db.session.rollback()
        return db.session.scalar(select(func.count()).select_from(table)) or 0

    return place, sent, count


@pytest.mark.parametrize("kind", ["token", "webhook", "link"])
def test_a_form_sent_twice_makes_one_secret_and_shows_it_both_times(
    admin: Browser, receiver: Receiver, kind: str
) -> None:
    client, (place, sent, count) = admin[1], makes(kind, receiver)
    sent["once"] = once_on(client, place)
    shown = [SECRET.findall(client.post(place, data=sent).text) for _ in range(2)]
    assert shown[0]
    assert shown[0] == shown[1]
    assert count() == 1
    other = client.post(place, data={**sent, "once": once_on(client, place)})
    assert not set(SECRET.findall(other.text)) & set(shown[0])
    assert count() == 2


@pytest.mark.parametrize("kind", ["token", "webhook", "link"])
def test_after_a_while_it_is_neither_shown_nor_made_again(
    admin: Browser, receiver: Receiver, kind: str
) -> None:
    client, (place, sent, count) = admin[1], makes(kind, receiver)
    sent["once"] = once_on(client, place)
    shown = SECRET.findall(client.post(place, data=sent).text)
    with clock.at(clock.now() + LATER):
        late = client.post(place, data=sent)
    assert late.status_code in {409, 422}
    assert "Open the page anew" in late.text
    assert not set(SECRET.findall(late.text)) & set(shown)
    assert count() == 1


@both_databases
@pytest.mark.parametrize("kind", ["token", "webhook", "link"])
def test_sent_at_once_it_is_one_too(app: "Huzhu", admin: Browser, receiver: Receiver, kind: str) -> None:
    client, (place, sent, count) = admin[1], makes(kind, receiver)
    sent["once"] = once_on(client, place)
    cookie = client.get_cookie("session")
    assert cookie is not None

    def send() -> tuple[str, ...]:
        twin = app.test_client()
        twin.set_cookie("session", cookie.value)
        return tuple(SECRET.findall(twin.post(place, data=sent).text))

    shown = at_once(app, [send] * 3)
    assert len(set(shown)) == 1
    assert shown[0]
    assert count() == 1


def test_a_revoked_token_does_not_come_back(admin: Browser) -> None:
    client = admin[1]
    sent = {"label": "backup", "once": once_on(client, "/settings/tokens")}
    shown = SECRET.findall(client.post("/settings/tokens", data=sent).text)
    client.post(f"/settings/tokens/{db.session.scalars(select(ApiToken.id)).one()}/revoke")
    again = client.post("/settings/tokens", data=sent)
    assert again.status_code == 409
    assert shown[0] not in again.text


def test_another_member_with_the_same_form_has_another_token(
    admin: Browser, person: MakePerson, enter: Enter
) -> None:
    sent = {"label": "backup", "once": once_on(admin[1], "/settings/tokens")}
    first = SECRET.findall(admin[1].post("/settings/tokens", data=sent).text)
    person("eve")
    second = SECRET.findall(enter("eve").post("/settings/tokens", data=sent).text)
    assert first
    assert second
    assert first != second


def test_pressed_twice_the_recovery_codes_are_seen(admin: Browser) -> None:
    """Before, the second answer led to a page that shows none: a factor was on whose codes nobody knew."""
    number, client = admin
    client.post("/settings/second-factor/begin")
    once = once_on(client, "/settings/second-factor/app")
    sent = {"otp": app_code(number), "once": once}
    first, second = (client.post("/settings/second-factor/app", data=sent) for _ in range(2))
    codes = CODE.findall(first.text)
    assert len(set(codes)) == 10
    assert CODE.findall(second.text) == codes

    anew = {"otp": app_code(number, later=1), "current": PASSWORD}
    anew["once"] = once_on(client, "/settings/second-factor")
    first, second = (client.post("/settings/second-factor/codes", data=anew) for _ in range(2))
    newer = CODE.findall(first.text)
    assert len({*codes, *newer}) == 20
    assert (second.status_code, CODE.findall(second.text)) == (200, newer)
    kept = set(db.session.scalars(select(RecoveryCode.code_hash)))
    assert kept == {fingerprint(code.replace("-", "")) for code in newer}

    with clock.at(clock.now() + LATER):
        late = client.post("/settings/second-factor/codes", data=anew)
    assert (late.status_code, CODE.findall(late.text)) == (422, [])


def test_a_form_without_a_name_shows_no_codes_again(admin: Browser) -> None:
    number, client = admin
    client.post("/settings/second-factor/begin")
    client.post("/settings/second-factor/app", data={"otp": app_code(number)})
    for once in ("", "guessed"):
        page = client.post("/settings/second-factor/app", data={"otp": app_code(number), "once": once})
        assert (page.status_code, CODE.findall(page.text)) == (302, [])
